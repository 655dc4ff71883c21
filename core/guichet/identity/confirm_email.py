"""The pages that prove an e-mail address."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet import clock
from guichet.i18n import _
from guichet.identity import actions, throttle
from guichet.identity.errands import ask
from guichet.identity.links import LinkError, find_link
from guichet.identity.models import Account
from guichet.store.models import Portal
from guichet.web.closed import PUBLIC

ACTIVATE = "templates/activate.pt"
TROUBLE = {
    "unknown": _(
        "Ce lien n’est pas complet. Ouvrez-le encore une fois depuis notre e-mail, ou copiez toute l’adresse."
    ),
    "used": _("Ce lien a déjà servi. Connectez-vous avec votre adresse e-mail et votre mot de passe."),
    "replaced": _("Un lien plus récent est parti depuis. Ouvrez le dernier e-mail que vous avez reçu."),
    "taken": _("Cette adresse e-mail a déjà un compte. Connectez-vous avec le mot de passe de ce compte."),
    "expired": _("Ce lien n’est plus valable. Demandez-en un nouveau : il arrive en quelques minutes."),
}


@view_config(
    context=Portal, name="confirm-email", request_method="GET", permission=PUBLIC, renderer="templates/confirm_email.pt"
)
def confirm_email(request: Request) -> dict[str, Any]:
    """Tells a new person to look for the mail; the same page for every address, known or not."""
    account = _unconfirmed(request, request.GET.get("account", ""))
    return {"title": _("Confirmez votre adresse e-mail"), "account": account}


@view_config(context=Portal, name="confirm-email", request_method="POST", permission=PUBLIC)
def resend(request: Request) -> HTTPSeeOther:
    """« Renvoyez-moi un nouvel email »."""
    account = _unconfirmed(request, request.posted("account"))
    if account is not None and throttle.allowed(request, throttle.RESENT_MAILS, account.__name__ or ""):
        ask(request.act, "activation", account.__name__ or "", account.language)
    query = {"account": request.posted("account"), "done": "mail-sent"}
    return HTTPSeeOther(request.resource_path(request.root, "confirm-email", query=query))


@view_config(context=Portal, name="activate", request_method="GET", permission=PUBLIC, renderer="templates/activate.pt")
def activation_page(request: Request) -> dict[str, Any]:
    """A page with a button: scanners that open every link in a mail do not use it up."""
    secret = request.GET.get("link", "")
    try:
        find_link(request.root, "activate", secret, clock.now())
    except LinkError as problem:
        return _trouble(request, problem)
    return {"title": _("Activez votre compte"), "secret": secret, "trouble": None, "account": None}


@view_config(context=Portal, name="activate", request_method="POST", permission=PUBLIC, renderer=ACTIVATE)
def activate(request: Request) -> Any:
    """Uses the link."""
    try:
        actions.activate(request.act, request.posted("link"))
    except LinkError as problem:
        return _trouble(request, problem)
    return HTTPSeeOther("/?done=activated")


def _trouble(request: Request, problem: LinkError) -> dict[str, Any]:
    request.response.status_int = 410 if problem.link else 404
    expired = problem.link.account_id if problem.link and problem.trouble == "expired" else None
    return {
        "title": _("Ce lien ne fonctionne pas"),
        "trouble": TROUBLE[problem.trouble],
        "secret": None,
        "account": _unconfirmed(request, expired or ""),
    }


def _unconfirmed(request: Request, account_id: str) -> Account | None:
    account: Account | None = request.root["accounts"].get(account_id)
    waits = account is not None and account.state == "unconfirmed" and account.phone_proven
    return account if waits else None
