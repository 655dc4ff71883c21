"""Changing one's own e-mail address: the new one is proven by a link first, the old one is told and may undo it."""

from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.identity.account import actions
from guichet.identity.account.changing import TEMPLATE, done, is_kept_by_another, page
from guichet.identity.actions import forget_form
from guichet.identity.kept import show_kept
from guichet.identity.throttling import throttle
from guichet.store.models import Portal
from guichet.web.forms import new_form
from guichet.web.forms.form import Form, Submit
from guichet.web.forms.nodes import Email

NAME = "account-email"
TITLE = _("Modifier votre adresse e-mail")
NOW = _("Votre adresse actuelle est ${address}.")
STEPS = (
    _("Nous envoyons un lien à la nouvelle adresse. Vous avez une heure pour l’ouvrir et la confirmer."),
    _("Jusque-là, rien ne change. Ensuite, nous avertissons l’ancienne adresse, qui peut annuler pendant trois jours."),
)
SAME = _("C’est déjà votre adresse. Écrivez la nouvelle")


@view_config(context=Portal, name=NAME, request_method="GET", permission="account", fresh=True, renderer=TEMPLATE)
def email_form(request: Request) -> Any:
    """The form; with what was typed before this person had to confirm who they are."""
    if is_kept_by_another(request):
        return HTTPSeeOther(request.resource_path(request.root, "account"))
    form = _form(request)
    show_kept(request, form)
    return _page(request, form)


@view_config(context=Portal, name=NAME, request_method="POST", permission="account", fresh=True, renderer=TEMPLATE)
def ask(request: Request) -> Any:
    """Sends the link."""
    if is_kept_by_another(request):
        return HTTPSeeOther(request.resource_path(request.root, "account"))
    form, account = _form(request), request.identity.account
    try:
        address = form.validate(request.POST.items())["email"]
    except ValidationFailure:
        return _again(request, form)
    if actions.same_address(address, account.email):
        form.add_problem("email", SAME)
        return _again(request, form)
    if not throttle.allowed(request, throttle.RESENT_MAILS, request.identity.account_id):
        return done(request, "later")
    actions.request_new_email(request.act, account, address)
    forget_form(account)
    return done(request, "email-asked")


def _form(request: Request) -> Form:
    node = Email(
        name="email", title=_("Nouvelle adresse e-mail"), missing_msg=_("Saisissez la nouvelle adresse e-mail")
    )
    schema = colander.Schema(children=[node])
    return new_form(request, schema, action=request.path, submit=(Submit("send", _("Envoyer le lien")),))


def _page(request: Request, form: Form) -> dict[str, Any]:
    now = request.say(NOW, address=request.identity.account.email)
    return page(form, TITLE, now, *STEPS)


def _again(request: Request, form: Form) -> dict[str, Any]:
    request.response.status_int = 422
    return _page(request, form)
