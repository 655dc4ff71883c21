"""Everything that changes an invoice; the only writers of this room."""

import json
from collections.abc import Mapping
from typing import Any

from guichet.action_context import ActionContext
from guichet.documents.sanitize import CleanFile
from guichet.invoices import mails
from guichet.invoices.form import OTHER, first_answers, invoice_schema
from guichet.invoices.lifecycle import EDITABLE, WrongState, perform
from guichet.invoices.lists import drop, history_of, index
from guichet.invoices.models import Attachment, Invoice, Revision
from guichet.invoices.reading import Reading
from guichet.invoices.types import InvoiceType
from guichet.issuers.issuer_actions import remember_decision, save_bank_details
from guichet.issuers.models import Beneficiary, Issuer
from guichet.store.blobs import store_blob
from guichet.values import reference

MAX_FILES = 20
MAX_DRAFTS = 100
MAX_ANSWERS = 200_000
"""Characters of raw answers an invoice keeps: fifty journeys with every field full take half of it."""


class Unsendable(Exception):
    """Something blocks this invoice; the page that calls ``submit`` shows it before."""


class TooMuch(Exception):
    """More than an invoice holds."""


def start_draft(ctx: ActionContext, issuer: Issuer, beneficiary: Beneficiary, invoice_type: InvoiceType) -> Invoice:
    """An empty invoice, filled with what is known already. Raises :class:`TooMuch`."""
    ctx.require("file", issuer)
    if history_of(issuer).count("todo:draft") >= MAX_DRAFTS:
        raise TooMuch
    schema = invoice_schema(ctx.desk.plugins, invoice_type, issuer, beneficiary)
    invoice = Invoice(
        type_id=invoice_type.id,
        type_version=invoice_type.version,
        beneficiary_id=beneficiary.id,
        answers=first_answers(schema),
        author=ctx.actor,
        now=ctx.now,
    )
    issuer.invoices.put(invoice)
    index(invoice)
    ctx.record("invoice.started", invoice.id)
    return invoice


def save_answers(ctx: ActionContext, reading: Reading, raw: Mapping[str, Any]) -> None:
    """Keeps what was typed, right or wrong.

    Raises :class:`WrongState` once the invoice is with the office, :class:`TooMuch`.
    """
    invoice = reading.invoice
    ctx.require("file", invoice)
    if invoice.state not in EDITABLE:
        raise WrongState(invoice.state)
    answers = json.dumps(raw, ensure_ascii=False)
    if len(answers) > MAX_ANSWERS:
        raise TooMuch
    if answers != invoice.answers or not invoice.revisions:
        invoice.answers, invoice.saved = answers, ctx.now
        index(invoice, reading.compute(reading.understood(raw)).total)


def attach(ctx: ActionContext, invoice: Invoice, file: CleanFile, kind: str) -> Attachment:
    """Stores a cleaned document with the invoice. Raises :class:`TooMuch`, :class:`WrongState`."""
    ctx.require("file", invoice)
    if invoice.state not in EDITABLE:
        raise WrongState(invoice.state)
    if len(invoice.attached) >= MAX_FILES:
        raise TooMuch
    attachment = Attachment(
        filename=file.filename,
        kind=kind,
        content_type=file.content_type,
        size=len(file.content),
        pages=file.pages,
        sha256=file.sha256,
        blob=store_blob(ctx.portal._p_jar, file.content),
        now=ctx.now,
    )
    attachment_id = invoice.attachments.put(attachment)
    invoice.attached = (*invoice.attached, attachment_id)
    ctx.record("attachment.added", attachment_id)
    return attachment


def detach(ctx: ActionContext, invoice: Invoice, attachment_id: str) -> None:
    """Takes a document off; one that was sent before stays with that revision, one that is gone already is gone."""
    ctx.require("file", invoice)
    if invoice.state not in EDITABLE:
        raise WrongState(invoice.state)
    if attachment_id not in invoice.attached:
        return
    invoice.attached = tuple(kept for kept in invoice.attached if kept != attachment_id)
    if not any(attachment_id in revision.attachments for revision in invoice.revisions):
        invoice.attachments.remove(attachment_id)
    ctx.record("attachment.removed", attachment_id)


def submit(ctx: ActionContext, reading: Reading, answers: Mapping[str, Any], language: str) -> None:
    """Sends a checked invoice for the first time or again: freezes a revision and tells the sender.

    ``answers`` are those the schema let through. Raises :class:`Unsendable` when a check blocks them.
    """
    invoice = reading.invoice
    ctx.require("file", invoice)
    if invoice.state not in EDITABLE:
        raise WrongState(invoice.state)
    if any(problem.level == "block" for problem in reading.problems(answers)):
        raise Unsendable
    first = invoice.state == "draft"
    invoice.submitted_by = ctx.actor
    invoice.marked = ()
    if first:
        invoice.reference = _new_reference(ctx, invoice)
    invoice.revisions = (*invoice.revisions, _revision(ctx, reading, answers, language))
    # Plugins hear of it now, and find the reference and what was sent.
    perform(ctx, invoice, "submit" if first else "resubmit")
    ctx.portal["pdf_queue"].waiting.add((reading.issuer.id, invoice.id, invoice.latest.number))
    _remember(ctx, reading, answers)
    index(invoice)
    _confirm(ctx, invoice)


def withdraw(ctx: ActionContext, invoice: Invoice) -> None:
    """The sender takes an invoice back before the office has decided."""
    perform(ctx, invoice, "withdraw")
    index(invoice)


def discard(ctx: ActionContext, invoice: Invoice) -> None:
    """Throws a draft away with its documents."""
    ctx.require("file", invoice)
    if invoice.state != "draft":
        raise WrongState(invoice.state)
    drop(invoice)
    invoice.__parent__.remove(invoice.id)
    ctx.record("invoice.discarded", invoice.id)


def _revision(ctx: ActionContext, reading: Reading, answers: Mapping[str, Any], language: str) -> Revision:
    invoice = reading.invoice
    computation = reading.invoice_type.compute(answers["details"])
    return Revision(
        number=len(invoice.revisions) + 1,
        sent=ctx.now,
        sent_by=ctx.actor,
        type_version=reading.invoice_type.version,
        answers=json.dumps(reading.details_schema.serialize(answers["details"]), ensure_ascii=False),
        facts=reading.facts(answers).as_json(),
        rates=computation.rates,
        total=computation.total,
        attachments=invoice.attached,
        language=language,
    )


def _remember(ctx: ActionContext, reading: Reading, answers: Mapping[str, Any]) -> None:
    """Keeps the decision number and the account for the next invoice, so that nothing is asked twice."""
    beneficiary, decision, payee = reading.beneficiary, answers["decision"], answers["payee"]
    if beneficiary.removed:
        return
    if decision["remember"] and decision["number"] and decision.get("choice") in (None, OTHER):
        remember_decision(ctx, beneficiary, decision["number"], decision["label"] or "")
    if not beneficiary.iban and payee["iban"] and payee.get("account") in (None, OTHER):
        # A reference that is there already may be for the company's own QR-IBAN.
        kept = payee["payment_reference"] or beneficiary.payment_reference
        save_bank_details(ctx, beneficiary, payee["iban"], payee["account_holder"] or "", kept)


def _new_reference(ctx: ActionContext, invoice: Invoice) -> str:
    """A random reference nobody has yet, with a check character, e.g. ``BE-2026-7K3M-Q2XW``."""
    while True:
        made = reference.make(ctx.desk.tenant.id, ctx.now.year)
        if ctx.portal["references"].take(made, invoice.id):
            return made


def _confirm(ctx: ActionContext, invoice: Invoice) -> None:
    ctx.mail(ctx.portal["users"][ctx.actor], mails.INVOICE_RECEIVED, **mail_values(invoice))


def mail_values(invoice: Invoice) -> dict[str, Any]:
    """The values that mails about an invoice have in common: its reference, and the ids in its address."""
    issuer = invoice.__parent__.__parent__
    return {"reference": invoice.reference, "issuer": issuer.id, "invoice": invoice.id}
