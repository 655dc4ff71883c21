"""How much a signed-in user may write in a day, over all pages (OWASP ASVS 5.0, 2.4.1).

What is written over stays in the database until it is packed: without a bound, a draft of 200 kB that is saved again
and again fills the disk with 4 GB an hour.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from limits import RateLimitItemPerDay
from pyramid.config import Configurator
from pyramid.request import Request

from guichet import clock
from guichet.ratelimit import request_limits
from guichet.ratelimit.redis_counters import RateLimitUnavailable
from guichet.ratelimit.request_limits import RateLimited
from guichet.web.form_readers import MAX_FORM

WRITES = RateLimitItemPerDay(20_000, namespace="writes")
"""Forms of a user, a long one as several: a draft that is typed in for eight hours is saved some 5000 times."""
UNIT = 50_000
"""Bytes from which on a form counts as one more; files have limits of their own."""
NEVER_REFUSED = frozenset({"sign-out", "end-device", "forgot-password", "reset-password", "undo-new-email"})
"""Views with which a user puts a thief out who has used the number up: each ends a session or uses up a link, or has
limits of its own.
"""
View = Callable[[Any, Request], Any]


class TooMuchWritten(RateLimited):
    """A user has sent `WRITES` in a day."""


def includeme(config: Configurator) -> None:
    """Counts every form that a signed-in user sends."""
    config.add_view_deriver(count_writes, "count_writes")


def count_writes(view: View, info: Any) -> View:
    """View deriver, inside the checks of permission and token: raises `TooMuchWritten` beyond `WRITES`."""
    if info.exception_only or info.options.get("name") in NEVER_REFUSED:
        return view

    def counted(context: Any, request: Request) -> Any:
        if request.method == "POST" and request.identity is not None:
            _count(request, request.identity.user_id)
        return view(context, request)

    return counted


def _count(request: Request, user_id: str) -> None:
    cost = 1 + min(request.content_length or 0, MAX_FORM) // UNIT
    # While nothing can be counted, drafts are saved all the same: the limit is against a disk that is full some day.
    with suppress(RateLimitUnavailable):
        if not request_limits.within(request, WRITES, user_id, cost):
            raise TooMuchWritten(request_limits.blocked_until(request, WRITES, user_id) or clock.now())
