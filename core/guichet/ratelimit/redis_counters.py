"""Counters in Redis, for a desk that runs in several processes, which then count together."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from limits import RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.errors import ConfigurationError
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter

from guichet.ratelimit.counters import Counters
from guichet.settings import SettingsError

TIMEOUT = 1.0
"""Seconds that Redis may take to accept a connection, and to answer. It takes less than a thousandth of that."""
_PAUSE = RateLimitItemPerSecond(1, 5, namespace="pause")
"""After a failure, no connection for five seconds."""
_LOGGED = RateLimitItemPerMinute(1, namespace="logged")
"""One line of the log per minute, however many requests fail."""

log = structlog.get_logger()


class RateLimitUnavailable(Exception):
    """Redis does not answer. Nothing was tried, since earlier tries cannot be counted (fail closed)."""


class RedisCounters(RedisStorage):
    """Moving windows in Redis; while Redis is unavailable every try fails at once, without a connection attempt."""

    # Not the parent's: ``redis://`` anywhere else in this process stays what the library means by it.
    STORAGE_SCHEME = ["guichet+redis"]

    def __init__(self, address: str, desk: str) -> None:
        """Connects with the first try, so that a desk starts before its Redis; ``desk`` is its name in the log.

        Raises :class:`~guichet.settings.SettingsError` without the client, and for an address that it cannot read.
        """
        try:
            super().__init__(address, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT)
        except ConfigurationError:
            remedy = "install its client with: pip install 'guichet[redis]'"
            raise SettingsError(f"guichet.limits names a Redis: {remedy}") from None
        except ValueError:
            # Not the error's own text: it may quote a password.
            raise SettingsError("guichet.limits: write for instance redis://localhost:6379/0") from None
        self._desk = desk
        self._absences = MovingWindowRateLimiter(Counters())

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Counts ``amount`` tries for ``expiry`` seconds, unless they are more than the limit; says whether it did.

        Raises :class:`RateLimitUnavailable`, as the methods below.
        """
        with self._present():
            return bool(super().acquire_entry(key, limit, expiry, amount))

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the oldest try that counts was made, and how many count; now and none when there is none."""
        with self._present():
            start, count = super().get_moving_window(key, limit, expiry)
            return start, count

    def clear(self, key: str) -> None:
        """Deletes the tries of a key."""
        with self._present():
            super().clear(key)

    def reset(self) -> int | None:
        """Deletes the tries of all desks of this Redis, and the pause after a failure; returns the number of keys."""
        self._absences.storage.reset()
        keys: int | None = super().reset()
        return keys

    @contextmanager
    def _present(self) -> Iterator[None]:
        # A request that waits for Redis may hold the write lock: with a Redis that does not answer, each sign-in would
        # stop all writers for a second. So one request tries, and the next one after five seconds.
        if not self._absences.test(_PAUSE):
            raise RateLimitUnavailable
        try:
            yield
        except self.base_exceptions as problem:
            self._absences.hit(_PAUSE)
            if self._absences.hit(_LOGGED):
                # The class is enough to act on; the text names machines.
                log.error("rate_limit_store_unavailable", desk=self._desk, reason=type(problem).__name__.lower())
            raise RateLimitUnavailable from problem
