"""What the office does with a case besides deciding. Each action raises ``NotAllowed`` without ``review``."""

from datetime import date

from guichet.action_context import ActionContext
from guichet.invoices.conversation import is_repeated
from guichet.invoices.lists import index
from guichet.invoices.models import Invoice
from guichet.office.cases.assignees import may_have_cases
from guichet.office.cases.models import CaseNote, notes


class NotAColleague(ValueError):
    """The person does not review invoices, or no longer."""


def assign(ctx: ActionContext, invoice: Invoice, user_id: str) -> None:
    """Gives a case to a person of the office, to the actor or to a colleague; an empty id gives it back.

    Raises `NotAColleague`. A reminder stays with the case.
    """
    ctx.require("review", invoice)
    if user_id and not may_have_cases(ctx.portal["users"].get(user_id)):
        raise NotAColleague(user_id)
    if user_id == invoice.assignee:
        return
    invoice.assignee = user_id
    index(invoice)
    if user_id:
        ctx.record("invoice.assigned", invoice.id, user_id)
    else:
        ctx.record("invoice.given_back", invoice.id)


def set_follow_up(ctx: ActionContext, invoice: Invoice, day: date | None) -> None:
    """Sets the day on which the case is among the reminders; None for no day."""
    ctx.require("review", invoice)
    if day != invoice.follow_up:
        invoice.follow_up = day
        index(invoice)
        ctx.record("invoice.follow_up_changed", invoice.id)


def add_note(ctx: ActionContext, invoice: Invoice, text: str) -> None:
    """Adds an internal note; the same one once. The audit log says that there is one, never what it says."""
    ctx.require("review", invoice)
    note = CaseNote(ctx.now, ctx.actor, text)
    last = next(notes(ctx.portal).of(invoice.id), None)
    if last is not None and is_repeated(last, note):
        return
    # Else the invoice could be erased at the same moment, and the note stay behind.
    invoice.touch()
    notes(ctx.portal).add(invoice.id, note)
    ctx.record("invoice.note_added", invoice.id)
