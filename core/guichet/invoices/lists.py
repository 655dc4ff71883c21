"""The lists of invoices: a holder's history and things to do, the office's work list."""

from datetime import datetime
from typing import NamedTuple

from guichet.holders.models import Holder
from guichet.invoices.lifecycle import EDITABLE
from guichet.invoices.models import Copies, Invoice, References
from guichet.store.listing import Listing, newest_first, oldest_first
from guichet.store.models import Portal, find, portal_of

HISTORY = "invoice_history"
"""Name of the list by holder, newest first."""
WORK = "invoice_work"
"""Name of the office's list, oldest first."""


class InvoiceRow(NamedTuple):
    """What a list shows of an invoice; kept in the lists as a plain tuple."""

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


def install(portal: Portal) -> None:
    """The lists of a new desk."""
    portal.add(HISTORY, Listing())
    portal.add(WORK, Listing())
    portal.add("references", References())
    portal.add("copies", Copies())


def index(invoice: Invoice, total: int | None = None) -> None:
    """Brings both lists up to date after a change of ``invoice``; ``total`` of a draft that has no revision."""
    portal, holder = portal_of(invoice), find(invoice, Holder)
    row = _row(portal, holder, invoice, total)
    facets = history_facets(holder.id, row)
    portal[HISTORY].put(invoice.id, facets, newest_first(row.moment), tuple(row))
    if row.state == "draft":
        return
    portal[WORK].put(invoice.id, ("all", f"state:{row.state}"), oldest_first(row.moment), tuple(row))


def drop(invoice: Invoice) -> None:
    """Takes an invoice out of the lists."""
    portal_of(invoice)[HISTORY].remove(invoice.id)


def history_facets(holder_id: str, row: InvoiceRow) -> tuple[str, ...]:
    """Under which headings a holder's list shows an invoice."""
    todo = (f"holder:{holder_id}:todo:{row.state}",) if row.state in EDITABLE else ()
    if row.state == "draft":
        return todo
    return (
        f"holder:{holder_id}",
        f"holder:{holder_id}:state:{row.state}",
        f"holder:{holder_id}:by:{row.responsible_id}",
        f"holder:{holder_id}:for:{row.beneficiary_id}",
        *todo,
    )


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
