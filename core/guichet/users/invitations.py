"""Invitations: a company's collaborator or a person of the office chooses the first password through a link."""

from guichet.action_context import ActionContext
from guichet.desk import Desk
from guichet.messages.enqueue import LinkSecret
from guichet.store.models import Portal
from guichet.tenants import in_language
from guichet.users import mails
from guichet.users.journal import note
from guichet.users.links import KEY, LinkError, find_link, link_secret, new_link
from guichet.users.models import User
from guichet.users.passwords import hashed
from guichet.users.registration import Person, new_user


def invite(ctx: ActionContext, person: Person, *, issuer_id: str = "", roles: tuple[str, ...] = ()) -> User:
    """Stores a user who can sign in after choosing a password; the caller has checked the permission.

    Only the mail to the owner of the address shows whether it has an account already.
    """
    user = new_user(ctx, person)
    user.state, user.issuer_id, user.roles = "invited", issuer_id, roles
    return user


def invitation_link(ctx: ActionContext, user: User) -> str:
    """The path of a new link to choose the password; earlier links of the user stop working."""
    secret = link_secret(_new_secret(ctx, user).nonce, ctx.desk.keys(KEY))
    return f"invitation?link={secret}"


def send_invitation(ctx: ActionContext, user: User, inviter: str) -> None:
    """Mails the link; ``inviter`` is the company or the office, as the mail names it."""
    # Made in either case: the inviter's page shows the end of the invitation, and must not show whether the address
    # has an account.
    secret = _new_secret(ctx, user)
    if ctx.portal["users"].with_email(user.email) is not None:
        ctx.mail(user, mails.INVITATION_TO_EXISTING_ACCOUNT, inviter=inviter)
        return
    ctx.mail(user, mails.INVITATION, inviter=inviter, secret=secret)


def invite_elsewhere(ctx: ActionContext, user: User, address: str, inviter: str) -> None:
    """Sends an invitation that was not taken up to another address; the earlier link stops working at once."""
    ctx.portal["users"].set_pending_email(user, address)
    send_invitation(ctx, user, inviter)


def inviter_of(desk: Desk, portal: Portal, user: User) -> str:
    """Name of the company that invited the user, or of the office in the user's language, with its article."""
    if user.at_office:
        return in_language(desk.tenant.names_with_article, user.language)
    name: str = portal["issuers"][user.issuer_id].display_name
    return name


def take_up(ctx: ActionContext, secret: str, password: str, conditions: str = "", language: str = "") -> User:
    """Activates an invited user with a password and the accepted version of the ``conditions`` of use.

    ``language`` is that of the page; without it the account keeps that of the mail, which was the inviter's.
    Raises :class:`~guichet.users.links.LinkError`.
    """
    link = find_link(ctx.portal, "invitation", secret, ctx.now)
    user: User = ctx.portal["users"][link.user_id]
    if user.state != "invited":
        raise LinkError("used", link)
    if not ctx.portal["users"].activate_user(user):
        raise LinkError("taken", link)
    user.password_hash = hashed(password, ctx.desk.keys("passwords"))
    user.language, user.conditions = language or user.language, conditions
    link.used = ctx.now
    note(ctx, user, "activated")
    return user


def _new_secret(ctx: ActionContext, user: User) -> LinkSecret:
    note(ctx, user, "invited")
    return new_link(ctx, "invitation", user)
