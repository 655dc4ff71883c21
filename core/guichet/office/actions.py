"""What the office decides about invoices and registrations; the only writers of this room."""

from collections.abc import Iterable
from typing import Literal

from guichet.action_context import ActionContext
from guichet.invoices.lifecycle import TRANSITIONS, WrongState, transition
from guichet.invoices.models import Invoice
from guichet.office import mails
from guichet.office.lists import note_decision
from guichet.office.models import Reason, ReasonText
from guichet.users import admission
from guichet.users.models import User

Outcome = Literal["accepted", "refused", "already-accepted", "already-refused", "address-taken"]
"""What came of a decision about a registration."""


def awaits_decision(invoice: Invoice, seen: int) -> bool:
    """Whether the office may still decide, having ``seen`` the revision of that number.

    After a colleague's request for correction the sender may have sent another revision: the state is the same
    again, but it is not what this person has looked at.
    """
    return invoice.state in TRANSITIONS["accept"].sources and invoice.latest.number == seen


def accept(ctx: ActionContext, invoice: Invoice, *, seen: int) -> None:
    """Accepts an invoice. Raises ``WrongState`` when it has moved on since revision ``seen``."""
    _require_latest(ctx, invoice, seen)
    transition(ctx, invoice, "accept")


def request_correction(ctx: ActionContext, invoice: Invoice, message: str, marked: Iterable[str], *, seen: int) -> None:
    """Sends an invoice back with a message and the rows to mend, as paths of the form. Raises ``WrongState``."""
    _require_latest(ctx, invoice, seen)
    transition(ctx, invoice, "request_correction", message=message, marked=tuple(marked))


def refuse(ctx: ActionContext, invoice: Invoice, reason: str, *, seen: int) -> None:
    """Refuses an invoice and says why. Raises ``WrongState``."""
    _require_latest(ctx, invoice, seen)
    transition(ctx, invoice, "refuse", message=reason)


def accept_registration(ctx: ActionContext, user: User) -> Outcome:
    """Accepts a company; its mail brings the link that opens the desk. Deciding twice changes and mails nothing."""
    ctx.require("office", ctx.portal)
    if user.state != "waiting":
        return _decided(user)
    if not admission.accept(ctx, user):
        return "address-taken"
    ctx.portal["waiting_companies"].remove(user.id)
    note_decision(ctx.portal, user, ctx.now)
    admission.send_welcome(ctx, user)
    return "accepted"


def resend_welcome(ctx: ActionContext, user: User) -> bool:
    """Mails an accepted company a new link, as long as its person has not come; says whether it did."""
    ctx.require("office", ctx.portal)
    if user.state != "accepted":
        return False
    admission.send_welcome(ctx, user)
    ctx.record("user.welcome_resent", user.id)
    return True


def refuse_registration(ctx: ActionContext, user: User, words: str, reason: Reason | None = None) -> Outcome:
    """Does not let a company in, and says why: a reason of the list, words of one's own, or both.

    Deciding twice changes nothing and mails nothing.
    """
    ctx.require("office", ctx.portal)
    if user.state != "waiting":
        return _decided(user)
    admission.refuse(ctx, user)
    ctx.portal["waiting_companies"].remove(user.id)
    note_decision(ctx.portal, user, ctx.now, reason.texts if reason else (), words)
    ctx.mail(
        user,
        mails.REGISTRATION_REFUSED,
        company=_company(ctx, user),
        reason=reason.in_language(user.language).text if reason else None,
        comment=words or None,
    )
    return "refused"


def add_reason(ctx: ActionContext, texts: Iterable[ReasonText]) -> Reason:
    """Adds a reason to the list."""
    ctx.require("reasons", ctx.portal)
    reason = Reason(texts)
    ctx.record("reason.added", ctx.portal["reasons"].put(reason))
    return reason


def change_reason(ctx: ActionContext, reason: Reason, texts: Iterable[ReasonText]) -> None:
    """Says it otherwise from now on; what was sent stays as it was."""
    ctx.require("reasons", reason)
    reason.localize(texts)
    ctx.record("reason.changed", reason.id)


def remove_reason(ctx: ActionContext, reason: Reason) -> None:
    """Takes a reason off the list."""
    ctx.require("reasons", reason)
    ctx.portal["reasons"].remove(reason.id)
    ctx.record("reason.removed", reason.id)


def _require_latest(ctx: ActionContext, invoice: Invoice, seen: int) -> None:
    # Permission first: the state of an invoice is nothing to be learnt by trying.
    ctx.require("review", invoice)
    if not awaits_decision(invoice, seen):
        raise WrongState(invoice.state)


def _decided(user: User) -> Outcome:
    return "already-refused" if user.state == "refused" else "already-accepted"


def _company(ctx: ActionContext, user: User) -> str:
    name: str = ctx.portal["issuers"][user.home[1]].display_name
    return name
