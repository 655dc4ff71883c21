"""The office's decision about a company's registration, and the activation of an accepted one."""

from guichet.action_context import ActionContext
from guichet.users import mails
from guichet.users.journal import note
from guichet.users.links import LinkError, find_link, new_link
from guichet.users.models import User


def accept(ctx: ActionContext, user: User) -> bool:
    """Accepts a registration; False when its e-mail address belongs to another user by now. Raises ``NotAllowed``.

    The link of the mail and the password together activate the account: the password is known to the person who
    registered, the link to the reader of the mailbox, and an attacker has one of them at most.
    """
    ctx.require("office", ctx.portal)
    if ctx.portal["users"].with_email(user.email) is not None:
        ctx.record("user.address_taken", user.id)
        return False
    user.state = "accepted"
    note(ctx, user, "admitted")
    return True


def send_welcome(ctx: ActionContext, user: User) -> None:
    """Mails the user of an accepted company the link that activates the account."""
    secret = new_link(ctx, "welcome", user)
    ctx.mail(user, mails.WELCOME, secret=secret)


def activate_accepted(ctx: ActionContext, user: User, secret: str) -> None:
    """Activates a user of an accepted company by the link of the mail; the caller has checked the password.

    Raises :class:`~guichet.users.links.LinkError`.
    """
    link = find_link(ctx.portal, "welcome", secret, ctx.now)
    if link.user_id != user.id:
        raise LinkError("unknown")
    if not ctx.portal["users"].activate_user(user):
        raise LinkError("taken", link)
    link.used = ctx.now
    note(ctx, user, "activated")


def refuse(ctx: ActionContext, user: User) -> None:
    """Refuses a registration. Raises ``NotAllowed``."""
    ctx.require("office", ctx.portal)
    user.state = "refused"
    ctx.record("user.refused", user.id)
    ctx.desk.plugins.user_changed(user, "refused", ctx.actor)
