"""A forgotten password: the mail that helps its owner, and the new password."""

from collections.abc import Callable, Mapping

from guichet.act import Act
from guichet.i18n import _
from guichet.identity.account.actions import change_password
from guichet.identity.actions import send_activation
from guichet.identity.by_link.invitations import inviter_of
from guichet.identity.journal import note
from guichet.identity.links import LinkError, find_link, new_link
from guichet.identity.models import Account, Errand


def answer(act: Act, errand: Errand) -> None:
    """Errand ``reset``, whose subject is the address that was typed: mails what fits the state of its account.

    An address that nobody uses here gets no mail: we write to no strangers.
    """
    accounts = act.portal["accounts"]
    account = accounts.whose_password(errand.subject) or next(iter(accounts.pending_with(errand.subject)), None)
    if account is not None:
        ANSWERS[account.state](act, account)


def reset_password(act: Act, secret: str, password: str) -> Account:
    """Uses the link; all sessions of the account end. Raises :class:`~guichet.identity.links.LinkError`."""
    link = find_link(act.portal, "reset", secret, act.now)
    account: Account = act.portal["accounts"][link.account_id]
    # A company that the office has accepted and that never came in: the link proves the address as its own would.
    if account.state == "accepted":
        if not act.portal["accounts"].admit(account):
            raise LinkError("taken", link)
        note(act, account, "activated")
    if account.state != "active":
        raise LinkError("used", link)
    link.used = act.now
    change_password(act, account, password)
    return account


def _send_reset(act: Act, account: Account) -> None:
    secret = new_link(act.portal, "reset", account, act.now)
    note(act, account, "password_asked")
    act.mail(
        account,
        _("Votre nouveau mot de passe"),
        [
            _("Vous avez oublié votre mot de passe du guichet en ligne ? Ouvrez le lien pour en choisir un nouveau."),
            _("Le lien est valable une heure. Si vous n’avez rien demandé, ne faites rien : l’ancien reste valable."),
        ],
        (f"reset-password?link={secret}", _("Réinitialiser le mot de passe")),
    )


def _send_activation(act: Act, account: Account) -> None:
    if account.phone_proven:
        send_activation(act, account)
        return
    act.mail(
        account,
        _("Votre inscription n’est pas terminée"),
        [
            _("Vous avez commencé une inscription au guichet en ligne, sans confirmer votre numéro de téléphone."),
            _("Recommencez l’inscription avec la même adresse e-mail. Si ce n’était pas vous, ne faites rien."),
        ],
        ("register", _("S’inscrire")),
    )


def _say_waiting(act: Act, account: Account) -> None:
    act.mail(
        account,
        _("Votre inscription est en attente"),
        [
            _("L’office examine encore l’inscription de votre société ; vous ne pouvez pas vous connecter avant."),
            _("Nous vous écrivons dès qu’elle est acceptée ou refusée."),
        ],
    )


def _say_refused(act: Act, account: Account) -> None:
    act.mail(
        account,
        _("Votre inscription n’est pas acceptée"),
        [_("L’office n’a pas accepté votre inscription. Vous pouvez en envoyer une nouvelle.")],
        ("register-company", _("Inscrire ma société")),
    )


def _say_invited(act: Act, account: Account) -> None:
    """No new link: anybody may have typed the address, and only whoever invites decides how long that holds."""
    act.mail(
        account,
        _("Votre invitation vous attend"),
        [
            _("Vous n’avez pas encore de mot de passe au guichet en ligne. Ouvrez le lien de votre invitation."),
            _(
                "Vous ne trouvez plus cet e-mail ? Demandez à ${inviter} de vous renvoyer l’invitation.",
                mapping={"inviter": inviter_of(act.desk, act.portal, account)},
            ),
        ],
    )


def _nothing(act: Act, account: Account) -> None:
    """A closed account has no address any more; this one was closed a moment ago."""


ANSWERS: Mapping[str, Callable[[Act, Account], None]] = {
    "active": _send_reset,
    "unconfirmed": _send_activation,
    "waiting": _say_waiting,
    "accepted": _send_reset,
    "invited": _say_invited,
    "refused": _say_refused,
    "closed": _nothing,
}
"""State of the account → the mail that helps."""
