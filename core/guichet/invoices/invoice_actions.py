"""Actions on invoices: drafts, documents, sending, withdrawal. Only they and `transition` write invoices.

Each requires the permission ``file`` first, and raises :class:`~guichet.action_context.NotAllowed` without it.
"""

from typing import Any

from guichet import clock
from guichet.action_context import ActionContext
from guichet.declaration import InvoiceType, complete
from guichet.documents import filenames
from guichet.documents.cleaning.outcome import CleanFile
from guichet.documents.scan_queue import SCAN_QUEUE
from guichet.invoices import mails
from guichet.invoices.bill_actions import take_back
from guichet.invoices.correction_actions import require_marked_documents
from guichet.invoices.correction_lock import lock_of
from guichet.invoices.drafts import first_account, new_draft, preferred_decision
from guichet.invoices.evaluation import DETAILS, Evaluation, evaluate_invoice
from guichet.invoices.freeze_revision import freeze
from guichet.invoices.header import header_form_of
from guichet.invoices.header_form import OTHER, SAVED
from guichet.invoices.lifecycle import WrongState, require_editable, transition
from guichet.invoices.lists import DraftFacts, drop, history_of, index
from guichet.invoices.models import CONFIRMED, Attachment, Invoice, Revision
from guichet.issuers.beneficiary_actions import mark_powers_sent
from guichet.issuers.issuer_actions import save_bank_details, save_decision
from guichet.issuers.members import reachable
from guichet.issuers.models import Beneficiary, Issuer
from guichet.store.blobs import remove_blob, store_blob
from guichet.store.models import find
from guichet.values import reference

MAX_FILES = 20
"""Documents attached to an invoice at a time (OWASP ASVS 5.0, 5.2.4)."""
MAX_DRAFTS = 100
"""Drafts of an issuer (OWASP ASVS 5.0, 2.4.1); the page of the issuer lists as many."""


class NotReady(Exception):
    """An error or an unconfirmed warning stops the sending; the page that calls ``submit`` shows it before."""


class TooMuch(Exception):
    """A limit is reached: `MAX_FILES`, `MAX_DRAFTS` or `~guichet.invoices.models.MAX_CSTRUCT`."""


class AlreadyAttached(Exception):
    """The same file is attached as the same kind of document; nothing was stored."""


class StaleDraft(Exception):
    """The answers were changed after the page that is being saved had been opened: nothing was stored."""


def start_draft(
    ctx: ActionContext,
    issuer: Issuer,
    beneficiary: Beneficiary,
    invoice_type: InvoiceType,
    *,
    draft_id: str = "",
    source: Invoice | None = None,
) -> Invoice:
    """Stores a new draft, under ``draft_id`` unless empty, with the answers of ``source`` that are copied, if any.

    Raises :class:`TooMuch`.
    """
    ctx.require("file", issuer)
    if history_of(issuer).count("todo:draft") >= MAX_DRAFTS:
        raise TooMuch
    invoice = new_draft(
        issuer,
        beneficiary,
        invoice_type,
        author=ctx.actor,
        now=ctx.now,
        office_code=ctx.desk.tenant.office_code,
        draft_id=draft_id,
        source=source,
    )
    issuer.invoices.add(invoice.id, invoice)
    index_draft(ctx, invoice)
    ctx.record("invoice.started", invoice.id)
    return invoice


def save_answers(ctx: ActionContext, invoice: Invoice, evaluation: Evaluation, draft_version: int) -> None:
    """Stores the raw answers of ``evaluation``, right or wrong; ``draft_version`` is the one its page showed.

    Raises :class:`StaleDraft` when the draft has a newer version with other answers, :class:`TooMuch`, and
    :class:`~guichet.invoices.lifecycle.WrongState` once the invoice is with the office.
    """
    ctx.require("file", invoice)
    require_editable(invoice)
    # Whatever made the evaluation: in a correction, what is not marked stays as it was sent.
    lock = evaluation.lock or lock_of(invoice, evaluation.header_form, evaluation.invoice_type.form)
    cstruct = lock.permitted(evaluation.cstruct) if lock else evaluation.cstruct
    # A page of an older version with the same answers is no conflict, e.g. after a request was sent twice.
    if draft_version != invoice.draft_version and cstruct != invoice.cstruct:
        raise StaleDraft
    before = invoice.draft_version
    try:
        invoice.save_cstruct(cstruct, ctx.actor, ctx.now)
    except ValueError:
        raise TooMuch from None
    invoice.type_version = evaluation.invoice_type.version
    # Autosave posts answers that have not changed, too: without this each one would write the lists.
    if invoice.draft_version != before:
        index(invoice, _facts(evaluation))


def change_beneficiary(ctx: ActionContext, invoice: Invoice, beneficiary: Beneficiary) -> None:
    """Gives a draft to another beneficiary of its issuer; its answers stay.

    A saved account or decision that was chosen belongs to the person before, so that the one a new invoice would choose
    takes its place. Raises :class:`~guichet.invoices.lifecycle.WrongState` for a sent invoice.
    """
    ctx.require("file", invoice)
    if invoice.state != "draft":
        raise WrongState(invoice.state)
    issuer: Issuer = find(invoice, Issuer)
    answers = invoice.cstruct
    if answers["payee"].get("account") == SAVED:
        answers["payee"]["account"] = first_account(issuer, beneficiary, ctx.desk.plugins.invoice_type(invoice.type_id))
    if answers["decision"].get("choice") not in (None, OTHER):
        answers["decision"]["choice"] = preferred_decision(beneficiary, ctx.desk.tenant.office_code)
    invoice.beneficiary_id = beneficiary.id
    invoice.save_cstruct(answers, ctx.actor, ctx.now)
    index_draft(ctx, invoice)
    ctx.record("invoice.beneficiary_changed", invoice.id)


def _facts(evaluation: Evaluation) -> DraftFacts:
    first_day = min((service.first for service in evaluation.details.service_days), default=None)
    return DraftFacts(
        total=evaluation.total,
        first_day=first_day,
        invoice_number=evaluation.header.invoice_number,
        missing=evaluation.missing_points,
        missing_documents=tuple(dict.fromkeys(one.kind for one in evaluation.missing_attachments)),
    )


def index_draft(ctx: ActionContext, invoice: Invoice) -> None:
    """Updates what the list says about a draft; a sent invoice is listed as it was sent."""
    if invoice.state == "draft":
        index(invoice, _facts(evaluate_invoice(ctx.desk.plugins, invoice, clock.local(ctx.now).date())))


def current_cstruct(invoice: Invoice, invoice_type: InvoiceType) -> dict[str, Any]:
    """The saved answers with the initial ones of questions that a newer version of the form has added."""
    answers = complete(header_form_of(find(invoice, Issuer)), invoice.cstruct)
    return answers | {DETAILS: complete(invoice_type.form, answers.get(DETAILS))}


def attach(ctx: ActionContext, invoice: Invoice, file: CleanFile, kind: str) -> Attachment:
    """Stores a cleaned document with the invoice, under a name that no other has.

    Raises :class:`TooMuch`, :class:`AlreadyAttached` and :class:`~guichet.invoices.lifecycle.WrongState`.
    """
    ctx.require("file", invoice)
    require_editable(invoice)
    if len(invoice.attached) >= MAX_FILES:
        raise TooMuch
    require_new(invoice, file, kind)
    attachment = store_document(ctx, invoice, file, kind)
    invoice.attached = (*invoice.attached, attachment.id)
    index_draft(ctx, invoice)
    ctx.record("attachment.added", attachment.id)
    return attachment


def require_new(invoice: Invoice, file: CleanFile, kind: str) -> None:
    """Raises :class:`AlreadyAttached` for a file that is attached as this kind of document."""
    # One paper may prove two things: as another kind of document it is attached once more.
    if any((one.sha256, one.kind) == (file.sha256, kind) for one in invoice.documents):
        raise AlreadyAttached


def store_document(ctx: ActionContext, invoice: Invoice, file: CleanFile, kind: str) -> Attachment:
    """Stores a document in the invoice's folder, without a check; the caller gives it its place among the others."""
    attachment = Attachment(
        file,
        filename=filenames.distinct(file.filename, [one.filename for one in invoice.documents]),
        kind=kind,
        blob=store_blob(ctx.portal._p_jar, file.content),
        thumbnail=store_blob(ctx.portal._p_jar, file.thumbnail) if file.thumbnail else None,
        unscanned=store_blob(ctx.portal._p_jar, file.unscanned) if file.unscanned else None,
        now=ctx.now,
    )
    invoice.attachments.put(attachment)
    if not attachment.may_be_opened:
        ctx.portal[SCAN_QUEUE].add(attachment)
    return attachment


def detach(ctx: ActionContext, invoice: Invoice, attachment_id: str) -> None:
    """Removes a document from the next revision; does nothing for one that is not attached.

    The file is deleted unless an earlier revision has it, and what its bill proposed is emptied unless confirmed.
    """
    ctx.require("file", invoice)
    require_editable(invoice)
    if attachment_id not in invoice.attached:
        return
    require_marked_documents(ctx, invoice, [attachment_id])
    take_back(ctx, invoice, [attachment_id])
    drop_document(ctx, invoice, attachment_id)
    index_draft(ctx, invoice)
    ctx.record("attachment.removed", attachment_id)


def drop_document(ctx: ActionContext, invoice: Invoice, attachment_id: str) -> None:
    """Takes a document off the next revision, without a check, and deletes it unless an earlier revision has it."""
    invoice.attached = tuple(kept for kept in invoice.attached if kept != attachment_id)
    if not any(attachment_id in revision.attachments for revision in invoice.revisions):
        _remove_blobs(ctx, invoice.attachments[attachment_id])
        invoice.attachments.remove(attachment_id)


def delete_infected(ctx: ActionContext, invoice: Invoice, attachment: Attachment) -> None:
    """Deletes the content of a document in which the malware scanner found something after it was attached.

    The record stays, in the list of a draft as well: its sender reads there which file it was. No later revision has
    it, and its kind of document is missing again. The sender is written to.
    """
    _remove_blobs(ctx, attachment)
    attachment.unscanned, attachment.infected = None, True
    index_draft(ctx, invoice)
    ctx.record("attachment.infected", attachment.id)
    issuer: Issuer = find(invoice, Issuer)
    for user in reachable(issuer, invoice.submitted_by):
        ctx.mail(user, mails.DOCUMENT_DELETED, issuer=issuer.id, invoice=invoice.id)


def _remove_blobs(ctx: ActionContext, attachment: Attachment) -> None:
    for blob in attachment.blobs:
        remove_blob(ctx.portal._p_jar, blob)


def submit(
    ctx: ActionContext,
    invoice: Invoice,
    evaluation: Evaluation,
    *,
    language: str,
    confirmed: bool,
    explanation: str = "",
) -> None:
    """Sends an invoice, for the first time or corrected: freezes a revision, changes the state, mails the sender.

    All of it is one transaction: revision, reference, lists, audit log and mail are stored together or not at all
    (OWASP ASVS 5.0, 2.3.3).

    ``evaluation`` is that of the saved answers; ``confirmed`` says that the sender has read its warnings, and
    ``explanation`` why they do not apply; it stands with the sending in the history of the invoice. Raises
    :class:`StaleDraft` when answers or documents were changed since it was made, :class:`NotReady`, and
    :class:`~guichet.invoices.lifecycle.WrongState`.
    """
    ctx.require("file", invoice)
    require_editable(invoice)
    # Empty for an evaluation of answers that are not saved, which therefore cannot be sent.
    if evaluation.content_digest != invoice.content_digest:
        raise StaleDraft
    if evaluation.errors or (evaluation.warnings and not confirmed):
        raise NotReady
    first = invoice.state == "draft"
    if first:
        invoice.reference = _new_reference(ctx, invoice)
    if invoice.correction is not None:
        invoice.correction.close(
            evaluation.lock.changed(evaluation.cstruct, evaluation.header) if evaluation.lock else ()
        )
    revision = _revision(ctx, invoice, evaluation, language)
    name, written_in = "submit" if first else "resubmit", language if explanation else ""
    transition(ctx, invoice, name, revision=revision, message=explanation, language=written_in)
    # Drawn by the worker: no sender waits for it, and a conflict does not draw it again.
    ctx.portal["pdf_queue"].waiting.add((evaluation.issuer.id, invoice.id, revision.number))
    mark_powers_sent(evaluation.beneficiary)
    for one, _paths in evaluation.unconfirmed_bills:
        # With the warnings, to which what bills say belongs.
        invoice.attachments[one.document_id].set_bill_state(one.number, CONFIRMED)
    _save_for_next_time(ctx, evaluation)


def withdraw(ctx: ActionContext, invoice: Invoice) -> None:
    """Withdraws an invoice that was sent and is not decided; the officer who has the case gets a mail.

    Raises :class:`~guichet.invoices.lifecycle.WrongState` in any other state.
    """
    transition(ctx, invoice, "withdraw")
    officer = ctx.portal["users"].get(invoice.assignee)
    if officer is not None and officer.state == "active":
        values = {"reference": invoice.reference, "issuer": find(invoice, Issuer).id, "invoice": invoice.id}
        ctx.mail(officer, mails.CASE_WITHDRAWN, **values)


def discard(ctx: ActionContext, invoice: Invoice) -> None:
    """Deletes a draft with its documents. Raises :class:`~guichet.invoices.lifecycle.WrongState` for a sent invoice."""
    ctx.require("file", invoice)
    if invoice.state != "draft":
        raise WrongState(invoice.state)
    for attachment in invoice.attachments.values():
        _remove_blobs(ctx, attachment)
    drop(invoice)
    invoice.__parent__.remove(invoice.id)
    ctx.record("invoice.discarded", invoice.id)


def _revision(ctx: ActionContext, invoice: Invoice, evaluation: Evaluation, language: str) -> Revision:
    # A stable sort: the sender's language first, the others in the order of the desk.
    languages = sorted(ctx.desk.tenant.languages, key=lambda one: one != language)
    return Revision(
        number=len(invoice.revisions) + 1,
        sent=ctx.now,
        sent_by=ctx.actor,
        total=evaluation.total,
        attachments=tuple(one.id for one in invoice.documents),
        language=language,
        content=freeze(evaluation, invoice.documents, [ctx.desk.localizer(one) for one in languages]),
    )


def _save_for_next_time(ctx: ActionContext, evaluation: Evaluation) -> None:
    """Saves a typed decision number and account with the beneficiary, to be chosen in the next invoice."""
    beneficiary, answers = evaluation.beneficiary, evaluation.header_answers
    decision, payee = answers.decision, answers.payee
    # A beneficiary removed from the list stays for invoices under way; no further invoice is started for one.
    if beneficiary.removed:
        return
    if decision.remember and decision.number and decision.choice in (None, OTHER):
        save_decision(ctx, beneficiary, decision.number, decision.label or "")
    if not beneficiary.iban and payee.iban and payee.account in (None, OTHER):
        # A reference saved before may belong to a QR-IBAN of the company: it is not lost.
        saved = payee.payment_reference or beneficiary.payment_reference
        save_bank_details(ctx, beneficiary, payee.iban, payee.account_holder or "", saved)


def _new_reference(ctx: ActionContext, invoice: Invoice) -> str:
    """A reference that no other invoice of the desk has, e.g. ``BE-2026-7K3M-Q2XW``; random, so without a counter."""
    # 32 to the power of 7 references a year: a second round is rare.
    while True:
        made = reference.make(ctx.desk.tenant.id, ctx.now.year)
        if ctx.portal["references"].take(made, invoice.id):
            return made
