"""Rate limits of requests (ASVS 2.4.1, 6.3.1), counted outside the database: in memory, or in Redis.

In ZODB each try would be a write in a request that only reads, and a conflict with every other try.

All functions that read or change a counter raise :class:`~guichet.ratelimit.redis_counters.RateLimitUnavailable` while
Redis is away.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import ceil

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.strategies import MovingWindowRateLimiter
from pyramid.config import Configurator
from pyramid.request import Request

from guichet.ratelimit.counters import Counters
from guichet.ratelimit.redis_counters import RedisCounters
from guichet.settings import MEMORY
from guichet.values import email as email_value
from guichet.web import security_log

# Many per network: a hospital or an advice centre registers people from one address. Few per e-mail address.
REGISTRATIONS_PER_NETWORK = RateLimitItemPerHour(40, namespace="registrations-network")
REGISTRATIONS_PER_ADDRESS = RateLimitItemPerDay(20, namespace="registrations-address")
RESENT_MAILS = RateLimitItemPerHour(5, namespace="resent-mails")
ACTIVATIONS_PER_NETWORK = RateLimitItemPerHour(20, namespace="activations-network")
ACTIVATIONS_PER_USER = RateLimitItemPerHour(5, namespace="activations-user")
"""Apart from the other mails: the id of a registration is enough to ask for this one."""
ACTIVATION_PAUSE = RateLimitItemPerMinute(1, namespace="activation-pause")
RESETS_PER_ADDRESS = RateLimitItemPerHour(3, namespace="resets-address")
RESETS_PER_NETWORK = RateLimitItemPerHour(10, namespace="resets-network")
RESET_PAUSE = RateLimitItemPerMinute(1, namespace="reset-pause")

COUNTED = "guichet.counted"
"""Key in the environment of a request, which outlives a retry: limit and counter → attempt and result."""


class RateLimited(Exception):
    """Too many tries; ``until`` is the full minute from which another one is allowed."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many tries")
        self.until = next_full_minute(until)


def includeme(config: Configurator) -> None:
    """Adds ``registry.rate_limiter``. Raises :class:`~guichet.settings.SettingsError` for an unusable Redis address."""
    desk = config.registry.desk
    address = desk.settings.limits
    storage = Counters() if address == MEMORY else RedisCounters(address, desk.tenant.id)
    config.registry.rate_limiter = MovingWindowRateLimiter(storage)


def uploads(request: Request) -> RateLimitItem:
    """Files that a user may upload in a day, wherever files are taken."""
    return RateLimitItemPerDay(request.desk.tenant_settings.uploads_per_day, namespace="uploads")


def may_upload(request: Request, sizes: Sequence[int]) -> bool:
    """Counts files of the signed-in user by their sizes in bytes; whether their number and megabytes are within what a
    user may upload in a day, wherever they are stored.
    """
    settings, who = request.desk.tenant_settings, request.identity.user_id
    by_size = RateLimitItemPerDay(settings.upload_megabytes_per_day, namespace="uploads-megabytes")
    # Megabytes are tries of a counter as well, so a small file counts as one.
    megabytes = ceil(sum(sizes) / 1_000_000)
    return allowed(request, uploads(request), who, len(sizes)) and allowed(request, by_size, who, megabytes)


def allowed(request: Request, limit: RateLimitItem, who: str, cost: int = 1) -> bool:
    """:func:`within`, for a limit that refuses something: the security log has the refusal."""
    is_within = within(request, limit, who, cost)
    if not is_within:
        security_log.record(request, "rate_limit_reached", limit=limit.namespace)
    return is_within


def within(request: Request, limit: RateLimitItem, who: str, cost: int = 1) -> bool:
    """Counts ``cost`` tries; True while they are within the limit, else none of them counts.

    Counting and comparing are one step: of a hundred tries at the same moment as many pass as of a hundred in a row.
    The retry of a request after a conflict is not counted again.
    """
    key = _who(request, who)
    attempt, counted = request.environ.get("retry.attempt", 0), request.environ.setdefault(COUNTED, {})
    counted_at, is_within = counted.get(limit.key_for(*key), (attempt, False))
    if counted_at == attempt:
        is_within = request.registry.rate_limiter.hit(limit, *key, cost=cost)
        counted[limit.key_for(*key)] = (attempt, is_within)
    return bool(is_within)


def blocked_until(request: Request, limit: RateLimitItem, who: str) -> datetime | None:
    """The moment (UTC) from which another try is within the limit; ``None`` when it already is. Counts nothing."""
    limiter, key = request.registry.rate_limiter, _who(request, who)
    if limiter.test(limit, *key):
        return None
    return datetime.fromtimestamp(limiter.get_window_stats(limit, *key).reset_time, UTC)


def left(request: Request, limit: RateLimitItem, who: str) -> int:
    """The number of further tries within the limit. Counts nothing."""
    return int(request.registry.rate_limiter.get_window_stats(limit, *_who(request, who)).remaining)


def next_full_minute(moment: datetime) -> datetime:
    """The full minute after a moment: pages show no seconds, and a try at the minute shown must not be too early."""
    return moment.replace(second=0, microsecond=0) + timedelta(minutes=1)


def forget(request: Request, limit: RateLimitItem, who: str) -> None:
    """Resets the counter, after a success."""
    request.registry.rate_limiter.clear(limit, *_who(request, who))


def address(email: str) -> str:
    """The counter's name of an e-mail address; the same for all its spellings, with or without an account."""
    return email_value.key(email)


def _who(request: Request, who: str) -> tuple[str, str]:
    # Hashed with a key: the counters hold neither e-mail addresses nor network addresses.
    digest = hmac.digest(request.desk.keys("ratelimit"), who.encode("utf-8", "replace"), hashlib.sha256)
    return request.desk.tenant.id, digest.hex()
