"""Everything that changes the app and the codes on paper of an account; its owner is told each time."""

from guichet.action_context import ActionContext
from guichet.i18n import _
from guichet.mfa import recovery, sms_codes
from guichet.profile.profile_actions import NOT_ME, forget_browsers
from guichet.users.journal import note
from guichet.users.models import Session, User


def start_app(session: Session) -> None:
    """A new secret to set up an app with; it counts for nothing until the app has shown a code of it."""
    session.totp_nonce = sms_codes.new_nonce()


def add_app(ctx: ActionContext, user: User, session: Session, step: int) -> None:
    """The app set up in this session has shown the code of a time step; it replaces the one there was."""
    replaced = bool(user.totp_nonce)
    user.totp_nonce, user.totp_step = session.totp_nonce, step
    session.totp_nonce = b""
    forget_browsers(ctx, user, session)
    note(ctx, user, "app_added")
    told = (
        _("L’application d’authentification de votre compte au guichet en ligne vient d’être remplacée.")
        if replaced
        else _("Une application d’authentification donne désormais les codes de votre compte au guichet en ligne.")
    )
    ctx.mail(user, _("Votre application d’authentification"), [told, NOT_ME])


def remove_app(ctx: ActionContext, user: User, session: Session | None = None) -> None:
    """Codes come by text message again; ``session`` is the one that goes on."""
    if not user.totp_nonce:
        return
    user.totp_nonce, user.totp_step = b"", 0
    forget_browsers(ctx, user, session)
    note(ctx, user, "app_removed")
    ctx.mail(
        user,
        _("Votre application d’authentification"),
        [
            _("L’application d’authentification est retirée de votre compte au guichet en ligne."),
            _("Les codes de connexion arrivent de nouveau par SMS."),
            NOT_ME,
        ],
    )


def make_recovery_codes(ctx: ActionContext, user: User) -> tuple[str, ...]:
    """Ten new codes in place of those there were, to be shown once."""
    user.recovery_nonce, user.recovery_made = recovery.new_nonce(), ctx.now
    user.recovery_left = tuple(range(recovery.COUNT))
    note(ctx, user, "recovery_made")
    ctx.mail(
        user,
        _("Vos codes de secours"),
        [
            _("Dix codes de secours viennent d’être créés pour votre compte au guichet en ligne."),
            _("Les codes que vous aviez avant ne sont plus valables."),
            NOT_ME,
        ],
    )
    return recovery.codes_of(user.recovery_nonce, ctx.desk.keys("recovery"))


def tell_recovery_used(ctx: ActionContext, user: User) -> None:
    """Tells the owner that a code on paper was used, and how many are left."""
    note(ctx, user, "recovery_used")
    left = len(user.recovery_left)
    ctx.mail(
        user,
        _("Un code de secours a été utilisé"),
        [
            _("Un code de secours vient d’être utilisé pour votre compte au guichet en ligne."),
            _("Codes de secours qui restent : ${n}", mapping={"n": left}),
            NOT_ME,
        ],
    )
