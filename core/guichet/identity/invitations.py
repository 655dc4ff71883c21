"""Inviting somebody who chooses the first password through a link: a company's collaborator, a person of the office."""

from typing import Any

from guichet.act import Act
from guichet.i18n import _
from guichet.identity.actions import Person, new_account
from guichet.identity.journal import note
from guichet.identity.links import LinkError, find_link, new_link
from guichet.identity.models import Account
from guichet.identity.passwords import hashed


def invite(act: Act, person: Person, *, home: tuple[str, ...], roles: tuple[str, ...] = ()) -> Account:
    """Stores somebody who may sign in once they have chosen a password; the caller has checked the permission.

    Whether the address has an account already shows nowhere but in the mail to its owner.
    """
    account = new_account(act, person)
    account.state, account.home, account.roles = "invited", home, roles
    return account


def invitation_link(act: Act, account: Account) -> str:
    """A new link that lets an invited person choose the password, as a path; earlier ones stop working."""
    note(act, account, "invited")
    return f"invitation?link={new_link(act.portal, 'invitation', account, act.now)}"


def send_invitation(act: Act, account: Account, inviter: str) -> None:
    """Mails the link; ``inviter`` is the company or the office, as the mail names it."""
    if act.portal["accounts"].with_email(account.email) is not None:
        _tell_existing(act, account, inviter)
        return
    words: dict[str, Any] = {"inviter": inviter}
    act.mail(
        account,
        _("Votre accès au guichet en ligne"),
        [
            _("${inviter} vous donne accès au guichet en ligne de l’AI.", mapping=words),
            _("Ouvrez le lien pour choisir votre mot de passe. Il est valable sept jours."),
        ],
        (invitation_link(act, account), _("Choisir mon mot de passe")),
    )


def take_up(act: Act, secret: str, password: str) -> Account:
    """The invited person chooses a password. Raises :class:`~guichet.identity.links.LinkError`."""
    link = find_link(act.portal, "invitation", secret, act.now)
    account: Account = act.portal["accounts"][link.account_id]
    if account.state != "invited":
        raise LinkError("used", link)
    if not act.portal["accounts"].admit(account):
        raise LinkError("taken", link)
    account.password_hash = hashed(password, act.desk.keys("passwords"))
    link.used = act.now
    note(act, account, "activated")
    return account


def _tell_existing(act: Act, account: Account, inviter: str) -> None:
    act.mail(
        account,
        _("Votre adresse e-mail a déjà un compte"),
        [
            _("${inviter} a voulu vous donner accès au guichet en ligne de l’AI.", mapping={"inviter": inviter}),
            _(
                "Votre adresse e-mail y a déjà un compte, et une adresse n’en a qu’un seul. Indiquez-leur une autre "
                "adresse, ou fermez d’abord l’ancien compte."
            ),
        ],
    )
