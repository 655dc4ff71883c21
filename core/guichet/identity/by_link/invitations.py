"""Inviting somebody who chooses the first password through a link: a company's collaborator, a person of the office."""

from typing import Any

from guichet.act import Act
from guichet.desk import Desk
from guichet.i18n import _
from guichet.identity.actions import Person, new_account
from guichet.identity.journal import note
from guichet.identity.links import LinkError, find_link, new_link
from guichet.identity.models import Account
from guichet.identity.passwords import hashed
from guichet.store.models import Portal
from guichet.tenants import in_language


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
    # Made either way: the inviter's page says until when an invitation runs, whoever the address belongs to.
    path = invitation_link(act, account)
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
        (path, _("Choisir mon mot de passe")),
    )


def invite_elsewhere(act: Act, account: Account, address: str, inviter: str) -> None:
    """Another address for somebody who has not taken up the invitation yet: the earlier link stops working at once."""
    act.portal["accounts"].wait_under(account, address)
    send_invitation(act, account, inviter)


def inviter_of(desk: Desk, portal: Portal, account: Account) -> str:
    """The company that invited somebody, or the office, by its name in that person's language."""
    if account.at_office:
        return in_language(desk.tenant.names, account.language)
    name: str = portal["holders"][account.home[1]].display_name
    return name


def take_up(act: Act, secret: str, password: str, conditions: str = "") -> Account:
    """The invited person chooses a password, and has accepted that version of the ``conditions`` of use.

    Raises :class:`~guichet.identity.links.LinkError`.
    """
    link = find_link(act.portal, "invitation", secret, act.now)
    account: Account = act.portal["accounts"][link.account_id]
    if account.state != "invited":
        raise LinkError("used", link)
    if not act.portal["accounts"].admit(account):
        raise LinkError("taken", link)
    account.password_hash = hashed(password, act.desk.keys("passwords"))
    account.conditions = conditions
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
