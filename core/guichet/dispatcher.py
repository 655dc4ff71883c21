"""Leads each request to its desk by the name of the host, and answers where no desk can."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import structlog
from pyramid.response import Response

from guichet import logs
from guichet.desk import BrokenDesk
from guichet.metrics import REQUESTS_TOO_LATE
from guichet.monitoring.pages import HealthPages
from guichet.settings import Settings, TenantSettings
from guichet.web.form_body import close_files
from guichet.web.headers import HEADERS
from guichet.web.http_server import QUEUED
from guichet.web.landing import landing_page
from guichet.web.request_ids import request_id

log = structlog.get_logger()
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
MAX_QUEUED = 10.0
"""Seconds that a request may wait for a thread before it is refused. Its visitor has gone or pressed again by then, and
answering it all the same would make those behind it as late: a server with more requests than it can answer would
answer none in time, for as long as they come.
"""


class Dispatcher:
    """Leads a host name to its desk. There is no default desk: an unknown host gets 421 (RFC 9110, 15.5.20)."""

    def __init__(
        self,
        read: Settings,
        applications: Mapping[TenantSettings, WsgiApp],
        broken: Sequence[BrokenDesk] = (),
        health: HealthPages | None = None,
    ) -> None:
        self._health = health
        self._by_host = {host: app for tenant_settings, app in applications.items() for host in tenant_settings.hosts}
        self._by_host |= {host: closed_desk for desk in broken for host in desk.tenant_settings.hosts}
        self._id_from_proxy = read.monitoring.request_id_from_proxy
        if read.development:
            self._by_host |= dict.fromkeys(("localhost", "127.0.0.1"), landing_page(read.desks, broken))

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answers one request."""
        if self._health is not None and self._health.answers(environ):
            return self._health(environ, start_response)
        app = self._by_host.get(host_name(environ.get("HTTP_HOST", "")), unknown_host)
        queued = environ.get(QUEUED, 0.0)
        try:
            if queued > MAX_QUEUED:
                return self._too_late(environ, queued)(environ, start_response)
            return app(environ, start_response)
        except Exception as problem:
            # The rooms have their own error page; what arrives here failed while committing or showing that page.
            number = request_id(environ, self._id_from_proxy)
            logs.request_id.set(number)
            log.error("request_failed", view="", exc_info=problem)
            return fallback_response(number)(environ, start_response)
        finally:
            close_files(environ)

    def _too_late(self, environ: dict[str, Any], queued: float) -> WsgiApp:
        """Refuses a request of which nothing has been done; the page says the same as after a failed commit."""
        REQUESTS_TOO_LATE.inc()
        number = request_id(environ, self._id_from_proxy)
        logs.request_id.set(number)
        log.warning("request_too_late", queued=round(queued, 1))
        return fallback_response(number)


HOST = re.compile(r"(\[[0-9a-f:]+\]|[a-z0-9.-]+?)\.?(:\d{1,5})?", re.ASCII)


def host_name(header: str) -> str:
    """The host of a Host header, without port and case; empty when it is no host name."""
    found = HOST.fullmatch(header.lower())
    return found[1] if found else ""


def plain_answer(status: int, text: str, retry_after: int | None = None) -> WsgiApp:
    """An answer without page or desk, with the security headers all the same (ASVS 3.4); ``retry_after`` in seconds."""
    response = Response(status=status, content_type="text/plain", charset="utf-8", text=text, retry_after=retry_after)
    response.headers.update(HEADERS)
    answer: WsgiApp = response
    return answer


unknown_host = plain_answer(421, "421: this server has no desk under that name.\n")
closed_desk = plain_answer(
    503,
    "Ce guichet est fermé en ce moment à cause d’un problème technique. Réessayez plus tard, ou appelez l’office.\n"
    "Dieser Online-Schalter ist wegen eines technischen Problems zurzeit geschlossen. Versuchen Sie es später noch "
    "einmal, oder rufen Sie die IV-Stelle an.\n",
    retry_after=600,
)
"""What the hosts of a desk answer whose plugins are wrong; the reason is in the log."""


def fallback_response(number: str) -> WsgiApp:
    """The answer where no page can be shown, in two languages; ``number`` is the id of the request."""
    return plain_answer(
        503,
        "Le guichet est très occupé. Réessayez dans une minute\u00a0; ce que vous avez enregistré est gardé.\n"
        f"Si cela continue, appelez-nous et indiquez le numéro {number}.\n"
        "Der Online-Schalter ist stark ausgelastet. Versuchen Sie es in einer Minute noch einmal; "
        "was Sie gespeichert haben, bleibt erhalten.\n"
        f"Falls es weiterhin nicht geht, rufen Sie uns an und nennen Sie die Nummer {number}.\n",
        retry_after=60,
    )
