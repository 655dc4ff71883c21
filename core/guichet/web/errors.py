"""Error pages: each says what to do now, none shows a cause or a trace (ASVS 16.5.1)."""

from errno import EDQUOT, EFBIG, ENOSPC
from typing import Any

import structlog
from pyramid.config import Configurator
from pyramid.exceptions import BadCSRFOrigin, BadCSRFToken
from pyramid.httpexceptions import HTTPClientError, HTTPServerError
from pyramid.request import Request
from pyramid_retry import IRetryableError

from guichet import clock
from guichet.i18n import _
from guichet.store.blobs import BlobDamaged
from guichet.store.damaged_blobs import report_damaged
from guichet.web import security_log
from guichet.web.form_readers import RefusedBody

log = structlog.get_logger()
TEMPLATE = "guichet.web:templates/error.pt"
SENT_COOKIES = "guichet.sent_cookies"
"""Key in the environment of a request: names of the cookies that came with it, before a CSRF cookie was made."""
COOKIES = ("csrf", "session", "language", "typed", "trusted")
"""Cookies of which a browser that keeps any has one by the time it sends a form."""
NO_ROOM = (ENOSPC, EDQUOT, EFBIG)
"""Of an operating system: the disk is full, or what this process may fill of it."""


def includeme(config: Configurator) -> None:
    """Registers the pages; those for 403 and 404 are in ``auth.forbidden_views``, since they depend on the sign-in."""
    config.add_exception_view(no_token, context=BadCSRFToken, renderer=TEMPLATE)
    config.add_exception_view(foreign_form, context=BadCSRFOrigin, renderer=TEMPLATE)
    config.add_exception_view(refused_body, context=RefusedBody, renderer=TEMPLATE)
    config.add_exception_view(client_error, context=HTTPClientError, renderer=TEMPLATE)
    config.add_exception_view(server_error, context=HTTPServerError, renderer=TEMPLATE)
    config.add_exception_view(damaged_file, context=BlobDamaged, renderer=TEMPLATE)
    config.add_exception_view(server_error, context=Exception, renderer=TEMPLATE)


def not_found(request: Request) -> dict[str, Any]:
    """One page for what does not exist and for what belongs to others, so that ids cannot be probed (ASVS 8.2.2).

    A form that a signed-in user has sent comes from a page that existed: another person may have removed its object, or
    the first of two presses of « Supprimer ».
    """
    request.response.status_int = 404
    if request.method == "POST" and request.identity:
        return {
            "title": _("Votre envoi n’a pas été enregistré"),
            "advice": (
                _("Ce que vous modifiez n’existe plus, ou ne vous est plus accessible."),
                _("Si vous avez cliqué deux fois, le premier clic a peut-être suffi."),
                _("Une autre personne l’a peut-être supprimé entre-temps. Retournez au guichet et regardez la liste."),
            ),
        }
    return {
        "title": _("Cette page n’existe pas ou ne vous est pas accessible"),
        "advice": (_("Vérifiez l’adresse, ou retournez au guichet."),),
    }


def no_token(problem: BadCSRFToken, request: Request) -> dict[str, Any]:
    """A form without a valid CSRF token: the browser has sent no cookie of this desk at all, or an older page is open.

    A form that another site has sent looks the same, since Lax cookies do not come with it: nothing that was posted is
    shown, or another site could fill in a form of this desk.
    """
    security_log.record(request, "csrf_token_refused")
    request.response.status_int = 400
    sent = request.environ.get(SENT_COOKIES, request.cookies)
    if not any(request.desk.cookie_name(name) in sent for name in COOKIES):
        host = {"host": request.host}
        return {
            "title": _("Votre navigateur n’a pas envoyé de cookie"),
            "advice": (
                _("Le guichet en a besoin pour vous connecter, et ne s’en sert pour rien d’autre."),
                _("Autorisez les cookies pour ${host} dans les réglages de votre navigateur.", mapping=host),
                _("Si une extension ou votre entreprise les bloque, essayez avec un autre navigateur."),
                _("Ouvrez ensuite de nouveau la page, et envoyez-la encore une fois."),
            ),
        }
    return {
        "title": _("Nous n’avons pas pris en compte votre envoi"),
        "advice": (_("Revenez en arrière, rechargez la page et envoyez-la encore une fois."),),
    }


def foreign_form(problem: BadCSRFOrigin, request: Request) -> dict[str, Any]:
    """A form that does not come from a page of this desk, as far as the browser says."""
    security_log.record(request, "csrf_token_refused")
    request.response.status_int = 400
    return {
        "title": _("Cet envoi ne vient pas d’une page du guichet"),
        "advice": (_("Nous ne l’avons pas pris en compte. Ouvrez la page au guichet et envoyez-la de là."),),
    }


def refused_body(problem: RefusedBody, request: Request) -> dict[str, Any]:
    """A body that is not read; ``back`` leads to the form, which shows what was saved before."""
    security_log.record(request, "request_refused", status=problem.refusal.status)
    request.response.status_int = problem.refusal.status
    return {
        "title": _("Nous n’avons pas pu lire votre envoi"),
        "advice": (problem.refusal.advice,),
        "back": request.path if request.takes_files else None,
    }


def client_error(problem: HTTPClientError, request: Request) -> dict[str, Any]:
    """Any other client error, with its status, e.g. a method without a view."""
    security_log.record(request, "request_refused", status=problem.status_int)
    request.response.status_int = problem.status_int
    return {
        "title": _("Nous n’avons pas pu lire votre envoi"),
        "advice": (_("Retournez au guichet et recommencez."),),
    }


def damaged_file(problem: BlobDamaged, request: Request) -> dict[str, Any]:
    """A document whose content is not what was stored: nothing of it is given out, and the operator has an alarm."""
    request.tm.doom()  # as for any other error of the desk
    report_damaged(request.desk.db, problem, clock.now())
    request.response.status_int = 500
    return {
        "title": _("Ce fichier est abîmé sur notre serveur"),
        "advice": (
            _("Son contenu n’est plus celui qui a été enregistré : nous ne le montrons pas. L’exploitant est averti."),
            _("Est-ce un document d’un brouillon ? Supprimez-le et joignez-le de nouveau."),
            _("Est-ce un document déjà envoyé ? Votre demande reste enregistrée. Appelez-nous si vous en avez besoin."),
        ),
    }


def server_error(problem: Exception, request: Request) -> dict[str, Any]:
    """An error of the desk: the page shows the id of the request, as every error page, and the log has it with details.

    In development the page also shows an error of a plugin with its place, to the plugin's author.
    """
    # Left to pyramid_retry, which is outside. On the last attempt it raises too, and the dispatcher answers.
    if IRetryableError.providedBy(problem):
        raise problem
    # A view may have called ``commit_on_error`` before it failed half-way: half of its changes would be stored.
    request.tm.doom()
    desk = request.desk
    fault = desk.plugins.fault_in(problem)
    full = isinstance(problem, OSError) and problem.errno in NO_ROOM
    log.error(
        "disk_full" if full else "request_failed",
        desk=desk.tenant.id,
        view=request.view_name,
        # Without the text of the error, which may quote what a person typed; the log has that for developers.
        **({"plugin": fault.package, "function": fault.function, "line": fault.line} if fault else {}),
        exc_info=problem,
    )
    request.response.status_int = 503 if full or isinstance(problem, HTTPServerError) else 500
    return {
        "fault": fault if desk.settings.development else None,
        "title": _("Le guichet a un problème"),
        "advice": (
            _("Ce que vous avez enregistré est gardé. Réessayez dans quelques minutes."),
            _("Si cela continue, appelez-nous."),
        ),
    }
