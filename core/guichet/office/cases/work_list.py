"""« Liste de travail »: the cases by view, the oldest first, with filters that may be combined and saved."""

from dataclasses import replace
from typing import Any

from chameleon.utils import Markup
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet import clock
from guichet.i18n import _
from guichet.invoices.case_index import DONE, CaseRow
from guichet.invoices.case_index import work_list as cases_of
from guichet.office.cases import case_filters
from guichet.office.cases.case_filters import ALL, VIEWS, CaseFilter
from guichet.office.cases.chosen_list import FILTER, LIST_GONE, ChosenList, chosen_list
from guichet.office.cases.filter_choices import draw_fields
from guichet.office.cases.list_table import draw_table
from guichet.office.cases.stored_filters import SHARED, stored_filters
from guichet.office.cases.undo_link import undo_link
from guichet.store.models import Portal
from guichet.store.sorted_index import Page
from guichet.values import ParseError, reference
from guichet.web.forms.form import ProblemLink
from guichet.web.page_context import PageContext
from guichet.web.personal_data import REDIRECTS, Reads
from guichet.web.typed_forms import page_again

MISREAD = _("Comparez la référence caractère par caractère : l’un d’eux ne correspond pas")
NOTHING_FOUND = _("Aucune demande ne correspond. Essayez avec le seul nom de famille, ou comparez avec la copie PDF")
TEMPLATES = "guichet.office.cases:templates"
MAX_TEXT = 60
"""Characters of a search that are used."""
CASES_READ = Reads("desk.work_list_read", "review")


@view_config(
    context=Portal,
    name="work-list",
    request_method="GET",
    permission="office",
    renderer="templates/work_list.pt",
    personal_data=CASES_READ,
)
def work_list(request: Request) -> Any:
    """A page of the cases of a view or filter; status 422 for a search that found nothing."""
    typed = request.typed_form
    if typed is None:
        chosen = chosen_list(request)
        return _page(request, chosen, chosen.page(_place(request))) if chosen else list_gone(request)
    request.response.status_int = 422
    return _page(request, ChosenList(request, _posted(typed.answers)), Page((), None), searched_for(typed.answers))


@view_config(context=Portal, name="work-list", request_method="POST", permission="office", personal_data=REDIRECTS)
def search(request: Request) -> HTTPSeeOther:
    """Redirects to the list of the posted filter, or to the review of the invoice whose reference was typed.

    A text is stored, and the address has its id only, since addresses are logged (ASVS 5.0, 14.2.1). A search that
    finds nothing leads back to the list, which says so.
    """
    wanted = _posted({name: request.posted(name) for name in request.POST})
    path = path_of_reference(request, wanted.text)
    if path:
        return HTTPSeeOther(path)
    chosen = ChosenList(request, wanted)
    here: str = request.resource_path(request.root, "work-list")
    if not wanted.text:
        return HTTPSeeOther(request.resource_path(request.root, "work-list", query=wanted.query))
    if not chosen.page().rows:
        return page_again(request, here)
    ctx = request.action_context
    filter_id = stored_filters(request.root).keep(ctx.actor, wanted, ctx.now)
    return HTTPSeeOther(request.resource_path(request.root, "work-list", query={FILTER: filter_id}))


def list_gone(request: Request) -> HTTPSeeOther:
    """The redirect to the first view, with the word that the list of an address is gone."""
    return HTTPSeeOther(request.resource_path(request.root, "work-list", query={"done": LIST_GONE}))


def path_of_reference(request: Request, typed: str) -> str | None:
    """The path of the review of the invoice with that reference, typed in any case and with any separators.

    ``None`` when it is no reference, or that of no invoice.
    """
    try:
        return path_of_case(request, reference.parse(typed))
    except ParseError:
        return None


def path_of_case(request: Request, known: str) -> str | None:
    """The path of the review of the invoice with a reference as the desk writes it; ``None`` without one."""
    invoice_id = request.root["references"].invoice_id(known)
    # The row has the id of the issuer, which the path needs: no invoice is loaded.
    row = cases_of(request.root).row(invoice_id)
    return review_path(request, invoice_id, row) if row else None


def review_path(request: Request, invoice_id: str, row: CaseRow) -> str:
    """The path of the review of an invoice."""
    elements = ("issuers", row.issuer_id, "invoices", invoice_id, "review")
    path: str = request.resource_path(request.root, *elements)
    return path


def searched_for(answers: dict[str, str]) -> Any:
    """Why nothing is found by what was typed, and what to do."""
    try:
        reference.parse(answers.get("search", ""))
    except ParseError as problem:
        return MISREAD if problem.reason == "check-character" else NOTHING_FOUND
    return NOTHING_FOUND


def _posted(answers: dict[str, str]) -> CaseFilter:
    """The filter of a posted form. A text is looked for in all views: what a caller asks about may be decided."""
    text = " ".join(answers.get("search", "")[:MAX_TEXT].split())
    wanted = case_filters.read(answers)
    return replace(wanted, view=ALL, text=text) if text else wanted


def _place(request: Request) -> int:
    """The cursor of the address; before the first case for one that is none."""
    after = request.GET.get("after", "")
    return int(after) if after.isascii() and after.isdigit() and len(after) < 20 else -1


def _page(request: Request, chosen: ChosenList, page: Page[CaseRow], problem: Any = None) -> dict[str, Any]:
    wanted = chosen.wanted
    return {
        "title": _("Liste de travail"),
        "title_detail": chosen.name or VIEWS[wanted.view],
        "density": "dense",
        "views": _draw_views(request, chosen),
        "saved": [(heading, _saved(request, place, chosen.filter_id)) for heading, place in _places(request)],
        "chosen": chosen,
        "wanted": wanted,
        "filter_fields": draw_fields(request, wanted),
        "rows": page.rows,
        "table": draw_table(request, page.rows, chosen) if page.rows else "",
        "first": _first(request, chosen, page),
        "next": page.next,
        "unfinished": page.unfinished,
        "problem": problem,
        "undo": undo_link(request),
        "problems": [ProblemLink("#search", request.localize(problem))] if problem else [],
    }


def _first(request: Request, chosen: ChosenList, page: Page[CaseRow]) -> str | None:
    """The review of the first case of the page, from which one leads to the next; none in lists of decided cases."""
    if not page.rows or page.rows[0][1].standing == DONE:
        return None
    invoice_id, row = page.rows[0]
    return f"{review_path(request, invoice_id, row)}{chosen.link}"


def _draw_views(request: Request, chosen: ChosenList) -> Markup:
    """The standard views with their numbers of cases; some only with a case."""
    portal, me, localize = request.root, request.identity.user_id, request.localize
    counts = {view: case_filters.count_view(view, portal, me) for view in VIEWS}
    shown = [view for view, n in counts.items() if n or view not in case_filters.ONLY_WITH_CASES]
    page: PageContext = request.page_context
    return page.filled(
        f"{TEMPLATES}/work_list_views.pt",
        {view: localize.count(counts[view]) for view in shown},
        views=tuple((view, localize(VIEWS[view])) for view in shown),
        here=request.resource_path(request.root, "work-list"),
        current="" if chosen.wanted.text or chosen.name else chosen.wanted.view,
    )


def _places(request: Request) -> list[tuple[str, str]]:
    return [(_("Mes vues"), request.identity.user_id), (_("Vues partagées"), SHARED)]


def _saved(request: Request, place: str, current: str) -> list[tuple[str, str, int | None, bool]]:
    """Id, name, number of cases (None for many) and whether it is shown, of the saved views of a place."""
    portal, me, today = request.root, request.identity.user_id, clock.today()
    return [
        (name, one.name, case_filters.count(one.wanted, portal, me, today, case_filters.MAX_COUNTED), name == current)
        for name, one in stored_filters(portal).saved(place)
    ]
