"""Reads something that may hang, e.g. a database whose server is gone, without holding up the reader for long."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

import structlog

log = structlog.get_logger()
T = TypeVar("T")
FRESH = 3.0
"""Seconds for which an outcome is given again: many readers cost as much as one."""
PATIENCE = 2.0
"""Seconds that a reader waits; Prometheus gives a scrape ten."""


class Probe(Generic[T]):
    """Calls ``read`` in a thread, one at a time: while one hangs, no further thread is started."""

    def __init__(self, name: str, read: Callable[[], T]) -> None:
        self._name, self._read = name, read
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._running = False
        self._found: T | None = None
        self._ended = 0.0

    def begin(self) -> None:
        """Starts reading, unless it is under way or the last outcome is fresh."""
        with self._lock:
            if self._running or (self._done.is_set() and time.monotonic() - self._ended < FRESH):
                return
            self._running = True
            self._done.clear()
        # A daemon, since the process must be able to end while it hangs.
        threading.Thread(target=self._run, name=f"probe-{self._name}", daemon=True).start()

    def outcome(self, deadline: float) -> T | None:
        """What was read; None when it failed, or is not there by ``deadline`` (``time.monotonic``)."""
        self._done.wait(max(0.0, deadline - time.monotonic()))
        return self._found if self._done.is_set() else None

    def _run(self) -> None:
        found = None
        try:
            found = self._read()
        except Exception as problem:  # whatever it is, the state cannot be read, and that is the outcome
            log.error("state_not_read", desk=self._name, exc_info=problem)
        with self._lock:
            self._found, self._ended, self._running = found, time.monotonic(), False
            self._done.set()


def outcomes(probes: Mapping[str, Probe[T]]) -> dict[str, T | None]:
    """The outcomes of probes that run at the same time, within :data:`PATIENCE` for all of them, by their names."""
    for probe in probes.values():
        probe.begin()
    deadline = time.monotonic() + PATIENCE
    return {name: probe.outcome(deadline) for name, probe in probes.items()}
