"""« Confirmez que c’est vous »: password and code again, before something that matters is changed."""

from typing import Any

import colander
from deform import ValidationFailure
from pyramid.request import Request
from pyramid.view import view_config

from guichet.auth.code_challenges import challenge
from guichet.auth.next_path import read_next
from guichet.auth.password_check import is_own
from guichet.i18n import _
from guichet.store.models import Portal
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form
from guichet.web.forms.nodes import Password

TEMPLATE = "templates/confirm.pt"
WRONG = _("Ce mot de passe ne correspond pas. Saisissez celui avec lequel vous vous êtes connecté.")


@view_config(context=Portal, name="confirm", request_method="GET", permission="account", renderer=TEMPLATE)
def confirm_page(request: Request) -> dict[str, Any]:
    """Asks for the password."""
    return _page(request, _form(request))


@view_config(context=Portal, name="confirm", request_method="POST", permission="account", renderer=TEMPLATE)
def confirm(request: Request) -> Any:
    """Checks the password and asks for the code. A wrong password counts like one at signing in."""
    form = _form(request)
    try:
        password = form.validate(request.POST.items())["password"]
    except ValidationFailure:
        return _again(request, form)
    if not is_own(request, password):
        form.add_problem("password", WRONG)
        return _again(request, form)
    return challenge(request, "confirm", read_next(request, request.GET.get("next", "")))


def _form(request: Request) -> Form:
    action = request.resource_path(request.root, "confirm", query={"next": request.GET.get("next", "")})
    password = Password(name="password", title=_("Mot de passe"), autocomplete="current-password")
    schema = colander.Schema(children=[password])
    return new_form(request, schema, action=action, submit=(Button("continue", _("Continuer")),))


def _page(request: Request, form: Form) -> dict[str, Any]:
    return {"title": _("Confirmez que c’est vous"), "form": form, "problems": form.problems}


def _again(request: Request, form: Form) -> dict[str, Any]:
    request.response.status_int = 422
    return _page(request, form)
