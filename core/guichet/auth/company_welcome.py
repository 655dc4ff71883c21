"""An accepted company's first sign-in: the welcome link and the password together activate the user.

The password is known to the person who registered, the link to the reader of the mailbox.
"""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet import clock
from guichet.auth.sessions import current, open_session
from guichet.i18n import _
from guichet.ratelimit import request_limits
from guichet.store.models import Portal
from guichet.users import admission
from guichet.users.links import LinkError, find_link
from guichet.users.models import Link, User
from guichet.values import email as email_value
from guichet.web import security_log
from guichet.web.view_permissions import PUBLIC

LEAD = _(
    "L’office a accepté l’inscription de votre société. Utilisez l’adresse e-mail et le mot de passe de votre"
    " inscription."
)
LEADS = {
    "unknown": _(
        "Nous ne connaissons pas ce lien. Ouvrez-le encore une fois depuis notre e-mail, ou copiez toute l’adresse."
    ),
    "used": _("Ce lien a déjà servi. Connectez-vous avec votre adresse e-mail et votre mot de passe."),
    "expired": _("Ce lien n’est plus valable. Connectez-vous : nous vous en enverrons un nouveau."),
}
"""Reason of a :class:`LinkError` → what to do."""


def link_error(request: Request, secret: str) -> LinkError | None:
    """Why a welcome link does not work; None when it does."""
    try:
        find_link(request.root, "welcome", secret, clock.now())
    except LinkError as error:
        security_log.record(request, "link_refused", reason=error.reason)
        return error
    return None


def registered_by(request: Request, email: str, secret: str) -> User | None:
    """The accepted user with this address to whom the welcome link was mailed, also an expired one; None otherwise.

    The secret shows that the browser belongs to a reader of the mailbox.
    """
    try:
        link: Link | None = find_link(request.root, "welcome", secret, clock.now())
    except LinkError as error:
        link = error.link
    user: User | None = request.root["users"].get(link.user_id) if link else None
    if user is None or user.state != "accepted" or email_value.key(user.email) != email_value.key(email):
        return None
    return user


def enter(request: Request, user: User, secret: str) -> bool:
    """Uses the link for the user whose password was right; False when the link does not work for this user."""
    try:
        admission.activate_accepted(request.action_context, user, secret)
    except LinkError:
        return False
    return True


def lead_to(request: Request, user: User, page: str) -> HTTPSeeOther:
    """Redirects to the page about the state of a registration that opens nothing.

    The right password was given, in the browser that registered or with the welcome link; a registration gets this far
    only after the mailbox is proven, so the page shows nothing about another account with the same address.
    """
    open_session(request, user.id, "email")
    return HTTPSeeOther(request.resource_path(request.root, page))


@view_config(context=Portal, name="waiting", request_method="GET", permission=PUBLIC, renderer="templates/waiting.pt")
def waiting_page(request: Request) -> dict[str, Any]:
    """What the browser that registered reads from the proof of the address until the office decides."""
    return {"title": _("L’office examine votre inscription")}


@view_config(
    context=Portal, name="welcome-mail", request_method="GET", permission=PUBLIC, renderer="templates/accepted.pt"
)
def mail_page(request: Request) -> Any:
    """Look for the mail, or have it sent once more; the right password has led to this page."""
    user = _accepted(request)
    if user is None:
        return HTTPSeeOther("/")
    return {"title": _("Ouvrez le lien que contient notre e-mail"), "user": user}


@view_config(context=Portal, name="welcome-mail", request_method="POST", permission=PUBLIC)
def resend(request: Request) -> HTTPSeeOther:
    """« Renvoyez-moi un nouvel e-mail »."""
    user = _accepted(request)
    if user is not None:
        if not request_limits.allowed(request, request_limits.RESENT_MAILS, user.id):
            return HTTPSeeOther("/?done=too-many-mails")
        admission.send_welcome(request.action_context, user)
    return HTTPSeeOther("/?done=mail-sent")


def _accepted(request: Request) -> User | None:
    """The user of an accepted company who has given the password in this browser, without the link."""
    found = current(request, "email")
    return found[1] if found is not None and found[1].state == "accepted" else None
