"""Closing one's own account."""

from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.profile import profile_actions
from guichet.store.models import Portal
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form
from guichet.web.forms.nodes import Checkbox

NAME = "close-account"
TEMPLATE = "templates/close_account.pt"
STAFF = _("Pour fermer votre compte, adressez-vous à la personne responsable dans votre office.")


@view_config(context=Portal, name=NAME, request_method="GET", permission="account", reauth=True, renderer=TEMPLATE)
def explain(request: Request) -> dict[str, Any]:
    """Says what goes and what stays, or why this account cannot be closed yet."""
    return _page(request, _form(request))


@view_config(context=Portal, name=NAME, request_method="POST", permission="account", reauth=True, renderer=TEMPLATE)
def close(request: Request) -> Any:
    """Closes the account; everybody signed in with it is out at once."""
    form, user = _form(request), request.identity.user
    try:
        form.validate(request.POST.items())
    except ValidationFailure:
        return _again(request, form)
    if _obstacle(request):
        return _again(request, form)
    for close_elsewhere in request.registry.closings:
        close_elsewhere(request.action_context, user)
    profile_actions.close_own_user(request.action_context, user)
    answer = HTTPSeeOther("/?done=account-closed")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _obstacle(request: Request) -> str | None:
    obstacle: str | None = STAFF if request.identity.user.at_office else request.registry.closing_obstacle(request)
    return obstacle


def _form(request: Request) -> Form:
    box = Checkbox(
        name="understood",
        title=_("J’ai compris, fermez mon compte"),
        required=True,
        missing_msg=_("Cochez la case si vous voulez fermer votre compte"),
    )
    schema = colander.Schema(children=[box])
    return new_form(request, schema, action=request.path, submit=(Button("close", _("Fermer mon compte")),))


def _page(request: Request, form: Form) -> dict[str, Any]:
    return {
        "title": _("Fermer votre compte"),
        "obstacle": _obstacle(request),
        "form": form,
        "problems": form.problems,
    }


def _again(request: Request, form: Form) -> dict[str, Any]:
    request.response.status_int = 422
    return _page(request, form)
