"""Changes of a user's password, the end of access gained with replaced credentials, closing an account."""

from guichet.action_context import ActionContext
from guichet.messages.undelivered import forget_undelivered
from guichet.users import lost_phone_index, mails, passwords
from guichet.users.journal import note
from guichet.users.links import LIVES, drop_links
from guichet.users.models import Session, User
from guichet.users.session_records import end_sessions
from guichet.users.tasks import withdraw

NEW_EMAIL = "new-email"
"""Name of the task that mails the link to a new address."""


def hash_password(ctx: ActionContext, password: str) -> str:
    """The argon2id hash of a new password, see :func:`~guichet.users.passwords.hashed`."""
    return passwords.hashed(password, ctx.desk.keys("passwords"))


def change_password(ctx: ActionContext, user: User, password: str, keep: Session | None = None) -> None:
    """Sets a password that the form has validated, and ends every session except ``keep``.

    The caller has checked that the actor may: by the old password, or by a reset link.
    """
    user.password_hash = hash_password(ctx, password)
    revoke_access(ctx, user, keep)
    drop_links(ctx.portal, "reset", user, ctx.now)
    drop_new_email(ctx, user)
    note(ctx, user, "password_changed", keep.device if keep else "")
    ctx.mail(user, mails.PASSWORD_CHANGED)
    drop_phone_request(ctx, user)


def drop_new_email(ctx: ActionContext, user: User) -> None:
    """Voids the request for another address, if there is one: it was made with the old password, perhaps by a thief,
    in whose mailbox the link lies.
    """
    withdraw(ctx.portal, NEW_EMAIL, user.id)
    drop_links(ctx.portal, "email", user, ctx.now)


def drop_phone_request(ctx: ActionContext, user: User) -> None:
    """Cancels the request for another phone, if there is one: it was made with the old password, perhaps by a thief.

    An owner who has forgotten the password as well waits for the office's answer, so the mail says what to do.
    """
    if user.phone_request is None:
        return
    lost_phone_index.drop(ctx.portal, user)
    note(ctx, user, "phone_request_dropped")
    ctx.mail(user, mails.PHONE_REQUEST_DROPPED)


def revoke_access(ctx: ActionContext, user: User, keep: Session | None) -> None:
    """Ends sessions except ``keep``, and all trusted browsers: they rest on what was replaced (ASVS 5.0, 7.4.3)."""
    end_sessions(ctx.portal, user.id, keep)
    user.trusted = ()


def close_user(ctx: ActionContext, user: User) -> None:
    """Closes the account: no secret, session or link of it works any more, and its e-mail address is free again.

    The caller has checked the permission. The record stays, since invoices and the audit log name the user.
    """
    user.state = "closed"
    user.password_hash, user.trusted, user.saved_form, user.saved_form_at = "", (), None, None
    user.totp_nonce, user.recovery_nonce, user.recovery_left = b"", b"", ()
    lost_phone_index.drop(ctx.portal, user)
    ctx.portal["users"].release(user)
    forget_undelivered(ctx.portal, user.email)
    end_sessions(ctx.portal, user.id)
    for purpose in LIVES:
        drop_links(ctx.portal, purpose, user, ctx.now)
    note(ctx, user, "closed")
