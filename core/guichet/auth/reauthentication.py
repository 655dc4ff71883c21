"""The view option ``reauth=True``: password and code again before factors, addresses or bank accounts are changed.

A user who has not given password and code within the last ten minutes is asked for both and comes back to the same
page, with the answers typed before. Such a view therefore answers GET and POST at one address (ASVS 5.0, 7.5.1).
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from guichet import clock
from guichet.auth.next_path import next_token
from guichet.users.saved_forms import save_form

REAUTH_MAX_AGE = timedelta(minutes=10)
View = Callable[[Any, Request], Response]


def includeme(config: Configurator) -> None:
    """Adds the view option ``reauth``."""
    config.add_view_deriver(require_reauth, "require_reauth")


def is_recently_authenticated(request: Request) -> bool:
    """Whether the signed-in person has given password and code within the last ten minutes."""
    confirmed = request.identity.session.confirmed if request.identity else None
    return confirmed is not None and clock.now() - confirmed <= REAUTH_MAX_AGE


def ask_to_reauthenticate(request: Request) -> HTTPSeeOther | None:
    """The redirect to « Confirmez que c’est vous », which comes back to this page; None for a user who just did.

    The posted answers are shown again then.
    """
    if is_recently_authenticated(request):
        return None
    if request.method == "POST":
        save_form(request, request.identity.user)
    return HTTPSeeOther(request.resource_path(request.root, "confirm", query={"next": next_token(request)}))


def require_reauth(view: View, info: Any) -> View:
    """View deriver, inside the checks of permission and token."""
    if not info.options.get("reauth"):
        return view

    def confirmed(context: Any, request: Request) -> Response:
        return ask_to_reauthenticate(request) or view(context, request)

    return confirmed


require_reauth.options = ("reauth",)  # type: ignore[attr-defined]  # Pyramid reads it there
