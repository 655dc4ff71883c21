"""Other invoices for the person of a case, from any sender: below its data, with those for the same days first."""

from collections.abc import Container
from datetime import date
from typing import NamedTuple

from pyramid.request import Request

from guichet.clock import local
from guichet.invoices.case_index import CaseRow, work_list
from guichet.invoices.models import Invoice
from guichet.invoices.states import State
from guichet.office.cases.list_rows import shown_state

MAX_READ = 25
"""Rows among which those for the same days are looked for; a list of the findings names them all."""
MAX_SHOWN = 8


class OtherInvoice(NamedTuple):
    """One line of the list."""

    reference: str
    path: str
    """Of its review."""
    title: str
    """Of its form."""
    issuer: str
    received: date
    state: State
    total: int
    """In Rappen."""
    same_decision: bool
    overlaps: bool
    """Whether it has a service on one of the same days."""


class OtherInvoices(NamedTuple):
    """The list."""

    shown: tuple[OtherInvoice, ...]
    total: int
    """Number of all of them."""
    avs: str
    """What the work list is searched for to see all."""


def other_invoices(invoice: Invoice, request: Request, overlapping: Container[str]) -> OtherInvoices:
    """The other invoices for the AVS number of a case; ``overlapping`` are references. Loads no invoice."""
    cases = work_list(request.root)
    own = cases.row(invoice.id)
    assert own is not None, "it was sent"
    facet = f"avs:{own.avs}"
    rows = [one for one in cases.page([(facet,)], size=MAX_READ).rows if one[0] != invoice.id]
    # A stable sort: then as the work list has them, the open ones first.
    rows.sort(key=lambda one: one[1].reference not in overlapping)
    shown = tuple(_line(request, own, *one, overlapping) for one in rows[:MAX_SHOWN])
    return OtherInvoices(shown, cases.count(facet) - 1, own.avs)


def _line(request: Request, own: CaseRow, invoice_id: str, row: CaseRow, overlapping: Container[str]) -> OtherInvoice:
    elements = ("issuers", row.issuer_id, "invoices", invoice_id, "review")
    return OtherInvoice(
        reference=row.reference,
        path=request.resource_path(request.root, *elements),
        title=request.localize(request.desk.plugins.invoice_type_title(row.type_id)),
        issuer=row.issuer,
        received=local(row.received).date(),
        state=shown_state(row.state, row.revisions, row.unchanged),
        total=row.total,
        same_decision=bool(own.decision_number) and row.decision_number == own.decision_number,
        overlaps=row.reference in overlapping,
    )
