"""How many passwords may be tried, by whom and from where (OWASP ASVS 5.0, 6.1.1 and 6.3.1).

Each account has two lanes. Browsers it has signed in with before have one each; all others in the world share one, so
that an attacker can fill that one and no other. A try is counted before the password is looked at, and whether the
address has an account makes no difference.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import structlog
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from pyramid.request import Request

from guichet import clock
from guichet.act import Act
from guichet.identity import known
from guichet.identity.errands import ask
from guichet.identity.journal import note
from guichet.identity.models import Account, Errand
from guichet.identity.throttling import throttle
from guichet.identity.throttling.redis_counters import Uncounted
from guichet.web.transactions import keep

UNKNOWN_LANE = RateLimitItemPerMinute(5, 15, namespace="passwords-unknown")
KNOWN_LANE = RateLimitItemPerMinute(10, 15, namespace="passwords-known")
PER_MACHINE = RateLimitItemPerMinute(60, 15, namespace="passwords-machine")
FAILED_ADDRESSES = RateLimitItemPerHour(10, namespace="failed-addresses")
"""Different addresses that may fail from one machine: with more, somebody tries one password on everybody."""
PASSWORDS_PER_DESK = RateLimitItemPerMinute(100, 5, namespace="failed-passwords-desk")
CODES_PER_DESK = RateLimitItemPerMinute(50, 5, namespace="wrong-codes-desk")
"""Above these somebody is told; nobody is refused for what others do."""
_FAILED_ADDRESS = RateLimitItemPerHour(1, namespace="failed-address")
_SPRAYING = RateLimitItemPerHour(1, namespace="spraying")
_ALARM = RateLimitItemPerMinute(1, 5, namespace="alarm")
_LOCK_TOLD = RateLimitItemPerMinute(1, 15, namespace="lock-told")
_DESK = "desk"

log = structlog.get_logger()


class Locked(Exception):
    """Too many tries; ``until`` is the full minute from which one may try again."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many tries")
        self.until = throttle.on_the_clock(until)


@dataclass(frozen=True)
class Lane:
    """Where the tries on an address are counted."""

    limit: RateLimitItem
    who: str
    address: str
    is_known: bool


def lane_of(request: Request, email: str, account: Account | None) -> Lane:
    """The lane of this browser, for an address and the account that it has, if any."""
    address, browser = throttle.address(email), known.browser_of(request, account)
    if browser and account is not None:
        return Lane(KNOWN_LANE, f"{browser} {account.id}", address, is_known=True)
    return Lane(UNKNOWN_LANE, address, address, is_known=False)


def count(request: Request, lane: Lane) -> None:
    """Counts a try. Raises :class:`Locked` when it is one too many."""
    if not lane.is_known:
        machine = throttle.machine(request)
        # The machine first: what it may not try any more must not fill the lanes of others.
        _refuse_blocked(request, _SPRAYING, machine)
        _count(request, PER_MACHINE, machine)
    try:
        _count(request, lane.limit, lane.who)
    except Locked:
        _write_down(request, lane)
        raise


def note_lock(act: Act, errand: Errand) -> None:
    """Errand ``locked``, whose subject is an address: its owner, if there is one, reads of it in the journal."""
    account = act.portal["accounts"].with_email(errand.subject)
    if account is not None:
        note(act, account, "locked")


def succeeded(request: Request, lane: Lane) -> None:
    """The password was right: the lane is empty again, and no other."""
    throttle.forget(request, lane.limit, lane.who)


def failed(request: Request, lane: Lane) -> None:
    """The password was wrong: looks for somebody who tries many addresses, and for a storm at the whole desk."""
    raise_alarm(request, PASSWORDS_PER_DESK)
    if lane.is_known:
        return
    machine = throttle.machine(request)
    is_new = throttle.allowed(request, _FAILED_ADDRESS, f"{machine} {lane.address}")
    if (
        is_new
        and not throttle.allowed(request, FAILED_ADDRESSES, machine)
        and throttle.allowed(request, _SPRAYING, machine)
    ):
        log.warning("password_spraying", desk=request.desk.tenant.id, addresses=FAILED_ADDRESSES.amount)


def raise_alarm(request: Request, limit: RateLimitItem) -> None:
    """Counts a failure of anybody at this desk; too many of them stand in the log, once every five minutes."""
    # Where nothing can be counted the log says so already, and a wrong code counts for its account all the same.
    with suppress(Uncounted):
        if not throttle.allowed(request, limit, _DESK) and throttle.allowed(request, _ALARM, limit.namespace):
            log.warning("many_failures", desk=request.desk.tenant.id, what=limit.namespace, more_than=limit.amount)


def _count(request: Request, limit: RateLimitItem, who: str) -> None:
    if not throttle.allowed(request, limit, who):
        raise Locked(throttle.blocked_until(request, limit, who) or clock.now())


def _write_down(request: Request, lane: Lane) -> None:
    """For the journal, once a lock; the worker finds out whose address it is, if anybody's."""
    if throttle.allowed(request, _LOCK_TOLD, lane.who):
        ask(request.act, "locked", lane.address, request.say.language)
        keep(request)


def _refuse_blocked(request: Request, limit: RateLimitItem, who: str) -> None:
    until = throttle.blocked_until(request, limit, who)
    if until is not None:
        raise Locked(until)
