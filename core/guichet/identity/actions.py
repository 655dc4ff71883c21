"""Everything that changes an account. Sessions, codes and links have their own modules with their own writers."""

from dataclasses import dataclass

from guichet.act import Act
from guichet.i18n import Speaker, _
from guichet.identity import codes, passwords
from guichet.identity.links import LinkError, find_link, new_link
from guichet.identity.models import Account, Session
from guichet.messages.actions import send_sms


@dataclass(frozen=True)
class Person:
    """Who registers, as the form gives it."""

    email: str
    first_name: str
    last_name: str
    phone: str
    """Mobile number, E.164."""
    password: str
    language: str


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
        password_hash=hash_password(act, person.password),
        language=person.language,
        now=act.now,
    )
    account_id = act.portal["accounts"].put(account)
    act.record("account.registered", account_id)
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
        to=account.phone,
        text=text,
        code_nonce=nonce,
        language=account.language,
        now=act.now,
        expires=act.now + codes.LIFE,
    )
    act.record("account.code_sent", account.__name__ or "")


def send_activation(act: Act, account: Account) -> None:
    """Mails the link that proves the address; an address that has an account already is told so instead."""
    if act.portal["accounts"].with_email(account.email) is not None:
        tell_existing(act, account)
        return
    secret = new_link(act.portal, "activate", account, act.now)
    act.mail(
        account,
        _("Confirmez votre adresse e-mail"),
        [
            _("Vous avez créé un compte au guichet en ligne. Confirmez votre adresse e-mail pour l’activer."),
            _("Le lien est valable deux jours. Si vous n’avez pas créé de compte, ne faites rien."),
        ],
        (f"activate?link={secret}", _("Activer mon compte")),
    )


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
    if not act.portal["accounts"].admit(account):
        raise LinkError("taken", link)
    link.used = act.now
    act.record("account.activated", link.account_id)
    return account


def prove_phone(act: Act, account: Account) -> None:
    """The account's phone has shown its code."""
    account.phone_proven = True
    act.record("account.phone_proven", account.__name__ or "")


def admit(act: Act, account: Account) -> bool:
    """The office lets an account in; says whether its address was still free."""
    act.require("office", act.portal)
    admitted: bool = act.portal["accounts"].admit(account)
    act.record("account.admitted" if admitted else "account.address_taken", account.__name__ or "")
    return admitted


def refuse(act: Act, account: Account) -> None:
    """The office does not let an account in."""
    act.require("office", act.portal)
    account.state = "refused"
    act.record("account.refused", account.__name__ or "")


def forget_form(account: Account) -> None:
    """What was kept has been taken over."""
    if account.kept_form is not None:
        account.kept_form = None


def keep_form(account: Account, path: str, answers: str) -> None:
    """Keeps what was typed when a session had ended, until the same person is back on that page."""
    account.kept_form = (path, answers)
