"""Where passwords are hashed: a few threads for the whole process, and a short queue in front of them.

A hash takes 60 ms and 46 MB, by design. Without a bound, a hundred people who sign in at once would fill the memory of
the machine and starve everybody who is at work.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TypeVar

MAX_COUNT = 8
"""Requests that hash or wait for their turn. Each holds one of the server's threads, of which there are sixteen
(``threads`` in the ini file): half of them are left to other pages whatever storm there is, and nobody waits for more
than eight hashes, half a second."""
THREADS = min(MAX_COUNT, max(1, (os.cpu_count() or 1) - 1))
"""One core is left to the pages."""
PATIENCE = 1.0
"""Seconds after which whoever waits is hashed for by a thread that gives way to nobody: twice what a full queue takes
on a machine with time to spare. Without, nobody could sign in while something else keeps every core busy."""

Result = TypeVar("Result")


class HashQueueFull(Exception):
    """As many passwords are being hashed as the machine takes; nothing was done, nothing has to be undone."""


class Hashing:
    """The threads and the queue."""

    def __init__(self, threads: int, most: int) -> None:
        self._places = threading.BoundedSemaphore(most)
        # They start with the first password: whatever forks the process before has nothing to lose.
        self._patient = ThreadPoolExecutor(threads, "hashing", initializer=_give_way)
        self._impatient = ThreadPoolExecutor(threads, "hashing-now")

    @contextmanager
    def place(self) -> Iterator[Callable[[Callable[[], Result]], Result]]:
        """A place in the queue, as the function that does the work there. Raises :class:`Busy` when all are taken.

        Taken before a try is counted, so that whoever is told to come back has lost none.
        """
        if not self._places.acquire(blocking=False):
            raise HashQueueFull
        try:
            yield self._wait_for
        finally:
            self._places.release()

    def _wait_for(self, work: Callable[[], Result]) -> Result:
        answer = self._patient.submit(work)
        try:
            return answer.result(PATIENCE)
        except TimeoutError:
            # Repeated if it has begun: only root may take the policy SCHED_IDLE back from a thread.
            answer.cancel()
            return self._impatient.submit(work).result()


def _give_way() -> None:
    """Makes this thread work only while no other of the machine wants to (sched(7), ``SCHED_IDLE``).

    Pages take a few milliseconds and hashes take all there is. With the same priority each page would wait for its
    share of the core among the hashes, and with a lower one (``nice``) still for the end of a hash's slice, each time
    the page changes threads (measured on two cores: the slowest twentieth took 20 ms in place of 14).
    """
    # On Linux a thread has a policy of its own; elsewhere the call would be about the process, or does not exist.
    if sys.platform == "linux":
        with suppress(OSError):  # where a container forbids it, pages are slower and everything works
            os.sched_setscheduler(threading.get_native_id(), os.SCHED_IDLE, os.sched_param(0))


HASHING = Hashing(THREADS, MAX_COUNT)
