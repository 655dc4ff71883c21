"""Views for forbidden pages: the sign-in page, or for a signed-in user the page of an address that does not exist."""

import string
from datetime import timedelta
from typing import Any
from urllib.parse import quote, unquote

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPForbidden, HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from guichet import clock
from guichet.auth.next_path import next_token
from guichet.auth.sessions import stored_session
from guichet.store.models import Portal
from guichet.users.saved_forms import save_form
from guichet.web import errors, security_log
from guichet.web.pages import local_path

LAST_SIGNS = frozenset(f"{string.ascii_letters}{string.digits}/")
"""Every address of the desk ends with one of them."""
FORM_MAX_AGE = timedelta(hours=12)
"""Time after the opening of the session during which a posted form is saved for its user."""


def includeme(config: Configurator) -> None:
    """Registers the answer to a forbidden page."""
    config.add_forbidden_view(forbidden, renderer=errors.TEMPLATE)
    config.add_notfound_view(not_found, renderer=errors.TEMPLATE)


def forbidden(problem: HTTPForbidden, request: Request) -> Any:
    """Redirects to the sign-in page; a signed-in user gets 404, as for a page that does not exist (ASVS 5.0, 8.2.2)."""
    account = request.identity.user.email if request.identity else ""
    security_log.record(request, "access_refused", account=account, context=type(request.context).__name__)
    return errors.not_found(request) if request.identity else _ask_to_sign_in(request)


def not_found(problem: HTTPNotFound, request: Request) -> Any:
    """Answers 404; without a session, where an id may stand, the same redirect as for one that exists.

    An address with signs that a mail programme glued to it leads to the one without them.
    """
    path = unquote(request.path)
    bare = _without_glue(path)
    # An address that is none of this desk's without the signs either, is missed: « / » would hide it.
    if request.method == "GET" and bare not in ("", path) and local_path(bare) == bare:
        return HTTPSeeOther(quote(bare))
    account = request.identity.user.email if request.identity else ""
    security_log.record(request, "page_missed", account=account, context=type(request.context).__name__)
    if not request.identity and _is_in_tree(request):
        return _ask_to_sign_in(request)
    return errors.not_found(request)


def _without_glue(path: str) -> str:
    """The path without what stands behind a link in a mail: full stops, closing quotes of any language, stars around
    words in bold, blanks that cannot be seen.
    """
    return path[: next((end for end in range(len(path), 0, -1) if path[end - 1] in LAST_SIGNS), 0)]


def _is_in_tree(request: Request) -> bool:
    """Whether the address begins with a folder of the desk's tree, below which an id stands."""
    # By the tree and not by a list of names, which would miss the next folder.
    first = unquote(request.path).strip("/").partition("/")[0]
    return isinstance(request.root, Portal) and bool(first) and first in request.root


def _ask_to_sign_in(request: Request) -> HTTPSeeOther:
    query = {"next": next_token(request)}
    if request.method == "POST":
        query["done"] = "session-over-kept" if _save_form(request) else "session-over"
    return HTTPSeeOther(request.resource_path(request.root, query=query))


def _save_form(request: Request) -> bool:
    """Saves a form that was posted after its session had ended, to show it again to the same user on the same page.

    False without the cookie of that session, which says whose form it was.
    """
    found = stored_session(request)
    if found is None or found[0].stage != "full" or clock.now() - found[0].opened > FORM_MAX_AGE:
        return False
    request.session_ended = True
    return save_form(request, found[1])
