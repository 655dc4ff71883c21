"""Pages that say when to try again: rate limit reached, hash queue full, rate-limit store unavailable.

A POST is led back to the page of its form, which shows this page with what was typed (`guichet.web.typed_forms`): it
stays after Back, a reload and the switch of language, and becomes the form again once the time has come.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Any, Literal

from pyramid.config import Configurator
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response

from guichet import clock
from guichet.i18n import _
from guichet.ratelimit.daily_writes import TooMuchWritten
from guichet.ratelimit.hash_queue import HashQueueFull
from guichet.ratelimit.redis_counters import RateLimitUnavailable
from guichet.ratelimit.request_limits import RateLimited, next_full_minute
from guichet.web import security_log
from guichet.web.form_view import FormView
from guichet.web.pages import local_path
from guichet.web.typed_forms import AGAIN, Retry, show_again

SOON = timedelta(seconds=30)
"""Time to wait for a place in the hash queue; a full queue is worked off in half a second."""
View = Callable[[Any, Request], Any]


@dataclass(frozen=True)
class Delay:
    """A cause of waiting: the page about it."""

    title: str
    template: Literal["rate_limited", "retry_soon"]
    status: int
    reason: str = ""


DELAYS = {
    # 429: the same page for addresses with and without an account (ASVS 5.0, 6.3.8).
    "passwords": Delay(_("Patientez quelques minutes"), "rate_limited", 429),
    # 503, since the limit is the server's and not this person's.
    "queue": Delay(
        _("Le guichet est très sollicité"),
        "retry_soon",
        503,
        _("Beaucoup de personnes se connectent en ce moment. Rien n’est perdu."),
    ),
    "writes": Delay(
        _("Vous avez beaucoup envoyé aujourd’hui"),
        "retry_soon",
        429,
        _("Le guichet limite ce qu’une personne enregistre en un jour. Rien n’est perdu."),
    ),
    # 503: without its counter no limited action is carried out (fail closed).
    "counters": Delay(
        _("Le guichet a un problème"),
        "retry_soon",
        503,
        _("Une partie du guichet ne répond pas en ce moment. Rien n’est perdu."),
    ),
}


def includeme(config: Configurator) -> None:
    """Registers the pages as exception views, so that every view may raise these errors, and as answers to GET."""
    config.add_exception_view(rate_limited, context=RateLimited)
    config.add_exception_view(too_much_written, context=TooMuchWritten)
    config.add_exception_view(queue_full, context=HashQueueFull)
    config.add_exception_view(unavailable, context=RateLimitUnavailable)
    config.add_view_deriver(shows_delay, "shows_delay")


def rate_limited(problem: RateLimited, request: Request) -> Response:
    """« Patientez quelques minutes »."""
    security_log.record(request, "rate_limit_reached", limit="passwords")
    return _answer(request, Retry("passwords", problem.until))


def too_much_written(problem: TooMuchWritten, request: Request) -> Response:
    """« Vous avez beaucoup envoyé aujourd’hui »."""
    security_log.record(request, "rate_limit_reached", limit="writes")
    return _answer(request, Retry("writes", problem.until))


def queue_full(problem: HashQueueFull, request: Request) -> Response:
    """« Le guichet est très sollicité »."""
    return _answer(request, Retry("queue", next_full_minute(clock.now() + SOON)))


def unavailable(problem: RateLimitUnavailable, request: Request) -> Response:
    """« Le guichet a un problème »."""
    return _answer(request, Retry("counters", next_full_minute(clock.now() + SOON)))


def shows_delay(view: View, info: Any) -> View:
    """View deriver: the page of a form that was refused for a while says so in place of the form.

    The view runs first: it fills the form, and its redirect is right where there is nothing to wait for any more.
    """
    if info.exception_only:
        return view
    is_form = inspect.isclass(info.original_view) and issubclass(info.original_view, FormView)

    def shown(context: Any, request: Request) -> Any:
        response = view(context, request)
        # Compared as a text first: this runs for every request.
        if f"{AGAIN}=" not in request.environ.get("QUERY_STRING", "") or request.typed_form is None:
            return response
        retry = request.typed_form.retry
        if retry is None or (is_form and response.status_int < 400 and response.location):
            return response
        return _page(request, retry)

    return shown


def _answer(request: Request, retry: Retry) -> Response:
    redirect = None
    if request.method == "POST":
        form_view: FormView | None = getattr(request, "form_view", None)
        # Of a button without a form of its own, the address posted to: it answers GET too (`guichet.web.post_views`).
        address = form_view.address if form_view else local_path(request.path_qs)
        redirect = show_again(request, address, status=DELAYS[retry.cause].status, retry=retry)
    return redirect or _page(request, retry)


def _page(request: Request, retry: Retry) -> Response:
    """The page with the form as it was filled in, passwords excepted, where the view has one."""
    delay = DELAYS[retry.cause]
    # The form is repeated in place of « go back »: pages are ``no-store``, and some browsers then show an empty form.
    values = {
        "title": delay.title,
        "reason": delay.reason,
        "until": retry.until,
        "form": getattr(request, "form", None),
    }
    response: Response = render_to_response(f"guichet.ratelimit:templates/{delay.template}.pt", values, request)
    response.status_int = delay.status
    response.retry_after = ceil((retry.until - clock.now()).total_seconds())
    return response
