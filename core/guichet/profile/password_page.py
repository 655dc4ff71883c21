"""Changing one's own password."""

from typing import Any

import colander
from deform import ValidationFailure
from pyramid.request import Request
from pyramid.view import view_config

from guichet.auth.password_check import is_own
from guichet.auth.reauthentication_page import WRONG
from guichet.auth.sessions import renew_session
from guichet.i18n import _
from guichet.profile.change_pages import TEMPLATE, done, page
from guichet.store.models import Portal
from guichet.users.credentials import change_password
from guichet.users.user_schemas import new_password_node, words_of
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form
from guichet.web.forms.nodes import Password

TITLE = _("Modifier votre mot de passe")
ENDS = _("Vos autres appareils seront déconnectés.")
SAME = _("Choisissez un mot de passe différent de l’actuel")


@view_config(context=Portal, name="account-password", request_method="GET", permission="account", renderer=TEMPLATE)
def password_form(request: Request) -> dict[str, Any]:
    """The form."""
    return page(_form(request), TITLE, ENDS)


@view_config(context=Portal, name="account-password", request_method="POST", permission="account", renderer=TEMPLATE)
def change(request: Request) -> Any:
    """Sets the new password. A wrong present one counts like one at signing in (ASVS 5.0, 6.2.3)."""
    form, session = _form(request), request.identity.session
    try:
        answers = form.validate(request.POST.items())
    except ValidationFailure:
        return _again(request, form)
    if not is_own(request, answers["current_password"]):
        form.add_problem("current_password", WRONG)
        return _again(request, form)
    if answers["password"] == answers["current_password"]:
        form.add_problem("password", SAME)
        return _again(request, form)
    # The session last: if hashing has to be put off, this browser still holds the cookie that counts.
    change_password(request.action_context, request.identity.user, answers["password"], keep=session)
    renew_session(request, session, confirmed=False)
    return done(request, "password-changed")


def _form(request: Request) -> Form:
    present = Password(
        name="current_password",
        title=_("Mot de passe actuel"),
        missing_msg=_("Saisissez votre mot de passe actuel"),
        autocomplete="current-password",
    )
    new = new_password_node(words_of(request.desk.tenant, request.identity.user), _("Nouveau mot de passe"))
    schema = colander.Schema(children=[present, new])
    return new_form(request, schema, action=request.path, submit=(Button("save", _("Modifier le mot de passe")),))


def _again(request: Request, form: Form) -> dict[str, Any]:
    request.response.status_int = 422
    return page(form, TITLE, ENDS)
