"""Registering: a new user, the link that proves the e-mail address, and corrections until both are proven."""

from dataclasses import dataclass

from guichet.action_context import ActionContext
from guichet.messages.undelivered import forget_undelivered
from guichet.store.models import Portal
from guichet.users import mails
from guichet.users.credentials import hash_password
from guichet.users.journal import note
from guichet.users.links import LinkError, find_link, new_link
from guichet.users.models import UNCONFIRMED, Link, Session, Task, User
from guichet.users.session_records import end_sessions
from guichet.users.tasks import TaskKind, enqueue


@dataclass(frozen=True)
class Person:
    """Answers of a registration or an invitation: who the new user is and how to reach them."""

    email: str
    first_name: str
    last_name: str
    phone: str
    """Mobile number, E.164."""
    password: str
    """Empty for an invited person, who chooses it through the link of the invitation."""
    language: str
    conditions: str = ""
    """Version of the conditions of use that were accepted."""


def new_user(ctx: ActionContext, person: Person) -> User:
    """Stores a user who cannot sign in before the address is proven or the office has accepted the registration."""
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


def awaits_activation(user: User) -> bool:
    """Whether the registration is to be mailed a link that proves its address; an insured person proves the phone
    first.
    """
    return user.state == "unconfirmed-company" or (user.state == "unconfirmed" and user.phone_proven)


def send_activation(ctx: ActionContext, user: User) -> None:
    """Mails the link that proves the address; the owner of an address that has an account is warned instead."""
    if ctx.portal["users"].with_email(user.email) is not None:
        ctx.mail(user, mails.ALREADY_REGISTERED)
        return
    purpose, template = ACTIVATIONS[user.state]
    ctx.mail(user, template, secret=new_link(ctx, purpose, user, detail=user.email))


def send_requested_activation(ctx: ActionContext, task: Task) -> None:
    """Task ``activation``, whose subject is the id of a registration: mails the link that proves its address."""
    user: User | None = ctx.portal["users"].get(task.subject)
    if user is not None and user.state in UNCONFIRMED:
        send_activation(ctx, user)


ACTIVATION = TaskKind("activation", send_requested_activation)


ACTIVATIONS = {
    "unconfirmed": ("activate", mails.ACTIVATION),
    "unconfirmed-company": ("confirm-company", mails.COMPANY_CONFIRMATION),
}
"""State → purpose of the link that proves the address, and its mail."""


def activate(ctx: ActionContext, secret: str) -> User:
    """Uses an activation link: the user may sign in. Raises :class:`~guichet.users.links.LinkError`."""
    link, user = find_activation(ctx, "activate", secret)
    ctx.portal["users"].activate_user(user)
    link.used = ctx.now
    note(ctx, user, "activated")
    return user


def find_activation(ctx: ActionContext, purpose: str, secret: str) -> tuple[Link, User]:
    """A usable link that proves an address, and its registration. Raises :class:`~guichet.users.links.LinkError`."""
    link = find_link(ctx.portal, purpose, secret, ctx.now)
    return link, registration_of(ctx.portal, link)


def registration_of(portal: Portal, link: Link) -> User:
    """The registration whose address ``link`` proves. Raises :class:`~guichet.users.links.LinkError`."""
    user: User = portal["users"][link.user_id]
    if user.state not in UNCONFIRMED:
        raise LinkError("used", link)
    if link.detail not in ("", user.email):  # the address was corrected since: this link proves the mistyped one
        raise LinkError("replaced", link)
    if portal["users"].with_email(user.email) is not None:
        raise LinkError("taken", link)
    return user


def prove_phone(ctx: ActionContext, user: User) -> None:
    """Records that the code sent to the user's phone was entered."""
    user.phone_proven = True
    ctx.record("user.phone_proven", user.id)


def correct_phone(ctx: ActionContext, session: Session, user: User, number: str) -> None:
    """Replaces the number while registering; codes sent to the mistyped number are void."""
    assert session.challenge is not None
    user.phone, user.phone_proven = number, False
    session.challenge.sent = ()
    # A code that went to the first number, in another browser, must not prove the second.
    end_sessions(ctx.portal, user.id, keep=session)
    ctx.record("user.phone_corrected", user.id)


def correct_email(ctx: ActionContext, user: User, address: str) -> None:
    """Replaces an address that is not proven yet; the link sent to the mistyped one proves that one only."""
    forget_undelivered(ctx.portal, user.email)
    ctx.portal["users"].set_pending_email(user, address)
    ctx.record("user.email_corrected", user.id)
    enqueue(ctx, ACTIVATION, user.id)
