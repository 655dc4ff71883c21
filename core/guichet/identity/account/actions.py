"""Everything that changes what somebody signs in with.

Callers have checked that it is their own account, or one that is theirs to manage.
"""

from guichet.act import Act, Recipient
from guichet.i18n import _
from guichet.identity.actions import hash_password
from guichet.identity.journal import note
from guichet.identity.links import LinkError, drop_links, find_link, new_link
from guichet.identity.models import Account, Session
from guichet.identity.sessions import end_sessions
from guichet.values import email as email_value

NOT_ME = _("Si ce n’était pas vous, appelez tout de suite l’office.")


class Written:
    """Somebody to write to who is no account: an address that an account had, or is about to have."""

    def __init__(self, email: str, language: str) -> None:
        self.email = email
        self.language = language


def change_password(act: Act, account: Account, password: str, keep: Session | None = None) -> None:
    """Sets a new password, which the form has found good enough, and ends all other sessions.

    ``keep`` is the session in which the person has just changed it.
    """
    account.password_hash = hash_password(act, password)
    _forget_browsers(act, account, keep)
    drop_links(act.portal, "reset", account, act.now)
    note(act, account, "password_changed")
    act.mail(
        account,
        _("Votre mot de passe est modifié"),
        [_("Le mot de passe de votre compte au guichet en ligne vient d’être modifié."), NOT_ME],
    )


def change_phone(act: Act, account: Account, number: str, *, proven: bool, keep: Session | None = None) -> None:
    """Sets a new phone number and tells the owner by mail; unless ``proven``, the next sign-in proves it."""
    account.phone, account.phone_proven = number, proven
    _forget_browsers(act, account, keep)
    note(act, account, "phone_changed")
    act.mail(
        account,
        _("Votre numéro de téléphone est modifié"),
        [_("Les codes de connexion arrivent désormais sur votre nouveau téléphone."), NOT_ME],
    )


def ask_new_email(act: Act, account: Account, address: str) -> None:
    """Mails a link to a new address, which is the account's own once the link is used.

    An address that has an account is told so instead; the page shows no difference.
    """
    note(act, account, "email_asked")
    new: Recipient = Written(address, account.language)
    if act.portal["accounts"].with_email(address) not in (None, account):
        act.mail(
            new,
            _("Votre adresse e-mail a déjà un compte"),
            [_("Quelqu’un a voulu utiliser cette adresse pour un autre compte du guichet en ligne. Rien n’a changé.")],
        )
        return
    secret = new_link(act.portal, "email", account, act.now, detail=address)
    act.mail(
        new,
        _("Confirmez votre nouvelle adresse e-mail"),
        [
            _("Ouvrez le lien pour vous connecter désormais au guichet en ligne avec cette adresse."),
            _("Le lien est valable une heure. Si vous n’avez rien demandé, ne faites rien."),
        ],
        (f"confirm-new-email?link={secret}", _("Confirmer cette adresse")),
    )


def confirm_new_email(act: Act, secret: str) -> Account:
    """Uses the link to a new address; the old one is told and may undo it for three days. Raises ``LinkError``."""
    link = find_link(act.portal, "email", secret, act.now)
    account: Account = act.portal["accounts"][link.account_id]
    old: Recipient = Written(account.email, account.language)
    if not act.portal["accounts"].change_email(account, link.detail):
        raise LinkError("taken", link)
    link.used = act.now
    note(act, account, "email_changed")
    undo = new_link(act.portal, "undo-email", account, act.now, detail=old.email)
    act.mail(
        old,
        _("Votre adresse e-mail est modifiée"),
        [
            _("Votre compte au guichet en ligne utilise désormais une autre adresse e-mail."),
            _("Si ce n’était pas vous, rétablissez l’ancienne adresse avec ce lien. Il est valable trois jours."),
        ],
        (f"undo-new-email?link={undo}", _("Rétablir cette adresse")),
    )
    return account


def undo_new_email(act: Act, secret: str) -> Account:
    """Goes back to the old address and ends every session. Raises ``LinkError``."""
    link = find_link(act.portal, "undo-email", secret, act.now)
    account: Account = act.portal["accounts"][link.account_id]
    if not act.portal["accounts"].change_email(account, link.detail):
        raise LinkError("taken", link)
    link.used = act.now
    _forget_browsers(act, account, None)
    drop_links(act.portal, "email", account, act.now)
    note(act, account, "email_restored")
    return account


def change_language(act: Act, account: Account, language: str) -> None:
    """Sets the language of mails and text messages."""
    account.language = language
    note(act, account, "language_changed")


def same_address(one: str, other: str) -> bool:
    """Whether two e-mail addresses are the same, upper and lower case alike."""
    return email_value.key(one) == email_value.key(other)


def _forget_browsers(act: Act, account: Account, keep: Session | None) -> None:
    """Ends sessions and trusted browsers: whoever had got in with the old password or phone is out."""
    end_sessions(act.portal, account.__name__ or "", keep)
    account.trusted = ()
