"""Decisions of the office on an invoice. Each raises ``NotAllowed`` without the permission ``review``."""

from collections.abc import Mapping
from datetime import date

from guichet.action_context import ActionContext
from guichet.invoices import mails
from guichet.invoices.correction_dates import possible_deadlines, usual_deadline
from guichet.invoices.corrections import Correction, Mark
from guichet.invoices.frozen import Texts
from guichet.invoices.invoice_actions import drop_document
from guichet.invoices.invoice_mails import mails_about
from guichet.invoices.lifecycle import WrongState, transition
from guichet.invoices.models import Invoice
from guichet.messages.mail_templates import WrittenText
from guichet.office.cases.deciding_persons import has_approved, is_concerned, needs_two
from guichet.office.cases.markable import line_fields, markable
from guichet.office.cases.sent_invoices import awaits_decision, may_be_undone
from guichet.office.decisions.overriding import Addition, changes_amounts, override_for


class NotByThisPerson(WrongState):
    """The invoice is the officer's own, or they have approved it, perhaps by another account of theirs, and a second
    person has to accept it.
    """


def accept(ctx: ActionContext, invoice: Invoice, *, revision_number: int, addition: Addition | None = None) -> None:
    """Accepts an invoice of which the revision of that number was reviewed; above the office's amount for two persons,
    the first one approves it, and it stays open for another.

    ``addition`` is what an officer with the permission ``override`` states where a check blocks the acceptance; where
    none does, it does not count. Raises ``WrongState`` when the revision is not the latest, or is decided already,
    `NotByThisPerson`, and `Blocked`.
    """
    _require_open(ctx, invoice, revision_number)
    standing, made = invoice.override, override_for(ctx, invoice, addition)
    override = made or standing
    # Other amounts than those that were approved have no first of two persons yet.
    first = "" if made is not None and changes_amounts(made.completed, standing) else invoice.first_approver
    two = needs_two(ctx.desk.tenant, invoice, override.completed if override else 0)
    actor = ctx.portal["users"].get(ctx.actor)
    if two and first and actor is not None and has_approved(actor, invoice):
        raise NotByThisPerson(invoice.state)
    if two and not first:
        transition(ctx, invoice, "approve", override=made)
    else:
        message, language = (override.explanation, override.language) if override else ("", "")
        transition(ctx, invoice, "accept", message=message, language=language if message else "", override=made)


def request_correction(
    ctx: ActionContext,
    invoice: Invoice,
    message: str,
    reasons: Mapping[str, Texts],
    *,
    chosen: Mapping[str, str] | None = None,
    deadline: date | None = None,
    language: str = "",
    revision_number: int,
) -> None:
    """Returns an invoice to its sender with a message and the marked rows and documents. Raises as `accept`.

    ``reasons`` are why, by language, for each path of `~guichet.office.cases.markable`; other paths are left
    out. Without any, the sender may change the whole form. ``chosen`` are the ids of the reasons that were taken from
    the office's list, by path. ``deadline`` is the last day for the sender, without one the office's usual one; raises
    ``ValueError`` unless it is one of `possible_deadlines`. ``language`` is the one that the message is written in;
    empty when it is not known.
    """
    _require_open(ctx, invoice, revision_number)
    frozen = invoice.latest.frozen
    fields = line_fields(ctx.desk.plugins, frozen)
    labels = markable(frozen, [ctx.desk.localizer(one) for one in frozen.languages], fields)
    ids = chosen or {}
    marks = [
        Mark(path, texts, reasons[path], reason_id=ids.get(path, ""))
        for path, texts in labels.items()
        if path in reasons
    ]
    _require_possible(ctx, deadline)
    last_day = deadline or usual_deadline(ctx.now, ctx.desk.tenant.correction_days)
    correction = Correction(revision_number, marks, invoice.cstruct, last_day)
    transition(ctx, invoice, "request_correction", message=message, language=language, correction=correction)


def change_deadline(ctx: ActionContext, invoice: Invoice, deadline: date) -> None:
    """Sets another last day for a correction that the sender owes, and mails it.

    Raises `NotByThisPerson`, ``WrongState`` unless a correction is owed and the mail about it has left, and
    ``ValueError`` unless the day is one of `possible_deadlines`.
    """
    ctx.require("review", invoice)
    correction = invoice.correction
    # Before, the mail about the request would leave after the one about its deadline.
    if correction is None or may_be_undone(invoice, ctx.now):
        raise WrongState(invoice.state)
    _require_other_household(ctx, invoice)
    _require_possible(ctx, deadline)
    if deadline != correction.deadline:
        correction.deadline = deadline
        ctx.record("invoice.deadline_changed", invoice.id)
        for mail in mails_about(ctx.desk, invoice, mails.CORRECTION_DEADLINE, ctx.now, WrittenText("")):
            ctx.mail(mail.user, mail.template, **mail.values)


def refuse(ctx: ActionContext, invoice: Invoice, reason: str, *, language: str = "", revision_number: int) -> None:
    """Refuses an invoice with a reason in a ``language``, which its sender reads. Raises as `accept`."""
    _require_open(ctx, invoice, revision_number)
    transition(ctx, invoice, "refuse", message=reason, language=language)


def undo(ctx: ActionContext, invoice: Invoice) -> None:
    """Undoes the latest decision, by any officer who may decide: the invoice waits for one again, and the mail never
    leaves.

    Raises `NotByThisPerson`, and ``WrongState`` once the mail has left, the sender has gone on, or the invoice is in a
    batch.
    """
    ctx.require("review", invoice)
    if not may_be_undone(invoice, ctx.now):
        raise WrongState(invoice.state)
    _require_other_household(ctx, invoice)
    if invoice.correction is not None:
        _restore_sent(ctx, invoice, invoice.correction)
    transition(ctx, invoice, "undo")


def take_back(ctx: ActionContext, invoice: Invoice) -> None:
    """Ends the waiting for a correction: the invoice waits for a decision as it was sent, and its sender gets a mail.

    Raises `NotByThisPerson`, and ``WrongState`` unless a correction is owed and the mail about it has left.
    """
    ctx.require("review", invoice)
    correction = invoice.correction
    if correction is None or may_be_undone(invoice, ctx.now):
        raise WrongState(invoice.state)
    _require_other_household(ctx, invoice)
    _restore_sent(ctx, invoice, correction)
    transition(ctx, invoice, "take_back")


def has_begun(invoice: Invoice, correction: Correction) -> bool:
    """Whether the sender has changed an answer or a document, and not sent it."""
    return invoice.cstruct != correction.sent_answers or invoice.attached != invoice.latest.attachments


def _restore_sent(ctx: ActionContext, invoice: Invoice, correction: Correction) -> None:
    """Answers and documents as they were sent; the sender may have begun to correct them."""
    for document_id in set(invoice.attached) - set(invoice.latest.attachments):
        drop_document(ctx, invoice, document_id)
    invoice.attached = invoice.latest.attachments
    invoice.save_cstruct(correction.sent_answers, invoice.submitted_by, ctx.now)
    correction.close(())


def _require_open(ctx: ActionContext, invoice: Invoice, revision_number: int) -> None:
    # The permission first: ``WrongState`` would reveal the state of an invoice to users without it (ASVS 5.0, 8.2.2).
    ctx.require("review", invoice)
    if not awaits_decision(invoice, revision_number):
        raise WrongState(invoice.state)
    _require_other_household(ctx, invoice)


def _require_possible(ctx: ActionContext, deadline: date | None) -> None:
    first, last = possible_deadlines(ctx.now)
    if deadline is not None and not first <= deadline <= last:
        raise ValueError(deadline)


def _require_other_household(ctx: ActionContext, invoice: Invoice) -> None:
    user = ctx.portal["users"].get(ctx.actor)
    if user is not None and is_concerned(user, invoice):
        raise NotByThisPerson(invoice.state)
