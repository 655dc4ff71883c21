"""Lists of invoices: the history of each issuer, and the work list of the office."""

from datetime import date, datetime
from hashlib import blake2b
from typing import NamedTuple

from guichet.invoices.case_index import WORK, WorkList, case_row, index_case, is_unchanged, work_list
from guichet.invoices.claim_index import CLAIMS, ClaimIndex, part_number
from guichet.invoices.counted_sums import COUNTED, CountedSums
from guichet.invoices.models import Invoice, PdfQueue, References
from guichet.invoices.monthly_figures import FIGURES, MonthlyFigures
from guichet.invoices.search_terms import TERMS, SearchTerms, index_terms
from guichet.invoices.states import EDITABLE
from guichet.issuers.models import Issuer
from guichet.store.evolution import EvolutionStep
from guichet.store.models import Folder, Portal, find, portal_of
from guichet.store.sorted_index import SortedIndex, newest_first
from guichet.values.invoice_number import same_form

HISTORY = "invoice_history"
"""Name of the folder with an :class:`InvoiceHistory` for each issuer that has ever started a draft."""


class InvoiceRow(NamedTuple):
    """An invoice as the lists show it: a page of a list loads no invoice."""

    reference: str
    type_id: str
    beneficiary: str
    avs: str
    beneficiary_id: str
    submitted_by: str
    """Name of the user who sent it."""
    submitted_by_id: str
    issuer: str
    """Name of the company or insured person."""
    issuer_id: str
    state: str
    total: int
    """In Rappen."""
    moment: datetime
    """Last sending, or last saving of a draft."""
    office_message: str
    """The office's last message to the sender."""
    revisions: int
    unchanged: bool = False
    """Whether it was sent again just as the revision before."""
    message_language: str = ""
    """That of ``office_message``; empty when it is not known."""
    first_day: date | None = None
    """First day of service of a draft, which tells it from another for the same person."""
    invoice_number: str = ""
    """A company's own."""
    missing: int = 0
    """Number of points that a draft still lacks, documents included."""
    missing_documents: tuple[str, ...] = ()
    """Kinds of the documents among them."""
    answered: bool = False
    """Whether the office has written last, outside a correction."""


class DraftFacts(NamedTuple):
    """What the list shows of the answers of a draft."""

    total: int = 0
    """In Rappen."""
    first_day: date | None = None
    """Of service."""
    invoice_number: str = ""
    missing: int = 0
    missing_documents: tuple[str, ...] = ()


NO_FACTS = DraftFacts()


class InvoiceHistory(SortedIndex[InvoiceRow]):
    """An issuer's invoices, newest first, in a tree of its own so that two issuers never write the same record.

    Facets: ``sent`` (all but drafts), ``todo:STATE``, ``state:STATE``, ``by:USER``, ``for:BENEFICIARY``,
    ``number:DIGEST`` of a company's own invoice number, see `number_digest`.
    """

    row_type = InvoiceRow
    counted_together = frozenset(("sent", "todo", "state"))


def install(portal: Portal) -> None:
    """Adds lists, index of claims, sums of maxima, monthly figures, references and queue of PDFs to a new desk."""
    portal.add(HISTORY, Folder())
    portal.add(WORK, WorkList())
    portal.add(CLAIMS, ClaimIndex())
    portal.add(COUNTED, CountedSums())
    portal.add(FIGURES, MonthlyFigures())
    portal.add(TERMS, SearchTerms())
    portal.add("references", References())
    portal.add("pdf_queue", PdfQueue())


def index(invoice: Invoice, draft: DraftFacts = NO_FACTS) -> None:
    """Updates both lists after a change of ``invoice``; the first one of an issuer adds the issuer's history.

    ``draft`` are the facts of a draft without a revision.
    """
    portal, issuer = portal_of(invoice), find(invoice, Issuer)
    row = _row(portal, issuer, invoice, draft)
    if issuer.id not in portal[HISTORY]:
        portal[HISTORY].add(issuer.id, InvoiceHistory())
    portal[HISTORY][issuer.id].put(invoice.id, history_facets(row), newest_first(row.moment), row)
    if row.state != "draft":
        case = case_row(invoice)
        index_terms(portal, invoice.id, case)
        index_case(portal, invoice.id, case)


def history_of(issuer: Issuer) -> InvoiceHistory:
    """The history of an issuer. Before the first draft an empty one that is not stored: a GET must not write."""
    return portal_of(issuer)[HISTORY].get(issuer.id) or InvoiceHistory()


def type_ids_in_use(portal: Portal) -> list[str]:
    """Ids of the types of all sent invoices, also of types that no plugin brings any more."""
    return [facet.removeprefix("type:") for facet in work_list(portal).facets("type:")]


def drop(invoice: Invoice) -> None:
    """Removes a draft from the history; the work list has no drafts."""
    history_of(find(invoice, Issuer)).remove(invoice.id)


def history_facets(row: InvoiceRow) -> tuple[str, ...]:
    """The facets of an invoice in its issuer's history."""
    todo = (f"todo:{row.state}",) if row.state in EDITABLE else ()
    if row.state == "draft":
        return todo
    number = (f"number:{number_digest(row.invoice_number)}",) if row.invoice_number else ()
    return ("sent", f"state:{row.state}", f"by:{row.submitted_by_id}", f"for:{row.beneficiary_id}", *number, *todo)


def number_digest(number: str) -> str:
    """A company's invoice number in any spelling, as facet and address have it: a company may put names into it."""
    return blake2b(same_form(number).encode(), digest_size=8).hexdigest()


def _index_number(invoice: Invoice) -> None:
    if invoice.revisions and invoice.latest.frozen.header.invoice_number:
        index(invoice)


FIND_NUMBERS = EvolutionStep("core.2026_11_find_invoice_numbers", _index_number, over="issuers/*/invoices/*")
"""Until then neither the history nor the work list knew an invoice by the company's own number. Web processes and
workers stop for this step: the version before reads no row of the work list that has it."""


def _part_number(invoice: Invoice) -> None:
    if stale := part_number(invoice):
        number = invoice.latest.frozen.header.invoice_number
        portal_of(invoice)[TERMS].respell(f"id:{invoice.id}", stale, number)
        index(invoice)


PARTED_NUMBERS = EvolutionStep(
    "core.2026_12_parted_invoice_numbers", _part_number, over="issuers/*/invoices/*", after=(FIND_NUMBERS.name,)
)
"""Until then « 2026 17 » and « 2026-17 » were two numbers of a company. Web processes and workers stop for this step:
the version before would add such keys."""


def _row(portal: Portal, issuer: Issuer, invoice: Invoice, draft: DraftFacts) -> InvoiceRow:
    beneficiary = issuer.beneficiaries[invoice.beneficiary_id]
    submitted_by = portal["users"].get(invoice.submitted_by)
    sent = invoice.revisions[-1] if invoice.revisions else None
    message = invoice.office_message
    return InvoiceRow(
        reference=invoice.reference,
        type_id=invoice.type_id,
        beneficiary=beneficiary.name,
        avs=beneficiary.avs,
        beneficiary_id=invoice.beneficiary_id,
        submitted_by=submitted_by.name if submitted_by else "",
        submitted_by_id=invoice.submitted_by,
        issuer=issuer.display_name,
        issuer_id=issuer.id,
        state=invoice.state,
        total=invoice.total if sent else draft.total,
        moment=sent.sent if sent else invoice.saved,
        office_message=message.message if message else "",
        revisions=len(invoice.revisions),
        unchanged=is_unchanged(invoice),
        message_language=message.language if message else "",
        first_day=None if sent else draft.first_day,
        invoice_number=sent.frozen.header.invoice_number if sent else draft.invoice_number,
        missing=0 if sent else draft.missing,
        missing_documents=() if sent else draft.missing_documents,
        answered=invoice.open_answer is not None,
    )
