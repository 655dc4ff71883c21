"""Changing one's own e-mail address: the new one is proven by a link first, the old one is told and may undo it."""

from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.profile import profile_actions
from guichet.profile.change_pages import TEMPLATE, done, is_kept_by_another, page
from guichet.ratelimit import request_limits
from guichet.store.models import Portal
from guichet.users.saved_forms import remove_saved_form, show_saved
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form
from guichet.web.forms.nodes import Email

NAME = "account-email"
TITLE = _("Modifier votre adresse e-mail")
NOW = _("Votre adresse actuelle est ${address}.")
STEPS = (
    _("Nous envoyons un lien à la nouvelle adresse. Vous avez une heure pour l’ouvrir et la confirmer."),
    _("Jusque-là, rien ne change. Ensuite, nous avertissons l’ancienne adresse, qui peut annuler pendant trois jours."),
)
SAME = _("C’est déjà votre adresse. Écrivez la nouvelle")


@view_config(context=Portal, name=NAME, request_method="GET", permission="account", reauth=True, renderer=TEMPLATE)
def email_form(request: Request) -> Any:
    """The form; with what was typed before this person had to confirm who they are."""
    if is_kept_by_another(request):
        return HTTPSeeOther(request.resource_path(request.root, "account"))
    form = _form(request)
    show_saved(request, form)
    return _page(request, form)


@view_config(context=Portal, name=NAME, request_method="POST", permission="account", reauth=True, renderer=TEMPLATE)
def ask(request: Request) -> Any:
    """Sends the link."""
    if is_kept_by_another(request):
        return HTTPSeeOther(request.resource_path(request.root, "account"))
    form, user = _form(request), request.identity.user
    try:
        address = form.validate(request.POST.items())["email"]
    except ValidationFailure:
        return _again(request, form)
    if profile_actions.same_address(address, user.email):
        form.add_problem("email", SAME)
        return _again(request, form)
    if not request_limits.allowed(request, request_limits.RESENT_MAILS, request.identity.user_id):
        return done(request, "later")
    profile_actions.request_new_email(request.action_context, user, address)
    remove_saved_form(user)
    return done(request, "email-asked")


def _form(request: Request) -> Form:
    node = Email(
        name="email", title=_("Nouvelle adresse e-mail"), missing_msg=_("Saisissez la nouvelle adresse e-mail")
    )
    schema = colander.Schema(children=[node])
    return new_form(request, schema, action=request.path, submit=(Button("send", _("Envoyer le lien")),))


def _page(request: Request, form: Form) -> dict[str, Any]:
    now = request.localize(NOW, address=request.identity.user.email)
    return page(form, TITLE, now, *STEPS)


def _again(request: Request, form: Form) -> dict[str, Any]:
    request.response.status_int = 422
    return _page(request, form)
