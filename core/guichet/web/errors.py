"""Pages for what goes wrong: each says what to do now, none shows what is behind it."""

import secrets
from typing import Any

import structlog
from pyramid.config import Configurator
from pyramid.exceptions import BadCSRFOrigin, BadCSRFToken
from pyramid.httpexceptions import HTTPClientError, HTTPServerError
from pyramid.request import Request
from pyramid_retry import IRetryableError

from guichet.i18n import _

log = structlog.get_logger()
TEMPLATE = "guichet.web:templates/error.pt"


def includeme(config: Configurator) -> None:
    """Registers the pages; what a stranger sees instead of 403 and 404 belongs to ``auth.forbidden_views``."""
    config.add_exception_view(stale_form, context=BadCSRFToken, renderer=TEMPLATE)
    config.add_exception_view(stale_form, context=BadCSRFOrigin, renderer=TEMPLATE)
    config.add_exception_view(client_error, context=HTTPClientError, renderer=TEMPLATE)
    config.add_exception_view(server_error, context=HTTPServerError, renderer=TEMPLATE)
    config.add_exception_view(server_error, context=Exception, renderer=TEMPLATE)


def not_found(request: Request) -> dict[str, Any]:
    """The same page for what does not exist and for what belongs to somebody else."""
    request.response.status_int = 404
    return {
        "title": _("Cette page n’existe pas ou ne vous est pas accessible"),
        "advice": (_("Vérifiez l’adresse, ou retournez au guichet."),),
    }


def stale_form(request: Request) -> dict[str, Any]:
    """A form without a fresh token: opened too long ago, in another browser, or forged."""
    request.response.status_int = 400
    return {
        "title": _("Cette page était ouverte trop longtemps"),
        "advice": (_("Revenez en arrière, rechargez la page et envoyez-la encore une fois."),),
    }


def client_error(problem: HTTPClientError, request: Request) -> dict[str, Any]:
    """Any other request that cannot be answered, e.g. a method the page does not know."""
    request.response.status_int = problem.status_int
    return {
        "title": _("Nous n’avons pas pu lire votre envoi"),
        "advice": (_("Retournez au guichet et recommencez."),),
    }


def server_error(problem: Exception, request: Request) -> dict[str, Any]:
    """Our own fault: a reference for the telephone, and the details only in the log."""
    if IRetryableError.providedBy(problem):  # also on the last attempt: whoever commits too late is told so below us
        raise problem
    # An answer that asked to be kept before it failed half-way would otherwise be stored half.
    request.tm.doom()
    reference = secrets.token_hex(4)
    log.error(
        "request_failed", desk=request.desk.tenant.id, reference=reference, view=request.view_name, exc_info=problem
    )
    request.response.status_int = 503 if isinstance(problem, HTTPServerError) else 500
    return {
        "title": _("Le guichet a un problème"),
        "advice": (
            _("Ce que vous avez enregistré est gardé. Réessayez dans quelques minutes."),
            _("Si cela continue, appelez-nous et donnez la référence ${reference}.", mapping={"reference": reference}),
        ),
    }
