"""How often something may be tried. Counters live outside the database: memory, or Redis for several nodes."""

import hashlib
import hmac
from datetime import UTC, datetime
from ipaddress import ip_network

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter
from pyramid.config import Configurator
from pyramid.request import Request

from guichet.values import email as email_value

PASSWORDS_PER_ADDRESS = RateLimitItemPerMinute(6, 15, namespace="passwords-address")
PASSWORDS_PER_MACHINE = RateLimitItemPerMinute(60, 15, namespace="passwords-machine")
CODES_PER_ACCOUNT = RateLimitItemPerHour(10, namespace="codes-account")
REGISTRATIONS_PER_MACHINE = RateLimitItemPerHour(40, namespace="registrations-machine")
RESENT_MAILS = RateLimitItemPerHour(5, namespace="resent-mails")


def includeme(config: Configurator) -> None:
    """Makes the desk's counters."""
    storage = storage_from_string(config.registry.desk.settings.limits)
    config.registry.throttle = MovingWindowRateLimiter(storage)


def allowed(request: Request, limit: RateLimitItem, who: str) -> bool:
    """Counts one try; says whether it is still within the limit."""
    within: bool = request.registry.throttle.hit(limit, *_who(request, who))
    return within


def blocked_until(request: Request, limit: RateLimitItem, who: str) -> datetime | None:
    """The moment from which one may try again, or ``None`` when one may now."""
    limiter, key = request.registry.throttle, _who(request, who)
    if limiter.test(limit, *key):
        return None
    return datetime.fromtimestamp(limiter.get_window_stats(limit, *key).reset_time, UTC)


def forget(request: Request, limit: RateLimitItem, who: str) -> None:
    """Clears the counter, after a success."""
    request.registry.throttle.clear(limit, *_who(request, who))


def address(email: str) -> str:
    """An e-mail address as a counter's name, existing or not."""
    return email_value.key(email)


def machine(request: Request) -> str:
    """The network a request comes from, as a counter's name: one IPv4 address, or the /56 a household is given."""
    address = request.client_addr or "unknown"
    try:
        return str(ip_network(f"{address}/56", strict=False)) if ":" in address else address
    except ValueError:
        return "unknown"


def _who(request: Request, who: str) -> tuple[str, str]:
    # Hashed with a key: the counters hold neither e-mail addresses nor network addresses.
    digest = hmac.digest(request.desk.keys("throttle"), who.encode("utf-8", "replace"), hashlib.sha256)
    return request.desk.tenant.id, digest.hex()
