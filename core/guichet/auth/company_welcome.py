"""An accepted company's first sign-in: the welcome link and the password together activate the user.

The password is known to the person who registered, the link to the reader of the mailbox.
"""

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from guichet import clock
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
    "L’office a accepté l’inscription de votre société. Utilisez l’adresse e-mail et le mot de passe choisis alors."
)
LEADS = {
    "unknown": _(
        "Ce lien n’est pas complet. Ouvrez-le encore une fois depuis notre e-mail, ou copiez toute l’adresse."
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


def page(request: Request, user: User) -> Response:
    """The link has expired: look for a newer mail, or have it sent once more."""
    values = {"title": _("Ouvrez le lien que contient notre e-mail"), "user": user}
    return render_to_response("guichet.auth:templates/accepted.pt", values, request)


def waiting_page(request: Request) -> Response:
    """What the browser that registered reads until the welcome link is used, whatever has become of the registration.

    One page for all states: an address that has an account is never accepted (ASVS 5.0, 6.3.8).
    """
    values = {"title": _("L’office examine votre inscription")}
    return render_to_response("guichet.auth:templates/waiting.pt", values, request)


@view_config(context=Portal, name="welcome", request_method="POST", permission=PUBLIC)
def resend(request: Request) -> HTTPSeeOther:
    """« Renvoyez-moi un nouvel e-mail »; the id of the account is on the page that the right password has led to."""
    user: User | None = request.root["users"].get(request.posted("user"))
    if user is not None and user.state == "accepted":
        if not request_limits.allowed(request, request_limits.RESENT_MAILS, user.id):
            return HTTPSeeOther("/?done=too-many-mails")
        admission.send_welcome(request.action_context, user)
    return HTTPSeeOther("/?done=mail-sent")
