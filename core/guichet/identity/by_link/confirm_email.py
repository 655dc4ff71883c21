"""The pages that prove an e-mail address."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from guichet import clock
from guichet.i18n import _
from guichet.identity import actions
from guichet.identity.by_link.corrections import registering
from guichet.identity.by_link.link_trouble import Remedy, owner_of, trouble_page
from guichet.identity.errands import ask
from guichet.identity.links import LinkError, find_link
from guichet.identity.models import Account
from guichet.identity.throttling import throttle
from guichet.store.models import Portal
from guichet.values import phone
from guichet.web.closed import PUBLIC

AGAIN = _("Renvoyez-moi un nouvel email")


@view_config(
    context=Portal, name="confirm-email", request_method="GET", permission=PUBLIC, renderer="templates/confirm_email.pt"
)
def confirm_email(request: Request) -> dict[str, Any]:
    """Tells a new person to look for the mail; the same page for every address, known or not."""
    account = _unconfirmed(request, request.GET.get("account", ""))
    found = registering(request, "email")
    correctable = found is not None and found[1] is account
    return {"title": _("Confirmez votre adresse e-mail"), "account": account, "correctable": correctable}


@view_config(context=Portal, name="confirm-email", request_method="POST", permission=PUBLIC)
def resend(request: Request) -> HTTPSeeOther:
    """« Renvoyez-moi un nouvel email »."""
    account = _unconfirmed(request, request.posted("account"))
    # The machine first: each id that somebody makes up would be one more counter. Then counted for any id, so that the
    # answer says nothing of which there are.
    within = throttle.allowed(request, throttle.ACTIVATIONS_PER_MACHINE, throttle.machine(request)) and (
        throttle.allowed(request, throttle.ACTIVATIONS_PER_ACCOUNT, request.posted("account")[:64])
    )
    if account is not None and within:
        ask(request.act, "activation", account.id, account.language)
    query = {"account": request.posted("account"), "done": "mail-sent" if within else "too-many-mails"}
    return HTTPSeeOther(request.resource_path(request.root, "confirm-email", query=query))


@view_config(context=Portal, name="activate", request_method="GET", permission=PUBLIC, renderer="templates/activate.pt")
def activation_page(request: Request) -> Any:
    """A page with a button: scanners that open every link in a mail do not use it up."""
    secret = request.GET.get("link", "")
    try:
        link = find_link(request.root, "activate", secret, clock.now())
    except LinkError as problem:
        return _trouble(request, problem)
    account: Account = request.root["accounts"][link.account_id]
    # Somebody else may have registered with this address: its reader sees whose account the button opens.
    whose = {"name": account.name, "last_two": phone.last_two(account.phone)}
    return {"title": _("Activez votre compte"), "secret": secret} | whose


@view_config(context=Portal, name="activate", request_method="POST", permission=PUBLIC)
def activate(request: Request) -> Any:
    """Uses the link."""
    try:
        actions.activate(request.act, request.posted("link"))
    except LinkError as problem:
        return _trouble(request, problem)
    return HTTPSeeOther("/?done=activated")


def _trouble(request: Request, problem: LinkError) -> Response:
    """A new mail for somebody whose address still waits to be confirmed."""
    owner = owner_of(request, problem)
    account = _unconfirmed(request, owner.id) if owner is not None else None
    remedy = None
    if account is not None and problem.trouble == "expired":
        remedy = Remedy("/confirm-email", "account", account.id, AGAIN)
    return trouble_page(request, problem, remedy=remedy)


def _unconfirmed(request: Request, account_id: str) -> Account | None:
    account: Account | None = request.root["accounts"].get(account_id)
    waits = account is not None and account.state == "unconfirmed" and account.phone_proven
    return account if waits else None
