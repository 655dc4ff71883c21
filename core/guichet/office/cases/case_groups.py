"""Several cases at once: those ticked on a page of the work list, or the first ones of the whole list."""

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet.invoices.case_index import work_list
from guichet.invoices.models import Invoice
from guichet.office.cases import case_actions
from guichet.office.cases.assignees import user_id_of
from guichet.office.cases.case_actions import NotAColleague
from guichet.office.cases.chosen_list import MAX_GROUP, ChosenList, list_around
from guichet.office.cases.work_list import list_gone
from guichet.store.models import Portal
from guichet.web.post_views import below_root, post_view

PICKED = "case"
"""Name of the checkboxes, whose values are ids of invoices."""
WHOLE_LIST = "whole"
"""Name of the checkbox for the whole list."""


@post_view(context=Portal, name="assign-cases", permission="review", page=below_root("work-list"))
def assign_cases(request: Request) -> HTTPSeeOther:
    """Assigns the ticked cases, each with its own entry of the audit log, and returns to the list."""
    chosen = list_around(request)
    if request.posted(WHOLE_LIST) and chosen is None:
        return list_gone(request)
    back = dict(chosen.query) if chosen else {}
    user_id, ids = user_id_of(request.posted("assignee")), picked(request, chosen)
    if not ids:
        return to_list(request, back, "no-case-picked")
    try:
        for invoice_id in ids:
            case_actions.assign(request.action_context, _invoice(request.root, invoice_id), user_id)
    except NotAColleague:
        request.tm.doom()
        return to_list(request, back, "not-a-colleague")
    return to_list(request, back, "cases-assigned")


def picked(request: Request, chosen: ChosenList | None) -> list[str]:
    """Ids of the cases of the group that there are, each once; ``chosen`` is the list that they were ticked in."""
    listing = work_list(request.root)
    if request.posted(WHOLE_LIST) and chosen:
        return [invoice_id for invoice_id, _row in chosen.page(size=MAX_GROUP).rows]
    posted = dict.fromkeys(one for one in request.POST.getall(PICKED) if isinstance(one, str))
    return [invoice_id for invoice_id in posted if listing.row(invoice_id) is not None][:MAX_GROUP]


def _invoice(portal: Portal, invoice_id: str) -> Invoice:
    row = work_list(portal).row(invoice_id)
    assert row is not None, "the ids are those of the list"
    found: Invoice = portal["issuers"][row.issuer_id].invoices[invoice_id]
    return found


def to_list(request: Request, query: dict[str, str], done: str) -> HTTPSeeOther:
    """The redirect to the list of these parameters, with a notice."""
    return HTTPSeeOther(request.resource_path(request.root, "work-list", query={**query, "done": done}))
