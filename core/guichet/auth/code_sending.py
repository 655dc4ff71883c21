"""Limits on codes by text message: each one costs money, and each one can be guessed at.

A refusal says from when on another one can be sent; codes sent before stay valid.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import structlog
from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerHour
from pyramid.request import Request

from guichet import clock
from guichet.auth import device_cookies
from guichet.mfa import sms_codes
from guichet.mfa.wrong_codes import obstacle
from guichet.ratelimit import request_limits
from guichet.settings import MAX_CODES
from guichet.users.models import Session, User
from guichet.web import security_log
from guichet.web.client_network import client_network, client_site

PER_USER = RateLimitItemPerHour(MAX_CODES, namespace="codes-user")
PER_USER_A_DAY = RateLimitItemPerDay(10, namespace="codes-user-day")
PER_NUMBER = RateLimitItemPerHour(5, namespace="codes-number")
PER_NEW_NUMBER = RateLimitItemPerHour(5, namespace="codes-new-number")
"""For numbers that are not proven yet: with one counter for both, a stranger who registers with the number of another
person would use up the codes that its owner signs in with."""
PER_NETWORK = RateLimitItemPerHour(20, namespace="codes-network")
"""Only for browsers the account has not signed in with: a whole company begins its day behind one address."""
PER_SITE = RateLimitItemPerDay(100, namespace="codes-site")
"""Of registrations: the 256 networks of one IPv6 connection used up the budget of all of a desk within an hour."""
_HALF_SPENT = RateLimitItemPerDay(1, namespace="codes-half-spent")
_DESK = "desk"

log = structlog.get_logger()


class Refusal(NamedTuple):
    """No code can be sent now."""

    until: datetime
    """The full minute from which there is one again."""
    by_desk: bool
    """Whether the desk's budget of the day is spent, so that waiting does not help."""


def send_code(request: Request, session: Session, user: User) -> bool:
    """Queues a text message with a new code unless a limit forbids it; returns whether it did."""
    if obstacle(user, "sms", clock.now()) or refusal(request, session, user) is not None:
        security_log.record(request, "code_withheld", account=user.email)
        return False
    limits = _limits(request, session, user)
    if not all(request_limits.allowed(request, limit, who) for limit, who in limits):
        return False  # another request has had the last one meanwhile
    _watch_budget(request)
    sms_codes.send_code(request.action_context, session, user)
    return True


def refusal(request: Request, session: Session, user: User) -> Refusal | None:
    """Why no code can be sent by text message now; None when one can. Counts nothing."""
    found = []
    for limit, who in _limits(request, session, user):
        until = request_limits.blocked_until(request, limit, who)
        if until is not None:
            found.append(Refusal(request_limits.next_full_minute(until), who == _DESK))
    # The latest end: before it, another limit would still forbid the code.
    return max(found, default=None)


def _number(session: Session, user: User) -> str:
    return (session.challenge.phone if session.challenge else "") or user.phone


def _limits(request: Request, session: Session, user: User) -> Iterator[tuple[RateLimitItem, str]]:
    name, number = user.id, _number(session, user)
    yield _chosen(request, PER_USER), name
    yield _chosen(request, PER_USER_A_DAY), name
    yield _chosen(request, PER_NEW_NUMBER if _is_new(session) else PER_NUMBER), number
    if not device_cookies.browser_of(request, user):
        yield _chosen(request, PER_NETWORK), client_network(request)
    if session.stage == "phone":
        if site := client_site(request):
            yield _chosen(request, PER_SITE), site
        yield _registrations_budget(request), _DESK
    else:
        yield _budget(request), _DESK


def _is_new(session: Session) -> bool:
    return session.challenge is not None and session.challenge.purpose in ("register", "new-phone")


def _chosen(request: Request, limit: RateLimitItem) -> RateLimitItem:
    """The limit in proportion to ``guichet.codes_per_hour``."""
    amount = limit.amount * request.desk.settings.codes_per_hour // MAX_CODES
    return type(limit)(max(1, amount), namespace=limit.namespace)


def _budget(request: Request) -> RateLimitItem:
    return RateLimitItemPerDay(request.desk.tenant_settings.sms_per_day, namespace="codes-desk")


def _registrations_budget(request: Request) -> RateLimitItem:
    """Budget of registrations, counted apart: strangers must not use up the codes that users sign in with."""
    return RateLimitItemPerDay(request.desk.tenant_settings.sms_for_strangers, namespace="codes-registrations")


def _watch_budget(request: Request) -> None:
    """Logs, once a day, that half of the desk's text messages are spent."""
    budget = _budget(request)
    spent = budget.amount - request_limits.left(request, budget, _DESK)
    if spent * 2 >= budget.amount and request_limits.within(request, _HALF_SPENT, _DESK):
        log.warning("sms_budget_half_used", desk=request.desk.tenant.id, of=budget.amount)
