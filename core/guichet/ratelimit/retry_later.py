"""The pages that say when to try again: too many tries, too many people at once, nobody who counts."""

from datetime import timedelta
from math import ceil
from typing import Any

from pyramid.config import Configurator
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response

from guichet import clock
from guichet.i18n import _
from guichet.ratelimit.hash_queue import HashQueueFull
from guichet.ratelimit.redis_counters import RateLimitUnavailable
from guichet.ratelimit.request_limits import RateLimited, on_the_clock

SOON = timedelta(seconds=30)
"""After this a storm of sign-ins has passed, or at least others are in it."""


def includeme(config: Configurator) -> None:
    """Whatever page too many tries or too many people are met on, the answer is the same."""
    config.add_exception_view(locked, context=RateLimited)
    config.add_exception_view(busy, context=HashQueueFull)
    config.add_exception_view(uncounted, context=RateLimitUnavailable)


def locked(problem: RateLimited, request: Request) -> Response:
    """« Patientez quelques minutes », for addresses with and without an account."""
    values = {"title": _("Patientez quelques minutes"), "until": problem.until}
    return _page(request, "locked", 429, values)


def busy(problem: HashQueueFull, request: Request) -> Response:
    """« Le guichet est très demandé »."""
    reason = _("Beaucoup de personnes se connectent en ce moment. Rien n’est perdu.")
    return _soon(request, _("Le guichet est très demandé"), reason)


def uncounted(problem: RateLimitUnavailable, request: Request) -> Response:
    """« Le guichet a un problème »: nobody can say how often something was tried before."""
    reason = _("Une partie du guichet ne répond pas en ce moment. Rien n’est perdu.")
    return _soon(request, _("Le guichet a un problème"), reason)


def _soon(request: Request, title: str, reason: str) -> Response:
    """With the form as it was filled in, but for passwords, where there is one."""
    # Not « go back »: browsers do not keep our pages, and some empty their forms then.
    values = {"title": title, "reason": reason, "form": getattr(request, "form", None)}
    return _page(request, "busy", 503, values | {"until": on_the_clock(clock.now() + SOON)})


def _page(request: Request, name: str, status: int, values: dict[str, Any]) -> Response:
    response: Response = render_to_response(f"guichet.ratelimit:templates/{name}.pt", values, request)
    response.status_int = status
    response.retry_after = ceil((values["until"] - clock.now()).total_seconds())
    return response
