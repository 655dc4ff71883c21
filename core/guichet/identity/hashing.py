"""Where passwords are hashed: a few threads for the whole process, and a short queue in front of them.

A hash takes 60 ms and 46 MB, by design. Without a bound, a hundred people who sign in at once would fill the memory of
the machine and starve everybody who is at work.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from guichet.web.transactions import aside

MOST = 8
"""Requests that hash or wait for their turn. Each holds one of the server's threads, of which there are sixteen
(``threads`` in the ini file): half of them are left to other pages whatever storm there is, and nobody waits for more
than eight hashes, half a second."""
THREADS = min(MOST, max(1, (os.cpu_count() or 1) - 1))
"""One core is left to the pages."""
_NICE = 10

Result = TypeVar("Result")


class Busy(Exception):
    """As many passwords are being hashed as the machine takes; nothing was done, nothing has to be undone."""


class Hashing:
    """The threads and the queue."""

    def __init__(self, threads: int, most: int) -> None:
        self._places = threading.BoundedSemaphore(most)
        # They start with the first password: whatever forks the process before has nothing to lose.
        self._pool = ThreadPoolExecutor(threads, "hashing", initializer=_step_back)

    @contextmanager
    def place(self) -> Iterator[Callable[[Callable[[], Result]], Result]]:
        """A place in the queue, as the function that does the work there. Raises :class:`Busy` when all are taken.

        Taken before a try is counted, so that whoever is told to come back has lost none.
        """
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            yield self._wait_for
        finally:
            self._places.release()

    def _wait_for(self, work: Callable[[], Result]) -> Result:
        with aside():
            return self._pool.submit(work).result()


def _step_back() -> None:
    """Gives every other thread of the machine precedence over this one.

    Pages take a few milliseconds and hashes take all there is. With the same priority each page would wait for its
    share of the core among the hashes; with a lower one, hashing takes what pages leave. On Linux a thread has a
    priority of its own; elsewhere the call would be about the process, or about another one.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


HASHING = Hashing(THREADS, MOST)
