"""Pages that say when to try again: rate limit reached, hash queue full, rate-limit store unavailable."""

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
from guichet.ratelimit.request_limits import RateLimited, next_full_minute
from guichet.web import security_log

SOON = timedelta(seconds=30)
"""Time to wait for a place in the hash queue; a full queue is worked off in half a second."""


def includeme(config: Configurator) -> None:
    """Registers the pages as exception views, so that every view may raise these errors."""
    config.add_exception_view(rate_limited, context=RateLimited)
    config.add_exception_view(queue_full, context=HashQueueFull)
    config.add_exception_view(unavailable, context=RateLimitUnavailable)


def rate_limited(problem: RateLimited, request: Request) -> Response:
    """« Patientez quelques minutes »: 429, the same page for addresses with and without an account (ASVS 6.3.8)."""
    security_log.record(request, "rate_limit_reached", limit="passwords")
    values = {"title": _("Patientez quelques minutes"), "until": problem.until}
    return _page(request, "rate_limited", 429, values)


def queue_full(problem: HashQueueFull, request: Request) -> Response:
    """« Le guichet est très demandé »: 503, since the limit is the server's and not this person's."""
    reason = _("Beaucoup de personnes se connectent en ce moment. Rien n’est perdu.")
    return _soon(request, _("Le guichet est très demandé"), reason)


def unavailable(problem: RateLimitUnavailable, request: Request) -> Response:
    """« Le guichet a un problème »: 503; without its counter no limited action is carried out (fail closed)."""
    reason = _("Une partie du guichet ne répond pas en ce moment. Rien n’est perdu.")
    return _soon(request, _("Le guichet a un problème"), reason)


def _soon(request: Request, title: str, reason: str) -> Response:
    """The page with the form as it was filled in, passwords excepted, where the view has one."""
    # The form is repeated in place of « go back »: pages are ``no-store``, and some browsers then show an empty form.
    values = {"title": title, "reason": reason, "form": getattr(request, "form", None)}
    return _page(request, "retry_soon", 503, values | {"until": next_full_minute(clock.now() + SOON)})


def _page(request: Request, name: str, status: int, values: dict[str, Any]) -> Response:
    response: Response = render_to_response(f"guichet.ratelimit:templates/{name}.pt", values, request)
    response.status_int = status
    response.retry_after = ceil((values["until"] - clock.now()).total_seconds())
    return response
