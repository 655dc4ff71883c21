"""Changing one's own name."""

from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.profile import profile_actions
from guichet.profile.change_pages import TEMPLATE, done, is_kept_by_another, page
from guichet.store.models import Portal
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form
from guichet.web.forms.nodes import Name

TITLE = _("Modifier votre nom")
STAYS = _("Les demandes déjà envoyées gardent le nom qu’elles portent.")


@view_config(context=Portal, name="account-name", request_method="GET", permission="account", renderer=TEMPLATE)
def name_form(request: Request) -> Any:
    """The form, with the present name."""
    if is_kept_by_another(request):
        return HTTPSeeOther(request.resource_path(request.root, "account"))
    form = _form(request)
    user = request.identity.user
    form.show({"first_name": user.first_name, "last_name": user.last_name})
    return page(form, TITLE, STAYS)


@view_config(context=Portal, name="account-name", request_method="POST", permission="account", renderer=TEMPLATE)
def change(request: Request) -> Any:
    """Stores the new name."""
    if is_kept_by_another(request):
        return HTTPSeeOther(request.resource_path(request.root, "account"))
    form = _form(request)
    try:
        answers = form.validate(request.POST.items())
    except ValidationFailure:
        request.response.status_int = 422
        return page(form, TITLE, STAYS)
    profile_actions.change_name(
        request.action_context, request.identity.user, answers["first_name"], answers["last_name"]
    )
    return done(request, "name-changed")


def _form(request: Request) -> Form:
    first = Name(name="first_name", title=_("Prénom"), autocomplete="given-name")
    last = Name(name="last_name", title=_("Nom"), autocomplete="family-name")
    schema = colander.Schema(children=[first, last])
    return new_form(request, schema, action=request.path, submit=(Button("save", _("Enregistrer")),))
