"""Limits on password tries (OWASP ASVS 5.0, 6.1.1 and 6.3.1).

Two kinds of rate-limit bucket per user: one per known browser (OWASP device cookie), one for all other browsers, which
is the only one an attacker can fill. A try is counted before the password is verified, in the same way for addresses
without an account.
"""

from contextlib import suppress
from dataclasses import dataclass

import structlog
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from pyramid.request import Request

from guichet import clock
from guichet.action_context import ActionContext
from guichet.auth import device_cookies
from guichet.ratelimit import request_limits
from guichet.ratelimit.redis_counters import RateLimitUnavailable
from guichet.ratelimit.request_limits import RateLimited
from guichet.users.journal import note
from guichet.users.models import Task, User
from guichet.users.tasks import TaskKind, enqueue
from guichet.web import security_log
from guichet.web.client_network import client_network
from guichet.web.transactions import commit_on_error

# Cyber Essentials asks for 10 tries in 5 minutes at most, GOV.UK for 5 to 10, NIST SP 800-63B for 100 in a row.
UNKNOWN_BROWSER_LIMIT = RateLimitItemPerMinute(5, 15, namespace="passwords-unknown")
KNOWN_BROWSER_LIMIT = RateLimitItemPerMinute(10, 15, namespace="passwords-known")
PER_NETWORK = RateLimitItemPerMinute(60, 15, namespace="passwords-network")
FAILED_ADDRESSES = RateLimitItemPerHour(10, namespace="failed-addresses")
"""Different addresses that may fail from one network; more is password spraying."""
PASSWORDS_PER_DESK = RateLimitItemPerMinute(100, 5, namespace="failed-passwords-desk")
CODES_PER_DESK = RateLimitItemPerMinute(50, 5, namespace="wrong-codes-desk")
"""Above these the log has a warning; no request is refused for the failures of others."""
_FAILED_ADDRESS = RateLimitItemPerHour(1, namespace="failed-address")
_SPRAYING = RateLimitItemPerHour(1, namespace="spraying")
_ALARM = RateLimitItemPerMinute(1, 5, namespace="alarm")
_LOCKOUT_NOTED = RateLimitItemPerMinute(1, 15, namespace="lockout-noted")
_DESK = "desk"

log = structlog.get_logger()


@dataclass(frozen=True)
class RateLimitBucket:
    """A counter of tries: its limit, its key ``who``, and the address that the tries are about."""

    limit: RateLimitItem
    who: str
    address: str
    is_known: bool


def bucket_of(request: Request, email: str, user: User | None) -> RateLimitBucket:
    """The bucket of this browser for an address and its user, if it has one."""
    address, browser = request_limits.address(email), device_cookies.browser_of(request, user)
    if browser and user is not None:
        return RateLimitBucket(KNOWN_BROWSER_LIMIT, f"{browser} {user.id}", address, is_known=True)
    return RateLimitBucket(UNKNOWN_BROWSER_LIMIT, address, address, is_known=False)


def count(request: Request, bucket: RateLimitBucket) -> None:
    """Counts a try. Raises :class:`~guichet.ratelimit.request_limits.RateLimited` when it is one too many."""
    if not bucket.is_known:
        network = client_network(request)
        # The network first: tries beyond its own limit must not fill the buckets of users.
        _refuse_blocked(request, _SPRAYING, network)
        _count(request, PER_NETWORK, network)
    try:
        _count(request, bucket.limit, bucket.who)
    except RateLimited:
        _enqueue_note(request, bucket)
        raise


def note_lockout(ctx: ActionContext, task: Task) -> None:
    """Task ``locked``, whose subject is an e-mail address: notes the lockout in the journal of its owner, if any."""
    user = ctx.portal["users"].with_email(task.subject)
    if user is not None:
        note(ctx, user, "locked")


LOCKED = TaskKind("locked", note_lockout)


def succeeded(request: Request, bucket: RateLimitBucket) -> None:
    """Resets the bucket after a right password, and no other."""
    request_limits.forget(request, bucket.limit, bucket.who)


def failed(request: Request, bucket: RateLimitBucket) -> None:
    """Counts a wrong password for the network (password spraying) and for the desk."""
    security_log.record(request, "password_refused", account=bucket.address)
    raise_alarm(request, PASSWORDS_PER_DESK)
    if bucket.is_known:
        return
    network = client_network(request)
    is_new = request_limits.within(request, _FAILED_ADDRESS, f"{network} {bucket.address}")
    if (
        is_new
        and not request_limits.within(request, FAILED_ADDRESSES, network)
        and request_limits.within(request, _SPRAYING, network)
    ):
        log.warning("password_spraying_detected", desk=request.desk.tenant.id, addresses=FAILED_ADDRESSES.amount)


def raise_alarm(request: Request, limit: RateLimitItem) -> None:
    """Counts a failure at this desk; too many are logged, once in five minutes."""
    # While nothing can be counted the log has an error already, and wrong codes are counted with the user as well.
    with suppress(RateLimitUnavailable):
        if not request_limits.within(request, limit, _DESK) and request_limits.within(request, _ALARM, limit.namespace):
            log.warning(
                "auth_failure_rate_high", desk=request.desk.tenant.id, what=limit.namespace, more_than=limit.amount
            )


def _count(request: Request, limit: RateLimitItem, who: str) -> None:
    if not request_limits.allowed(request, limit, who):
        raise RateLimited(request_limits.blocked_until(request, limit, who) or clock.now())


def _enqueue_note(request: Request, bucket: RateLimitBucket) -> None:
    """Leaves the journal to the worker, once per lockout: a look-up here would show whether a user exists."""
    if request_limits.within(request, _LOCKOUT_NOTED, bucket.who):
        enqueue(request.action_context, LOCKED, bucket.address)
        commit_on_error(request)


def _refuse_blocked(request: Request, limit: RateLimitItem, who: str) -> None:
    until = request_limits.blocked_until(request, limit, who)
    if until is not None:
        raise RateLimited(until)
