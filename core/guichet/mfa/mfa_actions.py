"""Actions on second factors: authenticator app, recovery codes, phone number. The user is mailed (ASVS 5.0, 6.3.7)."""

from guichet.action_context import ActionContext
from guichet.messages.mail_templates import MailTemplate
from guichet.mfa import mails, recovery, sms_codes
from guichet.mfa.wrong_codes import forgive
from guichet.users import lost_phone_index
from guichet.users.credentials import revoke_access
from guichet.users.journal import note
from guichet.users.models import Session, User
from guichet.users.replaced_phone import replace_phone


def start_app(session: Session) -> None:
    """Begins setting up an app; its secret is no factor until the app has shown a code."""
    session.totp_nonce = sms_codes.new_nonce()


def add_app(ctx: ActionContext, user: User, session: Session, step: int) -> None:
    """Adds the app set up in this session, which has shown the code of ``step``; it replaces an earlier app."""
    replaced = bool(user.totp_nonce)
    user.totp_nonce, user.totp_step = session.totp_nonce, step
    session.totp_nonce = b""
    revoke_access(ctx, user, session)
    note(ctx, user, "app_added")
    ctx.mail(user, mails.APP_REPLACED if replaced else mails.APP_ADDED)


def remove_app(ctx: ActionContext, user: User, session: Session | None = None) -> None:
    """Removes the app; codes come by text message again. Sessions except ``session`` end."""
    if not user.totp_nonce:
        return
    user.totp_nonce, user.totp_step = b"", 0
    revoke_access(ctx, user, session)
    note(ctx, user, "app_removed")
    ctx.mail(user, mails.APP_REMOVED)


def make_recovery_codes(ctx: ActionContext, user: User) -> tuple[str, ...]:
    """Makes ten new recovery codes and returns them, to be shown once; the earlier ones are void."""
    user.recovery_nonce, user.recovery_made = recovery.new_nonce(), ctx.now
    user.recovery_left = tuple(range(recovery.COUNT))
    note(ctx, user, "recovery_made")
    ctx.mail(user, mails.RECOVERY_CODES_CREATED)
    return recovery.codes_of(user.recovery_nonce, ctx.desk.keys("recovery"))


def void_recovery_codes(ctx: ActionContext, user: User) -> None:
    """Voids all recovery codes; does nothing for a user without any."""
    if not user.recovery_nonce:
        return
    user.recovery_nonce, user.recovery_made, user.recovery_left = b"", None, ()
    note(ctx, user, "recovery_removed")


def notify_recovery_code_used(ctx: ActionContext, user: User) -> None:
    """Mails the user that a recovery code was used, and how many are left."""
    note(ctx, user, "recovery_used")
    ctx.mail(user, mails.RECOVERY_CODE_USED, n=len(user.recovery_left))


def change_phone(
    ctx: ActionContext,
    user: User,
    number: str,
    template: MailTemplate = mails.PHONE_CHANGED,
    /,
    *,
    proven: bool,
    keep: Session | None = None,
    **values: object,
) -> None:
    """Sets a new phone number and mails the owner; unless ``proven``, the code of the next sign-in proves it.

    ``template`` with its ``values`` says who has changed it, where that is not the owner.
    """
    replace_phone(user, number, ctx.now)
    user.phone_proven = proven
    # The codes guessed at were those of the former number; after a hundred in a row this is the way back.
    forgive(user)
    lost_phone_index.drop(ctx.portal, user)
    revoke_access(ctx, user, keep)
    note(ctx, user, "phone_changed", keep.device if keep else "")
    ctx.mail(user, template, **values)
