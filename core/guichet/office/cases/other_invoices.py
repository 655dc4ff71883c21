"""Other invoices for the person of a case, from any sender: below its data, with those for the same days first."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from chameleon.utils import Markup
from pyramid.request import Request

from guichet.clock import local
from guichet.i18n import _
from guichet.invoices.case_index import CaseRow, work_list
from guichet.invoices.models import Invoice
from guichet.office.cases.list_rows import shown_state
from guichet.web.table_rows import RowTemplate

MAX_READ = 25
"""Rows among which those for the same days are looked for; the findings name them all."""
MAX_SHOWN = 8
ROW = RowTemplate("guichet.office.cases", "other_invoice_row.pt")
RECEIVED, SAME_DECISION, OVERLAP = _("reçue le ${moment}"), _("même décision"), _("Mêmes jours")


@dataclass(frozen=True)
class OtherInvoices:
    """The list."""

    rows: Markup
    """Empty without other invoices."""
    total: int
    """Number of all of them."""
    more: bool
    """Whether there are others than those shown."""
    avs: str
    """What the work list is searched for to see all."""


def other_invoices(invoice: Invoice, request: Request, overlapping: Container[str]) -> OtherInvoices:
    """The other invoices for the AVS number of a case; ``overlapping`` are references. Loads no invoice."""
    cases = work_list(request.root)
    own = cases.row(invoice.id)
    assert own is not None, "it was sent"
    facet = f"avs:{own.avs}"
    found = [one for one in cases.page([(facet,)], size=MAX_READ).rows if one[0] != invoice.id]
    # A stable sort: then as the work list has them, the open ones first.
    found.sort(key=lambda one: one[1].reference not in overlapping)
    total = cases.count(facet) - 1
    rows = ROW.draw(request, _texts(request, own, found[:MAX_SHOWN], overlapping))
    return OtherInvoices(rows, total, total > MAX_SHOWN, own.avs)


def _texts(
    request: Request, own: CaseRow, found: Iterable[tuple[str, CaseRow]], overlapping: Container[str]
) -> Iterator[dict[str, str]]:
    localize, issuers = request.localize, request.resource_path(request.root, "issuers")
    title, same, overlap = request.desk.plugins.invoice_type_title, localize(SAME_DECISION), localize(OVERLAP)
    for invoice_id, row in found:
        state = shown_state(row.state, row.revisions, row.unchanged)
        received = localize(RECEIVED, moment=localize.short_date(local(row.received).date()))
        overlaps = row.reference in overlapping
        yield {
            # As in `list_rows`: no walk up the tree for each row.
            "path": f"{issuers}/{row.issuer_id}/invoices/{invoice_id}/review",
            "reference": row.reference,
            "title": localize(title(row.type_id)),
            "received": f"{received} · {same}" if row.decision_number == own.decision_number else received,
            "overlap": overlap if overlaps else "",
            "overlap_tint": "tag wait" if overlaps else "",
            "issuer": row.issuer,
            "tint": state.tint,
            "state": localize(state.tag),
            "total": localize.amount(row.total),
        }
