"""« Liste de travail »: the invoices by state, the oldest first, and the search by name, AVS number or reference."""

from collections.abc import Iterator
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.invoices import lists
from guichet.invoices.lists import InvoiceRow
from guichet.invoices.search_terms import TERMS, Query
from guichet.invoices.states import STATES, State
from guichet.store.models import Portal
from guichet.store.sorted_index import Page
from guichet.values import ParseError, avs, reference
from guichet.web.forms.form import ProblemLink
from guichet.web.personal_data import REDIRECTS, Reads
from guichet.web.table_rows import RowTemplate
from guichet.web.typed_forms import page_again

TABS = {
    "submitted": _("À contrôler"),
    "correction_requested": _("Chez l’expéditeur"),
    "accepted": _("Acceptées"),
    "refused": _("Refusées"),
    "all": _("Toutes"),
}
"""States as headings of the list, in the order of the page; the first one is shown first."""
# Not a state of the life cycle: `submitted` with more than one revision.
CORRECTED = State(_("Renvoyée corrigée"), "info", STATES["submitted"].meaning)
"""Tag of an invoice that was sent again after a correction."""
UNCHANGED = State(_("Renvoyée sans changement"), "wait", STATES["submitted"].meaning)
"""Tag of an invoice that was sent again although a correction was requested, just as it was."""
ROW = RowTemplate("guichet.office.cases", "work_list_row.pt")
NOTHING_TYPED = _("Saisissez un nom, un N° assuré ou une référence, par exemple ${example}")
MISREAD = _("Comparez la référence caractère par caractère : l’un d’eux ne correspond pas")
NOTHING_FOUND = _("Aucune demande ne correspond. Essayez avec le seul nom de famille, ou comparez avec la copie PDF")
MAX_TEXT = 60
"""Characters of a search that are used."""
MAX_FOUND = 100
"""Invoices that a search shows."""


@view_config(
    context=Portal,
    name="work-list",
    request_method="GET",
    permission="office",
    renderer="templates/work_list.pt",
    personal_data=Reads("desk.work_list_read", "review"),
)
def work_list(request: Request) -> dict[str, Any]:
    """The invoices in one state, a page at a time, or those found; status 422 for a search without result."""
    typed = request.typed_form.answers.get("search", "")[:MAX_TEXT] if request.typed_form else None
    found = _search(request, typed) if typed is not None else []
    if typed is None or found:
        return _page(request, typed or "", found)
    request.response.status_int = 422
    return _page(request, typed, found, problem=_problem(request, typed))


@view_config(context=Portal, name="work-list", request_method="POST", permission="office", personal_data=REDIRECTS)
def search(request: Request) -> HTTPSeeOther:
    """Redirects to the review of the invoice with the posted reference, typed in any case and with any separators.

    Leads back to the list for anything else, which shows what is found. The text is in a cookie and in no address,
    since addresses are logged (ASVS 5.0, 14.2.1).
    """
    try:
        path = path_of_reference(request, reference.parse(request.posted("search")[:MAX_TEXT]))
    except ParseError:
        path = None
    return HTTPSeeOther(path) if path else page_again(request, request.resource_path(request.root, "work-list"))


def _search(request: Request, typed: str) -> list[tuple[str, InvoiceRow]]:
    """The latest invoices that what was typed finds, at most `MAX_FOUND`."""
    query, listing = Query(typed), lists.work_list(request.root)
    rows = ((invoice_id, listing.row(invoice_id)) for invoice_id in query.find(request.root[TERMS]))
    # The names of today: an earlier name leads to the invoice, and is not shown.
    found = [(one, row) for one, row in rows if row and query.fits(row.beneficiary, row.issuer, row.avs, row.reference)]
    return sorted(found, key=lambda pair: pair[1].moment, reverse=True)[:MAX_FOUND]


def _problem(request: Request, typed: str) -> Any:
    """Why nothing is found by what was typed, and what to do."""
    if not typed.strip():
        return NOTHING_TYPED % {"example": f"{request.desk.tenant.id.upper()}-2026-7K3M-Q2XW"}
    try:
        reference.parse(typed)
    except ParseError as problem:
        return MISREAD if problem.reason == "check-character" else NOTHING_FOUND
    return NOTHING_FOUND


def path_of_reference(request: Request, normalized: str) -> str | None:
    """The path of the review of the invoice with that reference; ``None`` when there is none."""
    invoice_id = request.root["references"].invoice_id(normalized)
    # The row has the id of the issuer, which the path needs: no invoice is loaded.
    row = lists.work_list(request.root).row(invoice_id)
    return review_path(request, invoice_id, row) if row else None


def review_path(request: Request, invoice_id: str, row: InvoiceRow) -> str:
    """The path of the review of an invoice."""
    path: str = request.resource_path(request.root, "issuers", row.issuer_id, "invoices", invoice_id, "review")
    return path


def shown_state(state: str, revisions: int, unchanged: bool) -> State:
    """The state as the office sees it: an invoice that was sent again has a tag of its own."""
    if unchanged:
        return UNCHANGED
    return CORRECTED if state == "submitted" and revisions > 1 else STATES[state]


def _page(request: Request, typed: str, found: list[tuple[str, InvoiceRow]], problem: Any = None) -> dict[str, Any]:
    chosen = request.GET.get("state", "")
    # An unknown state shows the first tab: the address may have been typed.
    chosen = chosen if chosen in TABS else next(iter(TABS))
    listing = lists.work_list(request.root)
    page = Page(tuple(found), None) if found else listing.page(_facet(chosen), request.GET.get("after"))
    return {
        "title": _("Liste de travail"),
        "title_detail": TABS[chosen],
        "density": "dense",
        "tabs": [(state, label, listing.count(_facet(state))) for state, label in TABS.items()],
        "chosen": chosen,
        "heading": _("Demandes trouvées") if found else TABS[chosen],
        "count": len(found) or listing.count(_facet(chosen)),
        "searched": bool(found),
        "rows": ROW.draw(request, _printed(request, page)),
        "next": page.next,
        "typed": typed,
        "problem": problem,
        "problems": [ProblemLink("#search", request.localize(problem))] if problem else [],
    }


def _printed(request: Request, page: Page[InvoiceRow]) -> Iterator[dict[str, str]]:
    """The texts of each row of the list."""
    localize, issuers = request.localize, request.resource_path(request.root, "issuers")
    for invoice_id, row in page.rows:
        state = shown_state(row.state, row.revisions, row.unchanged)
        yield {
            # As ``review_path``, whose walk up the tree for each row takes a tenth of the page. Ids need no quoting.
            "path": f"{issuers}/{row.issuer_id}/invoices/{invoice_id}/review",
            "reference": row.reference,
            "type": localize(request.desk.plugins.invoice_type_title(row.type_id)),
            "number": row.type_id,
            "beneficiary": row.beneficiary,
            "avs": avs.masked(row.avs),
            "issuer": row.issuer,
            "day": localize.short_date(row.moment),
            "total": localize.money(row.total),
            "tint": state.tint,
            "state": localize(state.tag),
        }


def _facet(state: str) -> str:
    return "all" if state == "all" else f"state:{state}"
