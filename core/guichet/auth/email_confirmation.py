"""The pages that prove an e-mail address."""

from collections.abc import Mapping
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from guichet.auth.mail_pause import EARLY, waiting_seconds, waiting_sentence
from guichet.auth.registration_corrections import registering
from guichet.i18n import _
from guichet.ratelimit import request_limits
from guichet.store.models import Portal
from guichet.users import registration
from guichet.users.link_errors import Remedy, find_shown_link, link_error_page, link_page, owner_of, refuse_link
from guichet.users.links import LinkError
from guichet.users.models import User
from guichet.users.tasks import enqueue
from guichet.values import phone
from guichet.web.client_network import client_network
from guichet.web.view_permissions import PUBLIC

AGAIN = _("Renvoyez-moi un nouvel e-mail")


@view_config(
    context=Portal, name="confirm-email", request_method="GET", permission=PUBLIC, renderer="templates/confirm_email.pt"
)
def confirm_email(request: Request) -> dict[str, Any]:
    """Asks a new user to look for the mail; the same page for every address, known or not."""
    user = _unconfirmed(request, request.GET.get("user", ""))
    found = registering(request, "email")
    correctable = found is not None and found[1] is user
    # Of any id, known or not: the answer must not show which exist.
    left = waiting_seconds(request, request_limits.ACTIVATION_PAUSE, request.GET.get("user", "")[:64])
    return {
        "title": _("Confirmez votre adresse e-mail"),
        "user": user,
        "company": user is not None and user.state == "unconfirmed-company",
        "correctable": correctable,
        "wait": left,
        "too_early": waiting_sentence(request, left) if left and EARLY in request.GET else None,
    }


@view_config(context=Portal, name="confirm-email", request_method="POST", permission=PUBLIC)
def resend(request: Request) -> HTTPSeeOther:
    """« Renvoyez-moi un nouvel e-mail »."""
    user = _unconfirmed(request, request.posted("user"))
    who = request.posted("user")
    # The network first: each made-up id would otherwise be one more counter. Then any id is counted, so that the answer
    # does not show which exist.
    if not request_limits.allowed(request, request_limits.ACTIVATIONS_PER_NETWORK, client_network(request)):
        outcome = {"done": "too-many-mails"}
    elif not request_limits.allowed(request, request_limits.ACTIVATION_PAUSE, who[:64]):
        outcome = {EARLY: "yes"}
    elif not request_limits.allowed(request, request_limits.ACTIVATIONS_PER_USER, who[:64]):
        outcome = {"done": "too-many-mails"}
    else:
        outcome = {"done": "mail-sent"}
        if user is not None:
            enqueue(request.action_context, registration.ACTIVATION, user.id)
    return HTTPSeeOther(request.resource_path(request.root, "confirm-email", query={"user": who, **outcome}))


@view_config(context=Portal, name="activate", request_method="GET", permission=PUBLIC, renderer="templates/activate.pt")
def activation_page(request: Request) -> Any:
    """A page with a button: scanners that open every link in a mail do not use it up."""
    secret = request.GET.get("link", "")
    try:
        user = registration.registration_of(request.root, find_shown_link(request, "activate", secret))
    except LinkError as error:
        return activation_error_page(request, error)
    # A stranger may have registered with this address: the page shows whose account the button activates.
    whose = {"name": user.name, "last_two": phone.last_two(user.phone)}
    return {"title": _("Activez votre compte"), "secret": secret} | whose


@view_config(context=Portal, name="activate", request_method="POST", permission=PUBLIC)
def activate(request: Request) -> Any:
    """Uses the link and leads to the sign-in page: a link of a mail never opens a session (ASVS 5.0, 6.3.6)."""
    try:
        registration.activate(request.action_context, request.posted("link"))
    except LinkError as error:
        return refuse_link(request, link_page(request, request.posted("link")), error)
    return HTTPSeeOther("/?done=activated")


def activation_error_page(request: Request, error: LinkError, sentences: Mapping[str, Any] | None = None) -> Response:
    """Page of a link that proves an address and does not work; offers a new mail while the address is unconfirmed."""
    owner = owner_of(request, error)
    user = _unconfirmed(request, owner.id) if owner is not None else None
    remedy = None
    if user is not None and error.reason == "expired":
        remedy = Remedy("/confirm-email", "user", user.id, AGAIN)
    return link_error_page(request, error, sentences, remedy)


def _unconfirmed(request: Request, user_id: str) -> User | None:
    user: User | None = request.root["users"].get(user_id)
    return user if user is not None and registration.awaits_activation(user) else None
