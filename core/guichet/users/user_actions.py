"""Everything that changes an account. Sessions, codes and links have their own modules with their own writers."""

from dataclasses import dataclass

from guichet import clock
from guichet.action_context import ActionContext
from guichet.auth.sessions import end_sessions
from guichet.i18n import _
from guichet.messages.enqueue import send_sms
from guichet.messages.undelivered import forget_undelivered
from guichet.mfa import lost_phone_index, sms_codes
from guichet.users import mails, passwords
from guichet.users.journal import note
from guichet.users.links import LIVES, LinkError, drop_links, find_link, new_link
from guichet.users.models import Session, Task, User
from guichet.users.tasks import enqueue


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


def hash_password(ctx: ActionContext, password: str) -> str:
    """The hash to keep of a new password."""
    return passwords.hashed(password, ctx.desk.keys("passwords"))


def new_user(ctx: ActionContext, person: Person) -> User:
    """Stores an account that cannot sign in yet: it has to prove its address or be admitted by the office."""
    user = User(
        email=person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        phone=person.phone,
        password_hash=hash_password(ctx, person.password) if person.password else "",
        language=person.language,
        now=ctx.now,
    )
    user.conditions = person.conditions
    ctx.portal["users"].put(user)
    note(ctx, user, "registered")
    return user


def send_code(ctx: ActionContext, session: Session, user: User) -> None:
    """Queues a text message with a new code; the ones before stay usable."""
    assert session.challenge is not None
    nonce = sms_codes.new_nonce()
    session.challenge.add(nonce, ctx.now)
    localize = ctx.desk.localizer(user.language)
    tenant = ctx.desk.tenant.id.upper()
    # Plain letters of the GSM alphabet only, and the code first: it is read on a locked screen. The code itself is
    # filled in when the message leaves.
    words = _("{code} est votre code Guichet AI ${tenant}. Ne le transmettez à personne.", mapping={"tenant": tenant})
    text = localize(words)
    send_sms(
        ctx.portal,
        to=session.challenge.phone or user.phone,
        text=text,
        code_nonce=nonce,
        language=user.language,
        now=ctx.now,
        expires=ctx.now + sms_codes.LIFE,
    )
    ctx.record("user.code_sent", user.id)


def send_activation(ctx: ActionContext, user: User) -> None:
    """Mails the link that proves the address; an address that has an account already is told so instead."""
    if ctx.portal["users"].with_email(user.email) is not None:
        tell_existing(ctx, user)
        return
    secret = new_link(ctx.portal, "activate", user, ctx.now, detail=user.email)
    ctx.mail(user, mails.ACTIVATION, secret=secret)


def activation_asked(ctx: ActionContext, task: Task) -> None:
    """Errand ``activation``, whose subject is the id of a registration: mails the link that proves its address."""
    user: User | None = ctx.portal["users"].get(task.subject)
    if user is not None and user.state == "unconfirmed":
        send_activation(ctx, user)


def tell_existing(ctx: ActionContext, user: User) -> None:
    """Tells the owner of an address that somebody tried to register with it; the page says nothing of it."""
    ctx.mail(user, mails.ALREADY_REGISTERED)


def activate(ctx: ActionContext, secret: str) -> User:
    """Uses an activation link. Raises :class:`~guichet.users.links.LinkError`."""
    link = find_link(ctx.portal, "activate", secret, ctx.now)
    user: User = ctx.portal["users"][link.user_id]
    if user.state != "unconfirmed":
        raise LinkError("used", link)
    if link.detail not in ("", user.email):  # it proves another address than the one since corrected
        raise LinkError("replaced", link)
    if not ctx.portal["users"].activate_user(user):
        raise LinkError("taken", link)
    link.used = ctx.now
    note(ctx, user, "activated")
    return user


def prove_phone(ctx: ActionContext, user: User) -> None:
    """The account's phone has shown its code."""
    user.phone_proven = True
    ctx.record("user.phone_proven", user.id)


def correct_phone(ctx: ActionContext, session: Session, user: User, number: str) -> None:
    """Another number while registering; the codes that went to the mistyped one are worth nothing any more."""
    assert session.challenge is not None
    user.phone, user.phone_proven = number, False
    session.challenge.sent = ()
    # A code that went to the first number, in another browser, must not prove the second.
    end_sessions(ctx.portal, user.id, keep=session)
    ctx.record("user.phone_corrected", user.id)


def correct_email(ctx: ActionContext, user: User, address: str) -> None:
    """Another address before it is proven; the link that went to the mistyped one proves that one only."""
    forget_undelivered(ctx.portal, user.email)
    ctx.portal["users"].set_pending_email(user, address)
    ctx.record("user.email_corrected", user.id)
    enqueue(ctx, "activation", user.id, user.language)


def accept(ctx: ActionContext, user: User) -> bool:
    """The office accepts a registration; says whether its address was still free.

    The person is let in by the link in the mail, together with the password: only whoever registered knows the one,
    only whoever reads that address finds the other.
    """
    ctx.require("office", ctx.portal)
    if ctx.portal["users"].with_email(user.email) is not None:
        ctx.record("user.address_taken", user.id)
        return False
    user.state = "accepted"
    note(ctx, user, "admitted")
    return True


def send_welcome(ctx: ActionContext, user: User) -> None:
    """Mails an accepted company the link that opens the desk."""
    secret = new_link(ctx.portal, "welcome", user, ctx.now)
    ctx.mail(user, mails.WELCOME, secret=secret)


def enter(ctx: ActionContext, user: User, secret: str) -> None:
    """Lets an accepted company in: its person gave the right password and the link of our mail.

    Raises :class:`~guichet.users.links.LinkError`.
    """
    link = find_link(ctx.portal, "welcome", secret, ctx.now)
    if link.user_id != user.id:
        raise LinkError("unknown")
    if not ctx.portal["users"].activate_user(user):
        raise LinkError("taken", link)
    link.used = ctx.now
    note(ctx, user, "activated")


def refuse(ctx: ActionContext, user: User) -> None:
    """The office does not let an account in."""
    ctx.require("office", ctx.portal)
    user.state = "refused"
    ctx.record("user.refused", user.id)
    ctx.desk.plugins.user_changed(user, "refused", ctx.actor)


def remove_saved_form(user: User) -> None:
    """What was kept has been taken over."""
    if user.saved_form is not None:
        user.saved_form = None


def store_form(user: User, path: str, answers: str) -> None:
    """Keeps what was typed when a session had ended, until the same person is back on that page."""
    user.saved_form, user.saved_form_at = (path, answers), clock.now()


def close_user(ctx: ActionContext, user: User) -> None:
    """Ends an account: its sessions and links at once, its address free again. The caller has checked who may.

    The account itself stays, since invoices and the audit trail name it.
    """
    user.state = "closed"
    user.password_hash, user.trusted, user.saved_form = "", (), None
    user.totp_nonce, user.recovery_nonce, user.recovery_left = b"", b"", ()
    lost_phone_index.drop(ctx.portal, user)
    ctx.portal["users"].release(user)
    forget_undelivered(ctx.portal, user.email)
    end_sessions(ctx.portal, user.id)
    for purpose in LIVES:
        drop_links(ctx.portal, purpose, user, ctx.now)
    note(ctx, user, "closed")
