"""Changing one's own phone number: the new one has to show its code first."""

from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.auth.code_challenges import challenge
from guichet.auth.sessions import renew_session
from guichet.i18n import _
from guichet.mfa.mfa_actions import change_phone
from guichet.profile.change_pages import TEMPLATE, done, is_kept_by_another, page
from guichet.store.models import Portal
from guichet.users.models import Session, User
from guichet.users.saved_forms import remove_saved_form, show_saved
from guichet.values import phone
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form
from guichet.web.forms.nodes import SwissMobile

NAME = "account-phone"
TITLE = _("Modifier votre téléphone")
NOW = _("Votre numéro actuel est ${number}.")
STEPS = (
    _("Nous envoyons un code au nouveau numéro. Ayez ce téléphone sous la main."),
    _("Vos autres appareils seront ensuite déconnectés."),
)
SAME = _("C’est déjà votre numéro. Écrivez le nouveau")


@view_config(context=Portal, name=NAME, request_method="GET", permission="account", reauth=True, renderer=TEMPLATE)
def phone_form(request: Request) -> Any:
    """The form; with what was typed before this person had to confirm who they are."""
    if is_kept_by_another(request):
        return HTTPSeeOther(request.resource_path(request.root, "account"))
    form = _form(request)
    show_saved(request, form)
    return _page(request, form)


@view_config(context=Portal, name=NAME, request_method="POST", permission="account", reauth=True, renderer=TEMPLATE)
def ask(request: Request) -> Any:
    """Sends a code to the new number."""
    if is_kept_by_another(request):
        return HTTPSeeOther(request.resource_path(request.root, "account"))
    form, user = _form(request), request.identity.user
    try:
        number = form.validate(request.POST.items())["phone"]
    except ValidationFailure:
        return _again(request, form)
    if number == user.phone:
        form.add_problem("phone", SAME)
        return _again(request, form)
    remove_saved_form(user)
    return challenge(request, "new-phone", done(request, "phone-changed").location, number)


def new_phone_proven(request: Request, session: Session, user: User) -> HTTPSeeOther:
    """The code sent to the new number was right: it replaces the old one, and all other sessions end."""
    assert session.challenge is not None
    change_phone(request.action_context, user, session.challenge.phone, proven=True, keep=session)
    renew_session(request, session, confirmed=False)
    return done(request, "phone-changed")


def _form(request: Request) -> Form:
    node = SwissMobile(
        name="phone",
        title=_("Nouveau téléphone portable suisse"),
        missing_msg=_("Saisissez le nouveau numéro"),
    )
    schema = colander.Schema(children=[node])
    return new_form(request, schema, action=request.path, submit=(Button("send", _("Envoyer le code")),))


def _page(request: Request, form: Form) -> dict[str, Any]:
    now = request.localize(NOW, number=phone.show(request.identity.user.phone))
    return page(form, TITLE, now, *STEPS)


def _again(request: Request, form: Form) -> dict[str, Any]:
    request.response.status_int = 422
    return _page(request, form)
