"""« Codes de secours »: ten codes to print, shown once."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet import clock
from guichet.i18n import _
from guichet.mfa import mfa_actions
from guichet.store.models import Portal
from guichet.values import recovery_code

TITLE = _("Codes de secours")


@view_config(
    context=Portal,
    name="recovery-codes",
    request_method="GET",
    permission="account",
    renderer="templates/recovery_codes.pt",
    reauth=True,
)
def recovery_codes(request: Request) -> dict[str, Any]:
    """Number of unused codes, and the button that makes new ones."""
    user = request.identity.user
    return {"title": TITLE, "made": user.recovery_made, "left": len(user.recovery_left), "seen": _seen(request)}


@view_config(
    context=Portal,
    name="recovery-codes",
    request_method="POST",
    permission="account",
    renderer="templates/new_recovery_codes.pt",
    reauth=True,
)
def make(request: Request) -> Any:
    """Makes ten codes and shows them, in this answer and never again.

    No redirect follows: there is no address at which they could be read a second time. A form that is sent again, e.g.
    by the button that reloads the page, carries an older state than the stored one and makes no others.
    """
    if request.posted("seen") != _seen(request):
        return HTTPSeeOther(
            request.resource_path(request.root, "recovery-codes", query={"done": "recovery-shown-already"})
        )
    made = mfa_actions.make_recovery_codes(request.action_context, request.identity.user)
    return {"title": TITLE, "codes": [recovery_code.show(code) for code in made], "today": clock.today()}


def _seen(request: Request) -> str:
    """State of the codes when the page is shown: when they were made, or ``none``."""
    made = request.identity.user.recovery_made
    return made.isoformat() if made else "none"
