"""Everything that changes what somebody signs in with.

Callers have checked that it is their own account, or one that is theirs to manage.
"""

from guichet.act import Act, Recipient
from guichet.i18n import _
from guichet.identity.actions import close_account, hash_password
from guichet.identity.errands import ask, withdraw
from guichet.identity.factors import phone_list
from guichet.identity.journal import note
from guichet.identity.links import LinkError, drop_links, find_link, new_link
from guichet.identity.models import Account, Errand, Link, Session
from guichet.identity.sessions import end_sessions, full_sessions
from guichet.identity.staff import put_on_list
from guichet.identity.throttling.wrong_codes import forgive
from guichet.messages.undelivered import forget_undelivered
from guichet.values import email as email_value

NOT_ME = _("Si ce n’était pas vous, appelez tout de suite l’office.")


class Written:
    """Somebody to write to who is no account: an address that an account had, or is about to have."""

    def __init__(self, email: str, language: str) -> None:
        self.email = email
        self.language = language


def change_name(act: Act, account: Account, first_name: str, last_name: str) -> None:
    """Sets how somebody is called; invoices sent before keep the name they were sent with."""
    account.first_name, account.last_name = first_name, last_name
    if account.at_office:
        put_on_list(act.portal, account)
    note(act, account, "details_changed")


def change_password(act: Act, account: Account, password: str, keep: Session | None = None) -> None:
    """Sets a new password, which the form has found good enough, and ends all other sessions.

    ``keep`` is the session in which the person has just changed it.
    """
    account.password_hash = hash_password(act, password)
    forget_browsers(act, account, keep)
    drop_links(act.portal, "reset", account, act.now)
    # Whoever asked for another phone knew the old password, and perhaps nothing else.
    phone_list.drop(act.portal, account)
    note(act, account, "password_changed", keep.device if keep else "")
    act.mail(
        account,
        _("Votre mot de passe est modifié"),
        [_("Le mot de passe de votre compte au guichet en ligne vient d’être modifié."), NOT_ME],
    )


def change_phone(act: Act, account: Account, number: str, *, proven: bool, keep: Session | None = None) -> None:
    """Sets a new phone number and tells the owner by mail; unless ``proven``, the next sign-in proves it."""
    account.phone, account.phone_proven = number, proven
    forgive(account)
    phone_list.drop(act.portal, account)
    forget_browsers(act, account, keep)
    note(act, account, "phone_changed", keep.device if keep else "")
    act.mail(
        account,
        _("Votre numéro de téléphone est modifié"),
        [_("Les codes de connexion arrivent désormais sur votre nouveau téléphone."), NOT_ME],
    )


def request_new_email(act: Act, account: Account, address: str) -> None:
    """The owner asks for a new address: :func:`ask_new_email` by the worker, in the same time for every address."""
    note(act, account, "email_asked")
    ask(act, "new-email", f"{account.id} {address}", account.language)


def new_email_asked(act: Act, errand: Errand) -> None:
    """Errand ``new-email``, whose subject is the id of an account and the address it wants."""
    name, _blank, address = errand.subject.partition(" ")
    account: Account = act.portal["accounts"][name]
    if account.state == "active":
        _send_link(act, account, address)


def ask_new_email(act: Act, account: Account, address: str) -> None:
    """Mails a link to a new address, which is the account's own once the link is used.

    An address that has an account is told so instead; the page shows no difference.
    """
    note(act, account, "email_asked")
    _send_link(act, account, address)


def _send_link(act: Act, account: Account, address: str) -> None:
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
    account = _owner(act, link)
    old: Recipient = Written(account.email, account.language)
    if not act.portal["accounts"].change_email(account, link.detail):
        raise LinkError("taken", link)
    forget_undelivered(act.portal, old.email)
    link.used = act.now
    # Whoever reads the old mailbox, or had asked for it, opens nothing with a link from there.
    drop_links(act.portal, "reset", account, act.now)
    note(act, account, "email_changed")
    undo = new_link(act.portal, "undo-email", account, act.now, detail=f"{old.email} {account.phone}")
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
    """Goes back to the address and phone of before, and ends every session. Raises ``LinkError``.

    The owner chooses a new password: a link to do so follows.

    The links to undo later changes stop working: whoever had taken the account over cannot undo this in turn.
    """
    link = find_link(act.portal, "undo-email", secret, act.now)
    account = _owner(act, link)
    address, _blank, number = link.detail.partition(" ")
    if not act.portal["accounts"].change_email(account, address):
        raise LinkError("taken", link)
    link.used = act.now
    forget_browsers(act, account, None)
    for purpose in ("email", "reset"):
        drop_links(act.portal, purpose, account, act.now)
    withdraw(act.portal, "new-email", account.id)
    _drop_later(act, link)
    # Whoever changed the address knew the password and had the phone, or has put their own in its place.
    account.password_hash, account.phone = "", number or account.phone
    phone_list.drop(act.portal, account)
    note(act, account, "email_restored")
    ask(act, "reset", account.email, account.language)
    return account


def change_language(act: Act, account: Account, language: str) -> None:
    """Sets the language of mails and text messages."""
    account.language = language
    note(act, account, "language_changed")


def end_device(act: Act, account: Account, name: str) -> bool:
    """Ends one of the account's sessions by the name of its record; says whether there was one."""
    found = next((one for one in full_sessions(act.portal, account.id) if one.id == name), None)
    if found is None:
        return False
    act.portal["sessions"].remove(name)
    note(act, account, "device_ended", found.device)
    return True


def end_other_devices(act: Act, account: Account, keep: Session) -> None:
    """Ends all sessions of the account but one."""
    end_sessions(act.portal, account.id, keep)
    note(act, account, "devices_ended")


def forget_browser(act: Act, account: Account, key: str) -> bool:
    """Asks a trusted browser for codes again; ``key`` is the hash it is kept under. Says whether there was one."""
    kept = tuple(one for one in account.trusted if one[0] != key)
    if len(kept) == len(account.trusted):
        return False
    account.trusted = kept
    note(act, account, "browser_forgotten")
    return True


def close_own_account(act: Act, account: Account) -> None:
    """Somebody ends their own account; other rooms' part is ``config.on_closing``."""
    close_account(act, account)
    act.mail(
        account,
        _("Votre compte est fermé"),
        [
            _("Vous avez fermé votre compte au guichet en ligne. Les demandes déjà envoyées restent à l’office."),
            NOT_ME,
        ],
    )


def same_address(one: str, other: str) -> bool:
    """Whether two e-mail addresses are the same, upper and lower case alike."""
    return email_value.key(one) == email_value.key(other)


def _owner(act: Act, link: Link) -> Account:
    """Whose address a link changes; nobody's when the account has been closed since."""
    account: Account | None = act.portal["accounts"].get(link.account_id)
    if account is None or account.state != "active":
        raise LinkError("used", link)
    return account


def _drop_later(act: Act, used: Link) -> None:
    for link in act.portal["links"].values():
        same = (link.purpose, link.account_id, link.used) == (used.purpose, used.account_id, None)
        if same and link.created > used.created:
            link.used = act.now


def forget_browsers(act: Act, account: Account, keep: Session | None) -> None:
    """Ends sessions and trusted browsers: whoever had got in with the old password or phone is out."""
    end_sessions(act.portal, account.id, keep)
    account.trusted = ()
