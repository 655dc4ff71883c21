"""The lists of invoices: each issuer's history and things to do, the office's work list."""

from datetime import datetime
from typing import NamedTuple

from guichet.holders.models import Holder
from guichet.invoices.lifecycle import EDITABLE
from guichet.invoices.models import Copies, Invoice, References
from guichet.store.listing import SortedIndex, newest_first, oldest_first
from guichet.store.models import Folder, Portal, find, portal_of

HISTORY = "invoice_history"
"""Name of the folder with an :class:`InvoiceHistory` for each issuer that has ever started a draft."""
WORK = "invoice_work"
"""Name of the office's :class:`WorkList`."""


class InvoiceRow(NamedTuple):
    """What a list shows of an invoice."""

    reference: str
    type_id: str
    beneficiary: str
    avs: str
    beneficiary_id: str
    responsible: str
    """Name of the person who sent it."""
    responsible_id: str
    holder: str
    """Name of the company or insured person."""
    holder_id: str
    state: str
    total: int
    """In Rappen."""
    moment: datetime
    """Last sending, or last saving of a draft."""
    words: str
    """What the office said last."""
    revisions: int


class InvoiceHistory(SortedIndex[InvoiceRow]):
    """An issuer's invoices, newest first, in a tree of its own so that two issuers never write the same record.

    Facets: ``sent`` (all but drafts), ``todo:STATE``, ``state:STATE``, ``by:ACCOUNT``, ``for:BENEFICIARY``.
    """

    row_type = InvoiceRow


class WorkList(SortedIndex[InvoiceRow]):
    """The office's list of all invoices that were sent, oldest first. Facets: ``all``, ``state:STATE``."""

    row_type = InvoiceRow


def install(portal: Portal) -> None:
    """The lists of a new desk."""
    portal.add(HISTORY, Folder())
    portal.add(WORK, WorkList())
    portal.add("references", References())
    portal.add("copies", Copies())


def index(invoice: Invoice, total: int | None = None) -> None:
    """Brings both lists up to date after a change of ``invoice``; ``total`` of a draft that has no revision."""
    portal, holder = portal_of(invoice), find(invoice, Holder)
    row = _row(portal, holder, invoice, total)
    if holder.id not in portal[HISTORY]:
        portal[HISTORY].add(holder.id, InvoiceHistory())
    portal[HISTORY][holder.id].put(invoice.id, history_facets(row), newest_first(row.moment), row)
    if row.state != "draft":
        portal[WORK].put(invoice.id, ("all", f"state:{row.state}"), oldest_first(row.moment), row)


def history_of(holder: Holder) -> InvoiceHistory:
    """The history of an issuer, empty before its first draft."""
    return portal_of(holder)[HISTORY].get(holder.id) or InvoiceHistory()


def work_list(portal: Portal) -> WorkList:
    """The office's list."""
    found: WorkList = portal[WORK]
    return found


def drop(invoice: Invoice) -> None:
    """Takes an invoice out of the lists."""
    history_of(find(invoice, Holder)).remove(invoice.id)


def history_facets(row: InvoiceRow) -> tuple[str, ...]:
    """The facets of an invoice in its issuer's history."""
    todo = (f"todo:{row.state}",) if row.state in EDITABLE else ()
    if row.state == "draft":
        return todo
    return ("sent", f"state:{row.state}", f"by:{row.responsible_id}", f"for:{row.beneficiary_id}", *todo)


def _row(portal: Portal, holder: Holder, invoice: Invoice, total: int | None) -> InvoiceRow:
    beneficiary = holder.beneficiaries[invoice.beneficiary_id]
    responsible = portal["accounts"].get(invoice.responsible)
    sent = invoice.revisions[-1] if invoice.revisions else None
    words = invoice.last_words
    return InvoiceRow(
        reference=invoice.reference,
        type_id=invoice.type_id,
        beneficiary=beneficiary.name,
        avs=beneficiary.avs,
        beneficiary_id=invoice.beneficiary_id,
        responsible=responsible.name if responsible else "",
        responsible_id=invoice.responsible,
        holder=holder.display_name,
        holder_id=holder.id,
        state=invoice.state,
        total=sent.total if sent else total or 0,
        moment=sent.sent if sent else invoice.saved,
        words=words[1] if words else "",
        revisions=len(invoice.revisions),
    )
