"""The pages behind the links that prove a new e-mail address, or go back to the old one.

Each shows a button first: programs that open every link in a mail use nothing up.
"""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from guichet.i18n import _
from guichet.profile import profile_actions
from guichet.profile.profile_actions import same_address
from guichet.store.models import Portal
from guichet.users.link_errors import find_shown_link, link_error_page, link_page, owner_of, refuse_link
from guichet.users.links import LinkError
from guichet.web.view_permissions import PUBLIC

TEMPLATE = "templates/email_link.pt"
NEW, OLD = "confirm-new-email", "undo-new-email"
TITLES = {NEW: _("Confirmez votre nouvelle adresse e-mail"), OLD: _("Rétablissez votre ancienne adresse e-mail")}
SENTENCES = {
    NEW: _("Vous vous connecterez désormais avec l’adresse ${address}. L’ancienne adresse en sera avertie."),
    OLD: _(
        "Vous vous connecterez de nouveau avec l’adresse ${address}. Tous les appareils seront déconnectés ; "
        "l’application d’authentification et les codes de secours seront retirés. Nous vous enverrons ensuite un lien "
        "pour choisir un nouveau mot de passe."
    ),
}
BUTTONS = {NEW: _("Confirmer cette adresse"), OLD: _("Rétablir cette adresse")}
PURPOSES = {NEW: "email", OLD: "undo-email"}
ERROR_SENTENCES = {
    NEW: {"used": _("Ce lien a déjà servi : votre nouvelle adresse est confirmée. Utilisez-la pour vous connecter.")},
    OLD: {
        "used": _("Ce lien ne sert plus : l’adresse a été rétablie, ou le compte est fermé."),
        "expired": _("Ce lien n’est plus valable. Si vous n’avez pas changé votre adresse e-mail, appelez-nous."),
    },
}
"""Sentences in place of those of ``link_errors.SENTENCES``."""


@view_config(context=Portal, name=NEW, request_method="GET", permission=PUBLIC, renderer=TEMPLATE)
@view_config(context=Portal, name=OLD, request_method="GET", permission=PUBLIC, renderer=TEMPLATE)
def look(request: Request) -> Any:
    """Page that says what the link does, with a button."""
    name, secret = request.view_name, request.GET.get("link", "")
    try:
        link = find_shown_link(request, PURPOSES[name], secret)
    except LinkError as error:
        return _error_page(request, error)
    return {
        "title": TITLES[name],
        "sentence": request.localize(SENTENCES[name], address=link.detail),
        "button": BUTTONS[name],
        "secret": secret,
    }


@view_config(context=Portal, name=NEW, request_method="POST", permission=PUBLIC)
def confirm(request: Request) -> Any:
    """Uses the link: the new address becomes the user's own."""
    try:
        user = profile_actions.confirm_new_email(request.action_context, request.posted("link"))
    except LinkError as error:
        return refuse_link(request, link_page(request, request.posted("link")), error)
    # The mail may be opened in another browser, also in one where another user is signed in.
    if request.identity and request.identity.user is user:
        return HTTPSeeOther(request.resource_path(request.root, "account", query={"done": "email-changed"}))
    return HTTPSeeOther("/?done=email-changed")


@view_config(context=Portal, name=OLD, request_method="POST", permission=PUBLIC)
def undo(request: Request) -> Any:
    """Uses the link: the old address becomes the user's own again."""
    try:
        profile_actions.undo_new_email(request.action_context, request.posted("link"))
    except LinkError as error:
        return refuse_link(request, link_page(request, request.posted("link")), error)
    return HTTPSeeOther("/?done=email-restored")


def _error_page(request: Request, error: LinkError) -> Response:
    account = request.resource_path(request.root, "account")
    onward = (account, _("Aller à « Mon compte »")) if request.view_name == NEW else ("/", _("Aller au guichet"))
    link, owner = error.link, owner_of(request, error)
    if request.view_name == NEW and error.reason == "used" and link and owner:
        # It was voided unused, or the address has been changed again since.
        error = error if same_address(owner.email, link.detail) else LinkError("expired", link)
    return link_error_page(request, error, ERROR_SENTENCES[request.view_name], onward=onward)
