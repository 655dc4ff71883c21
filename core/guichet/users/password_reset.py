"""A forgotten password: the mail that helps its owner, and the new password."""

from collections.abc import Callable, Mapping

from guichet.action_context import ActionContext
from guichet.profile.profile_actions import change_password
from guichet.users import mails
from guichet.users.invitations import inviter_of
from guichet.users.journal import note
from guichet.users.links import LinkError, find_link, new_link
from guichet.users.models import Task, User
from guichet.users.user_actions import send_activation


def answer(ctx: ActionContext, task: Task) -> None:
    """Errand ``reset``, whose subject is the address that was typed: mails what fits the state of its account.

    An address that nobody uses here gets no mail: we write to no strangers.
    """
    users = ctx.portal["users"]
    user = users.login_candidate(task.subject) or next(iter(users.pending_with(task.subject)), None)
    if user is not None:
        ANSWERS[user.state](ctx, user)


def reset_password(ctx: ActionContext, secret: str, password: str) -> User:
    """Uses the link; all sessions of the account end. Raises :class:`~guichet.users.links.LinkError`."""
    link = find_link(ctx.portal, "reset", secret, ctx.now)
    user: User = ctx.portal["users"][link.user_id]
    # A company that the office has accepted and that never came in: the link proves the address as its own would.
    if user.state == "accepted":
        if not ctx.portal["users"].activate_user(user):
            raise LinkError("taken", link)
        note(ctx, user, "activated")
    if user.state != "active":
        raise LinkError("used", link)
    link.used = ctx.now
    change_password(ctx, user, password)
    return user


def _send_reset(ctx: ActionContext, user: User) -> None:
    secret = new_link(ctx.portal, "reset", user, ctx.now)
    note(ctx, user, "password_asked")
    ctx.mail(user, mails.PASSWORD_RESET, secret=secret)


def _send_activation(ctx: ActionContext, user: User) -> None:
    if user.phone_proven:
        send_activation(ctx, user)
        return
    ctx.mail(user, mails.REGISTRATION_UNFINISHED)


def _say_waiting(ctx: ActionContext, user: User) -> None:
    ctx.mail(user, mails.REGISTRATION_WAITING)


def _say_refused(ctx: ActionContext, user: User) -> None:
    ctx.mail(user, mails.REGISTRATION_REFUSED)


def _say_invited(ctx: ActionContext, user: User) -> None:
    """No new link: anybody may have typed the address, and only whoever invites decides how long that holds."""
    ctx.mail(user, mails.INVITATION_PENDING, inviter=inviter_of(ctx.desk, ctx.portal, user))


def _nothing(ctx: ActionContext, user: User) -> None:
    """A closed account has no address any more; this one was closed a moment ago."""


ANSWERS: Mapping[str, Callable[[ActionContext, User], None]] = {
    "active": _send_reset,
    "unconfirmed": _send_activation,
    "waiting": _say_waiting,
    "accepted": _send_reset,
    "invited": _say_invited,
    "refused": _say_refused,
    "closed": _nothing,
}
"""State of the account → the mail that helps."""
