"""Everything that changes an account. Sessions, codes and links have their own modules with their own writers."""

from dataclasses import dataclass

from guichet import clock
from guichet.act import Act
from guichet.i18n import Speaker, _
from guichet.identity import passwords
from guichet.identity.errands import ask
from guichet.identity.factors import phone_list
from guichet.identity.journal import note
from guichet.identity.links import LIVES, LinkError, drop_links, find_link, new_link
from guichet.identity.models import Account, Errand, Session
from guichet.identity.sessions import end_sessions
from guichet.identity.signing_in import codes
from guichet.messages.actions import send_sms
from guichet.messages.undelivered import forget_undelivered


@dataclass(frozen=True)
class Person:
    """Who registers, as the form gives it."""

    email: str
    first_name: str
    last_name: str
    phone: str
    """Mobile number, E.164."""
    password: str
    """Empty for somebody who is invited and chooses it later."""
    language: str
    conditions: str = ""
    """Version of the conditions of use that were accepted."""


def hash_password(act: Act, password: str) -> str:
    """The hash to keep of a new password."""
    return passwords.hashed(password, act.desk.keys("passwords"))


def new_account(act: Act, person: Person) -> Account:
    """Stores an account that cannot sign in yet: it has to prove its address or be admitted by the office."""
    account = Account(
        email=person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        phone=person.phone,
        password_hash=hash_password(act, person.password) if person.password else "",
        language=person.language,
        now=act.now,
    )
    account.conditions = person.conditions
    act.portal["accounts"].put(account)
    note(act, account, "registered")
    return account


def send_code(act: Act, session: Session, account: Account) -> None:
    """Queues a text message with a new code; the ones before stay usable."""
    assert session.challenge is not None
    nonce = codes.new_nonce()
    session.challenge.add(nonce, act.now)
    say = Speaker(account.language)
    tenant = act.desk.tenant.id.upper()
    # Plain letters of the GSM alphabet only, and the code first: it is read on a locked screen. The code itself is
    # filled in when the message leaves.
    words = _("{code} est votre code Guichet AI ${tenant}. Ne le transmettez à personne.", mapping={"tenant": tenant})
    text = say(words)
    send_sms(
        act.portal,
        to=session.challenge.phone or account.phone,
        text=text,
        code_nonce=nonce,
        language=account.language,
        now=act.now,
        expires=act.now + codes.LIFE,
    )
    act.record("account.code_sent", account.id)


def send_activation(act: Act, account: Account) -> None:
    """Mails the link that proves the address; an address that has an account already is told so instead."""
    if act.portal["accounts"].with_email(account.email) is not None:
        tell_existing(act, account)
        return
    secret = new_link(act.portal, "activate", account, act.now, detail=account.email)
    act.mail(
        account,
        _("Confirmez votre adresse e-mail"),
        [
            _("Vous avez créé un compte au guichet en ligne. Confirmez votre adresse e-mail pour l’activer."),
            _("Le lien est valable deux jours. Si vous n’avez pas créé de compte, ne faites rien."),
        ],
        (f"activate?link={secret}", _("Activer mon compte")),
    )


def activation_asked(act: Act, errand: Errand) -> None:
    """Errand ``activation``, whose subject is the id of a registration: mails the link that proves its address."""
    account: Account | None = act.portal["accounts"].get(errand.subject)
    if account is not None and account.state == "unconfirmed":
        send_activation(act, account)


def tell_existing(act: Act, account: Account) -> None:
    """Tells the owner of an address that somebody tried to register with it; the page says nothing of it."""
    act.mail(
        account,
        _("Vous avez déjà un compte"),
        [
            _("Quelqu’un a voulu créer un compte au guichet en ligne avec votre adresse e-mail. Vous en avez déjà un."),
            _("Si c’était vous, connectez-vous avec votre mot de passe. Sinon, ne faites rien."),
        ],
        ("", ""),
    )


def activate(act: Act, secret: str) -> Account:
    """Uses an activation link. Raises :class:`~guichet.identity.links.LinkError`."""
    link = find_link(act.portal, "activate", secret, act.now)
    account: Account = act.portal["accounts"][link.account_id]
    if account.state != "unconfirmed":
        raise LinkError("used", link)
    if link.detail not in ("", account.email):  # it proves another address than the one since corrected
        raise LinkError("replaced", link)
    if not act.portal["accounts"].admit(account):
        raise LinkError("taken", link)
    link.used = act.now
    note(act, account, "activated")
    return account


def prove_phone(act: Act, account: Account) -> None:
    """The account's phone has shown its code."""
    account.phone_proven = True
    act.record("account.phone_proven", account.id)


def correct_phone(act: Act, session: Session, account: Account, number: str) -> None:
    """Another number while registering; the codes that went to the mistyped one are worth nothing any more."""
    assert session.challenge is not None
    account.phone, account.phone_proven = number, False
    session.challenge.sent = ()
    # A code that went to the first number, in another browser, must not prove the second.
    end_sessions(act.portal, account.id, keep=session)
    act.record("account.phone_corrected", account.id)


def correct_email(act: Act, account: Account, address: str) -> None:
    """Another address before it is proven; the link that went to the mistyped one proves that one only."""
    forget_undelivered(act.portal, account.email)
    act.portal["accounts"].wait_under(account, address)
    act.record("account.email_corrected", account.id)
    ask(act, "activation", account.id, account.language)


def accept(act: Act, account: Account) -> bool:
    """The office accepts a registration; says whether its address was still free.

    The person is let in by the link in the mail, together with the password: only whoever registered knows the one,
    only whoever reads that address finds the other.
    """
    act.require("office", act.portal)
    if act.portal["accounts"].with_email(account.email) is not None:
        act.record("account.address_taken", account.id)
        return False
    account.state = "accepted"
    note(act, account, "admitted")
    return True


def send_welcome(act: Act, account: Account) -> None:
    """Mails an accepted company the link that opens the desk."""
    secret = new_link(act.portal, "welcome", account, act.now)
    act.mail(
        account,
        _("Votre inscription est acceptée"),
        [
            _(
                "L’office a accepté l’inscription de votre société. Ouvrez le lien et connectez-vous avec l’adresse "
                "e-mail et le mot de passe choisis lors de votre inscription."
            ),
            _("Le lien est valable sept jours. Si vous n’avez inscrit aucune société, ne faites rien."),
        ],
        (f"welcome?link={secret}", _("Accéder au guichet")),
    )


def enter(act: Act, account: Account, secret: str) -> None:
    """Lets an accepted company in: its person gave the right password and the link of our mail.

    Raises :class:`~guichet.identity.links.LinkError`.
    """
    link = find_link(act.portal, "welcome", secret, act.now)
    if link.account_id != account.id:
        raise LinkError("unknown")
    if not act.portal["accounts"].admit(account):
        raise LinkError("taken", link)
    link.used = act.now
    note(act, account, "activated")


def refuse(act: Act, account: Account) -> None:
    """The office does not let an account in."""
    act.require("office", act.portal)
    account.state = "refused"
    act.record("account.refused", account.id)


def forget_form(account: Account) -> None:
    """What was kept has been taken over."""
    if account.kept_form is not None:
        account.kept_form = None


def keep_form(account: Account, path: str, answers: str) -> None:
    """Keeps what was typed when a session had ended, until the same person is back on that page."""
    account.kept_form, account.kept_at = (path, answers), clock.now()


def close_account(act: Act, account: Account) -> None:
    """Ends an account: its sessions and links at once, its address free again. The caller has checked who may.

    The account itself stays, since invoices and the audit trail name it.
    """
    account.state = "closed"
    account.password_hash, account.trusted, account.kept_form = "", (), None
    account.app_nonce, account.recovery_nonce, account.recovery_left = b"", b"", ()
    phone_list.drop(act.portal, account)
    act.portal["accounts"].release(account)
    forget_undelivered(act.portal, account.email)
    end_sessions(act.portal, account.id)
    for purpose in LIVES:
        drop_links(act.portal, purpose, account, act.now)
    note(act, account, "closed")
