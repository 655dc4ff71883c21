"""A forgotten password: the mail that fits the state of the account, and setting the new password."""

from collections.abc import Callable, Mapping

from guichet.action_context import ActionContext
from guichet.store.models import Portal
from guichet.users import mails
from guichet.users.credentials import change_password
from guichet.users.invitations import inviter_of
from guichet.users.journal import note
from guichet.users.links import LinkError, find_link, new_link
from guichet.users.models import PENDING, UNCONFIRMED, Task, User
from guichet.users.registration import awaits_activation, send_activation
from guichet.users.tasks import TaskKind


def answer_request(ctx: ActionContext, task: Task) -> None:
    """Task ``reset``, whose subject is the address that was typed: mails what fits the state of its user.

    An address without a user or registration gets no mail: the form must not be a way to write to strangers.
    """
    user = _user_with(ctx.portal, task.subject)
    if user is not None:
        ANSWERS[user.state](ctx, user)


RESET = TaskKind("reset", answer_request)


def reset_password(ctx: ActionContext, secret: str, password: str) -> User:
    """Sets a password by a reset link, and ends all sessions. Raises :class:`~guichet.users.links.LinkError`."""
    link = find_link(ctx.portal, "reset", secret, ctx.now)
    user: User = ctx.portal["users"][link.user_id]
    # Accepted by the office, never signed in: the reset link proves the address as the welcome link would.
    if user.state == "accepted":
        if not ctx.portal["users"].activate_user(user):
            raise LinkError("taken", link)
        note(ctx, user, "activated")
    if user.state != "active":
        raise LinkError("used", link)
    # No session is opened: the user signs in with the new password and a code (ASVS 5.0, 6.4.3).
    link.used = ctx.now
    change_password(ctx, user, password)
    return user


def _user_with(portal: Portal, address: str) -> User | None:
    """The user that a forgotten password is about: the owner of the address, else a registration or an invitation."""
    pending = portal["users"].pending_with(address)
    # Those with a proven address first, then with a proven phone, then the newest: a later registration by a stranger
    # must not keep the owner of the mailbox out. ``sort`` is stable, so the order by age remains.
    pending.sort(key=lambda user: (user.state not in PENDING, user.state in UNCONFIRMED, not user.phone_proven))
    pending.sort(key=lambda user: user.state != "accepted")
    return portal["users"].with_email(address) or next(iter(pending), None)


def _send_reset(ctx: ActionContext, user: User) -> None:
    secret = new_link(ctx, "reset", user)
    note(ctx, user, "password_reset_requested")
    ctx.mail(user, mails.PASSWORD_RESET, secret=secret)


def _send_activation(ctx: ActionContext, user: User) -> None:
    if awaits_activation(user):
        send_activation(ctx, user)
        return
    ctx.mail(user, mails.REGISTRATION_UNFINISHED)


def _send_waiting(ctx: ActionContext, user: User) -> None:
    ctx.mail(user, mails.REGISTRATION_WAITING)


def _send_refused(ctx: ActionContext, user: User) -> None:
    ctx.mail(user, mails.REGISTRATION_REFUSED)


def _send_invited(ctx: ActionContext, user: User) -> None:
    """Sends no new link: anyone may have typed the address, and the inviter decides how long an invitation runs."""
    ctx.mail(user, mails.INVITATION_PENDING, inviter=inviter_of(ctx.desk, ctx.portal, user))


def _send_nothing(ctx: ActionContext, user: User) -> None:
    """A closed account gives its address up."""


ANSWERS: Mapping[str, Callable[[ActionContext, User], None]] = {
    "active": _send_reset,
    "unconfirmed": _send_activation,
    "unconfirmed-company": _send_activation,
    "waiting": _send_waiting,
    "accepted": _send_reset,
    "invited": _send_invited,
    "refused": _send_refused,
    "closed": _send_nothing,
}
"""State of the account → the mail that helps."""
