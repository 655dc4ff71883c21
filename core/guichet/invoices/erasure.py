"""Erasure of an invoice with everything that the desk has stored of it, and of the records that nothing names then.

An entry of the audit log stays: it names the invoice by its id, which leads nowhere once the invoice is gone.
"""

from itertools import chain
from typing import NamedTuple

from guichet.action_context import ActionContext
from guichet.documents.scan_queue import SCAN_QUEUE
from guichet.invoices.case_index import work_list
from guichet.invoices.claim_index import unindex_claims
from guichet.invoices.counted_sums import uncount
from guichet.invoices.lists import HISTORY, InvoiceHistory, number_digest
from guichet.invoices.models import Invoice
from guichet.invoices.search_terms import forget_terms
from guichet.issuers.models import Beneficiary, Issuer
from guichet.store.blobs import remove_blob
from guichet.store.models import Portal, Resource, find


class ErasedItem(NamedTuple):
    """One thing that was erased: what its minute counts and hashes."""

    kind: str
    """``"invoice"``, ``"draft"``, ``"document"``, ``"copy"``, ``"beneficiary"``, ``"issuer"`` or ``"account"``."""
    identity: str
    """Random id, with the SHA-256 of the content where there is one."""


def erase_invoice(ctx: ActionContext, invoice: Invoice) -> list[ErasedItem]:
    """Erases an invoice or a draft: answers, revisions, documents, copies, mails that wait, rows of all lists."""
    ctx.require("erase", ctx.portal)
    invoice.touch()
    portal, issuer = ctx.portal, find(invoice, Issuer)
    erased = [ErasedItem("draft" if invoice.state == "draft" else "invoice", invoice.id)]
    for attachment in invoice.attachments.values():
        _leave_queue(portal, attachment)
        for blob in attachment.blobs:
            remove_blob(portal._p_jar, blob)
        erased.append(ErasedItem("document", f"{attachment.id} {attachment.sha256}"))
    for revision in invoice.revisions:
        if revision.pdf is not None:
            remove_blob(portal._p_jar, revision.pdf)
            erased.append(ErasedItem("copy", f"{invoice.id} {revision.number}"))
        portal["pdf_queue"].waiting.discard((issuer.id, invoice.id, revision.number))
    for message_id in invoice.waiting_mails:
        if message_id in portal["outbox"]:
            portal["outbox"].remove(message_id)
    unindex_claims(invoice)
    uncount(invoice)
    _leave_history(portal, issuer, invoice)
    _leave_work_list(portal, invoice)
    if invoice.reference:
        portal["references"].retire(invoice.reference)
    ctx.record("invoice.erased", invoice.id)
    # Plugins that store something about an invoice of their own erase it with this call.
    ctx.desk.plugins.invoice_changed(invoice, invoice.state, "erased", ctx.actor)
    invoice.__parent__.remove(invoice.id)
    return erased


def erase_beneficiary(ctx: ActionContext, beneficiary: Beneficiary) -> list[ErasedItem]:
    """Erases the record of a person for whom no invoice is stored any more, with the powers of attorney."""
    ctx.require("erase", ctx.portal)
    erased = [ErasedItem("beneficiary", beneficiary.id)]
    for document in beneficiary.all_documents:
        _leave_queue(ctx.portal, document)
        for blob in document.blobs:
            remove_blob(ctx.portal._p_jar, blob)
        erased.append(ErasedItem("document", f"{document.id} {document.sha256}"))
    ctx.record("beneficiary.erased", beneficiary.id)
    find(beneficiary, Issuer).beneficiaries.erase(beneficiary)
    return erased


def erase_issuer(ctx: ActionContext, issuer: Issuer) -> list[ErasedItem]:
    """Erases an insured person or company without people and invoices, with everyone on its list."""
    ctx.require("erase", ctx.portal)
    people = [erase_beneficiary(ctx, one) for one in list(issuer.beneficiaries.values())]
    ctx.portal["companies"].remove(issuer.id)
    if issuer.id in ctx.portal[HISTORY]:
        ctx.portal[HISTORY].remove(issuer.id)
    ctx.record("issuer.erased", issuer.id)
    issuer.delete()
    return [*chain.from_iterable(people), ErasedItem("issuer", issuer.id)]


def has_invoices(portal: Portal, issuer: Issuer, beneficiary_id: str = "") -> bool:
    """Whether invoices or drafts of an issuer are stored, or those for one beneficiary."""
    history = portal[HISTORY].get(issuer.id)
    if history is None:
        return False
    if not beneficiary_id:
        return bool(list(issuer.invoices.keys())[:1])
    return bool(history.count(f"for:{beneficiary_id}") or _drafts_for(history, beneficiary_id))


def invoices_for(portal: Portal, issuer: Issuer, beneficiary_id: str) -> tuple[list[str], list[str]]:
    """Ids of the drafts for one beneficiary, and of what was sent; none of them is loaded."""
    history = portal[HISTORY].get(issuer.id)
    if history is None:
        return [], []
    return _drafts_for(history, beneficiary_id), list(history.ids(f"for:{beneficiary_id}"))


def _drafts_for(history: InvoiceHistory, beneficiary_id: str) -> list[str]:
    rows = history.between("todo:draft", "", size=MAX_DRAFTS_READ)
    return [draft_id for draft_id, row in rows if row.beneficiary_id == beneficiary_id]


MAX_DRAFTS_READ = 1000
"""More than an issuer can have, see `invoice_actions.MAX_DRAFTS`."""


def _leave_history(portal: Portal, issuer: Issuer, invoice: Invoice) -> None:
    history: InvoiceHistory = portal[HISTORY][issuer.id]
    row = history.row(invoice.id)
    if row is not None:
        history.remove(invoice.id)
        if row.invoice_number:
            history.forget_empty(f"number:{number_digest(row.invoice_number)}")


def _leave_work_list(portal: Portal, invoice: Invoice) -> None:
    cases = work_list(portal)
    row = cases.row(invoice.id)
    if row is not None:
        cases.remove(invoice.id)
        forget_terms(portal, invoice.id, row)
        for facet in (f"avs:{row.avs}", f"decision:{row.decision_number}"):
            cases.forget_empty(facet)


def _leave_queue(portal: Portal, document: Resource) -> None:
    names: list[str] = []
    place = document
    while place.__parent__ is not None:
        names.insert(0, place.id)
        place = place.__parent__
    portal[SCAN_QUEUE].discard(tuple(names))
