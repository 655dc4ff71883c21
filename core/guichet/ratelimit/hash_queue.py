"""Password hashing: a few threads for the whole process, and a bounded queue in front of them.

A hash takes 60 ms and 46 MB, by design (argon2id with a row of OWASP's parameters, ASVS 11.4.2). Without a bound, a
hundred sign-ins at once would take 4.6 GB and all cores (ASVS 15.1.3: costly functions have documented limits).
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TypeVar

from guichet.metrics import HASHING_PLACES, HASHING_REFUSED

MAX_COUNT = 8
"""Requests that hash or wait. Each holds one of the server's sixteen threads (``threads`` in the ini file): half of
them remain for other pages under any load, and a request waits for eight hashes at most, half a second."""
THREADS = min(MAX_COUNT, max(1, (os.cpu_count() or 1) - 1))
"""One core is left to the pages."""
PATIENCE = 1.0
"""Seconds to wait for the ``SCHED_IDLE`` worker before using one of normal priority: twice what a full queue takes on
an idle machine. Without it, sign-ins would stand still while another process keeps every core busy."""

Result = TypeVar("Result")


class HashQueueFull(Exception):
    """The queue is full; nothing was done, so nothing has to be undone."""


class Hashing:
    """The worker threads, and the bounded queue in front of them. ``most`` counts requests that hash or wait."""

    def __init__(self, threads: int, most: int) -> None:
        self._places = threading.BoundedSemaphore(most)
        # Threads start with the first password: a fork copies no threads, so a server that forks earlier loses none.
        self._patient = ThreadPoolExecutor(threads, "hashing", initializer=_give_way)
        self._impatient = ThreadPoolExecutor(threads, "hashing-now")

    @contextmanager
    def place(self) -> Iterator[Callable[[Callable[[], Result]], Result]]:
        """A place in the queue, as a function that runs work in a worker and waits for it.

        To be taken before a try is counted, so that a request that is turned away has used none of its tries.
        Raises :class:`HashQueueFull` at once: a request that waited for a place would hold a thread of the server.
        """
        if not self._places.acquire(blocking=False):
            HASHING_REFUSED.inc()
            raise HashQueueFull
        try:
            with HASHING_PLACES.track_inprogress():
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
    """Gives this thread the policy ``SCHED_IDLE``: it runs only while a processor would be idle (sched(7)).

    Pages take a few milliseconds and hashes take all there is. With the same priority each page would wait for its
    share of the core among the hashes, and with a lower one (``nice``) still for the end of a hash's slice, each time
    the page changes threads (measured on two cores: the slowest twentieth took 20 ms in place of 14).
    """
    # On Linux a thread has a policy of its own; elsewhere the call would be about the process, or does not exist.
    if sys.platform == "linux":
        with suppress(OSError):  # where a container forbids it, pages are slower and everything works
            os.sched_setscheduler(threading.get_native_id(), os.SCHED_IDLE, os.sched_param(0))


HASHING = Hashing(THREADS, MAX_COUNT)
