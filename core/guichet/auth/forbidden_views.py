"""Views for forbidden pages: the sign-in page, or for a signed-in user the page of an address that does not exist."""

from datetime import timedelta
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPForbidden, HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from guichet import clock
from guichet.auth.next_path import next_token
from guichet.auth.sessions import known
from guichet.users.saved_forms import save_form
from guichet.web import errors

KEPT_FOR = timedelta(hours=12)
"""How long after its session was opened a form is still saved for its user."""


def includeme(config: Configurator) -> None:
    """Registers the answer to a forbidden page."""
    config.add_forbidden_view(forbidden, renderer=errors.TEMPLATE)
    config.add_notfound_view(not_found, renderer=errors.TEMPLATE)


def forbidden(problem: HTTPForbidden, request: Request) -> Any:
    """Asks to sign in; a signed-in user is not shown that the page exists."""
    return errors.not_found(request) if request.identity else _ask_to_sign_in(request)


def not_found(problem: HTTPNotFound, request: Request) -> Any:
    """Below the issuers a person who is not signed in gets the same answer whether an object exists or not."""
    if request.path.startswith("/issuers/") and not request.identity:
        return _ask_to_sign_in(request)
    return errors.not_found(request)


def _ask_to_sign_in(request: Request) -> HTTPSeeOther:
    query = {"next": next_token(request)}
    if request.method == "POST":
        query["done"] = "session-over-kept" if _save_form(request) else "session-over"
    return HTTPSeeOther(request.resource_path(request.root, query=query))


def _save_form(request: Request) -> bool:
    """Keeps a form that was sent after its session had ended, to show it again to the same person on the same page.

    False without the cookie of that session, which says whose form it was.
    """
    found = known(request)
    if found is None or found[0].stage != "full" or clock.now() - found[0].opened > KEPT_FOR:
        return False
    return save_form(request, found[1])
