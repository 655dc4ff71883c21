"""« Liste de travail »: the invoices by state, the oldest first, and the search by reference."""

from collections.abc import Iterator
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.invoices import lists
from guichet.invoices.lists import InvoiceRow
from guichet.invoices.states import STATES, State
from guichet.store.models import Portal
from guichet.store.sorted_index import Page
from guichet.values import ParseError, avs, reference
from guichet.web.forms.form import ProblemLink
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
REFERENCE_ERRORS = {
    "format": _("Saisissez la référence entière, par exemple ${example}"),
    "check-character": _("Comparez la référence caractère par caractère : l’un d’eux ne correspond pas"),
}
"""By `ParseError.reason` of `guichet.values.reference.parse`."""
MAX_REFERENCE = 60
"""Characters of a typed reference that are used."""
UNKNOWN_REFERENCE = _("Aucune demande ne porte cette référence. Comparez-la avec la copie PDF ou l’e-mail")


@view_config(
    context=Portal, name="work-list", request_method="GET", permission="office", renderer="templates/work_list.pt"
)
def work_list(request: Request) -> dict[str, Any]:
    """The invoices in one state, a page at a time; status 422 for a reference that was not found."""
    typed = request.typed_form.answers.get("reference", "")[:MAX_REFERENCE] if request.typed_form else None
    problem = _problem(request, typed) if typed is not None else None
    if problem:
        request.response.status_int = 422
    return _page(request, typed or "", problem)


@view_config(context=Portal, name="work-list", request_method="POST", permission="office")
def find_reference(request: Request) -> HTTPSeeOther:
    """Redirects to the review of the invoice with the posted reference, typed in any case and with any separators.

    Leads back to the list for a reference that cannot be read or that no invoice has.
    """
    typed = request.posted("reference")[:MAX_REFERENCE]
    if _problem(request, typed):
        return page_again(request, request.resource_path(request.root, "work-list"))
    return HTTPSeeOther(path_of_reference(request, reference.parse(typed)))


def _problem(request: Request, typed: str) -> Any:
    """Why no invoice is found by what was typed; None when one is."""
    try:
        found = path_of_reference(request, reference.parse(typed))
    except ParseError as problem:
        example = f"{request.desk.tenant.id.upper()}-2026-7K3M-Q2XW"
        return request.localize(REFERENCE_ERRORS[problem.reason], example=example)
    return None if found else UNKNOWN_REFERENCE


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


def _page(request: Request, typed: str = "", problem: Any = None) -> dict[str, Any]:
    chosen = request.GET.get("state", "")
    # An unknown state shows the first tab: the address may have been typed.
    chosen = chosen if chosen in TABS else next(iter(TABS))
    listing = lists.work_list(request.root)
    page = listing.page(_facet(chosen), request.GET.get("after"))
    return {
        "title": _("Liste de travail"),
        "title_detail": TABS[chosen],
        "density": "dense",
        "tabs": [(state, label, listing.count(_facet(state))) for state, label in TABS.items()],
        "chosen": chosen,
        "heading": TABS[chosen],
        "count": listing.count(_facet(chosen)),
        "rows": ROW.draw(request, _printed(request, page)),
        "next": page.next,
        "typed": typed,
        "problem": problem,
        "problems": [ProblemLink("#reference", request.localize(problem))] if problem else [],
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
