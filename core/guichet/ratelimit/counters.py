"""Counters in memory, for a desk that runs in one process; with several they are in Redis."""

import heapq
import threading
import time
from collections import deque

from limits.storage import MemoryStorage


class Counters(MemoryStorage):
    """Moving windows at a cost that does not depend on the number of keys; expired ones are deleted.

    The parent's are passed over (limits 5.8.0): every count starts a thread that walks through all keys, and no key is
    ever deleted, so that an attacker with many addresses would slow the whole desk down. What the parent does beside
    moving windows is used nowhere.
    """

    # Not the parent's: ``memory://`` anywhere else in this process stays what the library means by it.
    STORAGE_SCHEME = ["guichet"]

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._ends: dict[str, deque[float]] = {}
        """Key → the times at which its tries leave the window, oldest first; the window of a key has one length."""
        self._all_ends: list[tuple[float, str]] = []
        """The same of all keys, as a heap."""

    def __len__(self) -> int:
        """The number of keys with a try that counts."""
        return len(self._ends)

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Counts ``amount`` tries for ``expiry`` seconds, unless they are more than the limit; says whether it did."""
        # The library's clock, ``time.time()``: its strategies compare what is returned here with it.
        now = time.time()
        with self._lock:
            self._forget(now)
            if len(self._ends.get(key, ())) + amount > limit:
                return False
            self._ends.setdefault(key, deque()).extend([now + expiry] * amount)
            for _ in range(amount):
                heapq.heappush(self._all_ends, (now + expiry, key))
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the oldest try that counts was made, and how many count; now and none when there is none."""
        now = time.time()
        with self._lock:
            self._forget(now)
            ends = self._ends.get(key)
            return (ends[0] - expiry, len(ends)) if ends else (now, 0)

    def clear(self, key: str) -> None:
        """Deletes the tries of a key."""
        with self._lock:
            # The heap keeps its entries: to find them would cost a walk through it.
            self._ends.pop(key, None)

    def reset(self) -> int:
        """Deletes all tries; returns the number of keys."""
        with self._lock:
            keys = len(self._ends)
            self._ends.clear()
            self._all_ends.clear()
            return keys

    def _forget(self, now: float) -> None:
        while self._all_ends and self._all_ends[0][0] < now:
            end, key = heapq.heappop(self._all_ends)
            ends = self._ends.get(key)
            # After ``clear`` the heap still holds ends of tries that count no more; and a clock that was put back
            # leaves an earlier end behind a later one.
            while ends and ends[0] <= end:
                ends.popleft()
            if ends is not None and not ends:
                del self._ends[key]
