"""Everything that changes the app and the codes on paper of an account; its owner is told each time."""

from guichet.act import Act
from guichet.i18n import _
from guichet.identity.account.actions import NOT_ME, forget_browsers
from guichet.identity.factors import recovery
from guichet.identity.journal import note
from guichet.identity.models import Account, Session
from guichet.identity.signing_in import codes


def start_app(session: Session) -> None:
    """A new secret to set up an app with; it counts for nothing until the app has shown a code of it."""
    session.app_nonce = codes.new_nonce()


def add_app(act: Act, account: Account, session: Session, step: int) -> None:
    """The app set up in this session has shown the code of a time step; it replaces the one there was."""
    replaced = bool(account.app_nonce)
    account.app_nonce, account.app_step = session.app_nonce, step
    session.app_nonce = b""
    forget_browsers(act, account, session)
    note(act, account, "app_added")
    told = (
        _("L’application d’authentification de votre compte au guichet en ligne vient d’être remplacée.")
        if replaced
        else _("Une application d’authentification donne désormais les codes de votre compte au guichet en ligne.")
    )
    act.mail(account, _("Votre application d’authentification"), [told, NOT_ME])


def remove_app(act: Act, account: Account, session: Session | None = None) -> None:
    """Codes come by text message again; ``session`` is the one that goes on."""
    if not account.app_nonce:
        return
    account.app_nonce, account.app_step = b"", 0
    forget_browsers(act, account, session)
    note(act, account, "app_removed")
    act.mail(
        account,
        _("Votre application d’authentification"),
        [
            _("L’application d’authentification est retirée de votre compte au guichet en ligne."),
            _("Les codes de connexion arrivent de nouveau par SMS."),
            NOT_ME,
        ],
    )


def make_recovery_codes(act: Act, account: Account) -> tuple[str, ...]:
    """Ten new codes in place of those there were, to be shown once."""
    account.recovery_nonce, account.recovery_made = recovery.new_nonce(), act.now
    account.recovery_left = tuple(range(recovery.COUNT))
    note(act, account, "recovery_made")
    act.mail(
        account,
        _("Vos codes de secours"),
        [
            _("Dix codes de secours viennent d’être créés pour votre compte au guichet en ligne."),
            _("Les codes que vous aviez avant ne sont plus valables."),
            NOT_ME,
        ],
    )
    return recovery.codes_of(account.recovery_nonce, act.desk.keys("recovery"))


def tell_recovery_used(act: Act, account: Account) -> None:
    """Tells the owner that a code on paper was used, and how many are left."""
    note(act, account, "recovery_used")
    left = len(account.recovery_left)
    act.mail(
        account,
        _("Un code de secours a été utilisé"),
        [
            _("Un code de secours vient d’être utilisé pour votre compte au guichet en ligne."),
            _("Codes de secours qui restent : ${n}", mapping={"n": left}),
            NOT_ME,
        ],
    )
