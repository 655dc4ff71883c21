"""Changes of one's own account: name, e-mail address, language, devices, closing it.

The caller has checked that the actor may change this user.
"""

from dataclasses import dataclass

from guichet.action_context import ActionContext, Recipient
from guichet.messages.mail_templates import MailTemplate
from guichet.messages.undelivered import forget_undelivered
from guichet.mfa.mfa_actions import remove_app, void_recovery_codes
from guichet.profile import mails
from guichet.users.credentials import NEW_EMAIL, close_user, drop_new_email, drop_phone_request, revoke_access
from guichet.users.journal import note
from guichet.users.links import LinkError, drop_links, find_link, new_link
from guichet.users.models import Link, Session, Task, User
from guichet.users.password_reset import RESET
from guichet.users.replaced_phone import phone_to_restore
from guichet.users.session_records import end_sessions, full_sessions
from guichet.users.staff_users import put_on_list
from guichet.users.tasks import TaskKind, enqueue
from guichet.values import email as email_value


@dataclass
class Mailbox:
    """Recipient of a mail that is no user: an address that a user had, or is about to have."""

    email: str
    language: str
    greeting_name: str = ""
    """Empty for an address that is not proven yet."""


def change_name(ctx: ActionContext, user: User, first_name: str, last_name: str) -> None:
    """Sets the name of a user; invoices sent before keep the name of that time."""
    user.rename(first_name, last_name)
    if user.at_office:
        put_on_list(ctx.portal, user)
    note(ctx, user, "details_changed")


def send_requested_link(ctx: ActionContext, task: Task) -> None:
    """Task :data:`NEW_EMAIL`, whose subject is a user's id and the wanted address: mails the link that proves it."""
    user_id, _blank, address = task.subject.partition(" ")
    # Found without ``get``: a user who was active once is closed, but never removed.
    user: User = ctx.portal["users"][user_id]
    if user.state == "active":
        _send_link(ctx, user, address)


REQUESTED_LINK = TaskKind(NEW_EMAIL, send_requested_link)


def request_new_email(ctx: ActionContext, user: User, address: str) -> None:
    """Stores the user's request for a new address; the worker mails the link (ASVS 5.0, 6.3.8)."""
    note(ctx, user, "email_change_requested")
    enqueue(ctx, REQUESTED_LINK, f"{user.id} {address}")


def send_new_email_link(
    ctx: ActionContext,
    user: User,
    address: str,
    template: MailTemplate = mails.EMAIL_CONFIRMATION,
    /,
    **values: object,
) -> None:
    """Mails a link to a new address, chosen by a manager; it becomes the user's own when the link is used.

    ``template`` with its ``values`` says who has chosen it; the user has asked for nothing.

    The owner of an address that has an account is warned instead; the page does not show the difference.
    """
    note(ctx, user, "email_change_requested")
    _send_link(ctx, user, address, template, **values)


def _send_link(
    ctx: ActionContext,
    user: User,
    address: str,
    template: MailTemplate = mails.EMAIL_CONFIRMATION,
    /,
    **values: object,
) -> None:
    new: Recipient = Mailbox(address, user.language)
    if ctx.portal["users"].with_email(address) not in (None, user):
        ctx.mail(new, mails.EMAIL_TAKEN)
        return
    secret = new_link(ctx, "email", user, detail=address)
    ctx.mail(new, template, secret=secret, **values)


def confirm_new_email(ctx: ActionContext, secret: str) -> User:
    """Sets the new address by its link; the old one is mailed a link that restores it. Raises ``LinkError``."""
    link = find_link(ctx.portal, "email", secret, ctx.now)
    user = _owner(ctx, link)
    old: Recipient = Mailbox(user.email, user.language, user.name)
    if not ctx.portal["users"].change_email(user, link.detail):
        raise LinkError("taken", link)
    forget_undelivered(ctx.portal, old.email)
    link.used = ctx.now
    # Reset links in the old mailbox stop working.
    drop_links(ctx.portal, "reset", user, ctx.now)
    note(ctx, user, "email_changed")
    # With the phone of this moment, or of shortly before: an attacker may replace it first, or before the owner reads
    # the mail.
    undo = new_link(ctx, "undo-email", user, detail=f"{old.email} {phone_to_restore(user, ctx.now)}")
    ctx.mail(old, mails.EMAIL_CHANGED, secret=undo)
    return user


def undo_new_email(ctx: ActionContext, secret: str) -> User:
    """Restores the former address and phone and ends every session. Raises ``LinkError``.

    Password, authenticator app and recovery codes are deleted; a link to choose another password follows. The links
    that undo later changes stop working, so that an attacker who had taken the account over cannot undo this in turn.
    """
    link = find_link(ctx.portal, "undo-email", secret, ctx.now)
    user = _owner(ctx, link)
    address, _blank, number = link.detail.partition(" ")
    if not ctx.portal["users"].change_email(user, address):
        raise LinkError("taken", link)
    link.used = ctx.now
    revoke_access(ctx, user, None)
    drop_links(ctx.portal, "reset", user, ctx.now)
    drop_new_email(ctx, user)
    _drop_later(ctx, link)
    # An attacker who changed the address knew the password and had the phone, or has replaced its number; app and
    # recovery codes may be the attacker's own.
    remove_app(ctx, user)
    void_recovery_codes(ctx, user)
    user.password_hash = ""
    user.set_phone(number or user.phone)
    note(ctx, user, "email_restored")
    drop_phone_request(ctx, user)
    enqueue(ctx, RESET, user.email)
    return user


def end_device(ctx: ActionContext, user: User, name: str) -> bool:
    """Ends one of the user's sessions by the id of its record; False when there is none."""
    # Only among the user's own: the id comes from a form.
    found = next((one for one in full_sessions(ctx.portal, user.id) if one.id == name), None)
    if found is None:
        return False
    ctx.portal["sessions"].remove(name)
    note(ctx, user, "device_ended", found.device)
    return True


def end_other_devices(ctx: ActionContext, user: User, keep: Session) -> None:
    """Ends all sessions of the user except ``keep``."""
    end_sessions(ctx.portal, user.id, keep)
    note(ctx, user, "devices_ended")


def forget_browser(ctx: ActionContext, user: User, key: str) -> bool:
    """Ends the trust in a browser; ``key`` is the hash of its secret. False when there is no such browser."""
    kept = tuple(one for one in user.trusted if one[0] != key)
    if len(kept) == len(user.trusted):
        return False
    user.trusted = kept
    note(ctx, user, "browser_forgotten")
    return True


def close_own_user(ctx: ActionContext, user: User) -> None:
    """Closes the user's own account; other rooms do their part with ``config.on_closing``."""
    close_user(ctx, user)
    ctx.mail(user, mails.ACCOUNT_CLOSED)


def same_address(one: str, other: str) -> bool:
    """Whether two e-mail addresses are the same, upper and lower case alike."""
    return email_value.key(one) == email_value.key(other)


def _owner(ctx: ActionContext, link: Link) -> User:
    """The user whose address a link changes. Raises ``LinkError`` when the account was closed since."""
    user: User | None = ctx.portal["users"].get(link.user_id)
    if user is None or user.state != "active":
        raise LinkError("used", link)
    return user


def _drop_later(ctx: ActionContext, used: Link) -> None:
    for link in ctx.portal["links"].of(used.user_id):
        if (link.purpose, link.used) == (used.purpose, None) and link.created > used.created:
            link.used = ctx.now
