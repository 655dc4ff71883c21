"""The page « Guichet »: what to do first, then the history with its filters."""

from collections.abc import Iterator
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.holders.models import Company, Holder, matching
from guichet.i18n import _
from guichet.invoices.lifecycle import STATES
from guichet.invoices.lists import HISTORY, InvoiceRow
from guichet.store.listing import Key, Listing, Row, first_page, fold
from guichet.values import avs

MOST_MATCHES = 20
"""Beneficiaries a search by name may find; a longer list would not fit an address."""
MOST_TODO = 100
"""Invoices shown as waiting under one heading; those below come up as the first are done."""
NOBODY = "none"


@view_config(context=Holder, name="", request_method="GET", permission="file", renderer="templates/desk.pt")
def desk(context: Holder, request: Request) -> dict[str, Any]:
    """The holder's own page."""
    history, own = request.root[HISTORY], context.id
    filters = _filters(request)
    scanned = _filtered(request, context, filters)
    return {
        "title": _("Guichet"),
        "holder": context,
        "company": isinstance(context, Company),
        "todo": _todo(history, context),
        "list": first_page(scanned),
        "row": lambda values: InvoiceRow(*values),
        "count": history.count(f"holder:{own}"),
        "filters": filters,
        "active": _active(request, context, filters),
        "people": _people(request, context),
        "states": {name: state for name, state in STATES.items() if name != "draft"},
        "all_states": STATES,
        "types": request.desk.plugins.known_types,
        "masked": avs.masked,
        "query": {name: value for name, value in filters.items() if value},
    }


@view_config(context=Holder, name="", request_method="POST", permission="file")
def filter_history(context: Holder, request: Request) -> HTTPSeeOther:
    """Turns the filters into an address. A name or AVS number never gets there, only ids that mean nothing outside."""
    query = {name: request.posted(name) for name in ("by", "status")}
    text = request.posted("beneficiary").strip()[:100]
    if text:
        query["for"] = ",".join(matching(context.beneficiaries.directory, text)[:MOST_MATCHES]) or NOBODY
    chosen = {name: value for name, value in query.items() if value}
    return HTTPSeeOther(request.resource_path(context, query=chosen, anchor="history"))


def _todo(history: Listing, holder: Holder) -> list[tuple[Any, list[tuple[str, InvoiceRow]]]]:
    """What waits for the holder's people, under its heading; a heading without anything is left out."""
    groups = ((_("Demandes à corriger"), "correction_requested"), (_("Brouillons"), "draft"))
    found = []
    for heading, state in groups:
        waiting = history.page(f"holder:{holder.id}:todo:{state}", size=MOST_TODO).rows
        if waiting:
            found.append((heading, [(invoice_id, InvoiceRow(*row)) for invoice_id, row in waiting]))
    return found


def _people(request: Request, holder: Holder) -> list[tuple[str, str]]:
    """Who may be filtered by: everybody of the holder, and those who have left invoices behind."""
    history, own = request.root[HISTORY], holder.id
    left = [account_id for account_id in holder.former_members if history.count(f"holder:{own}:by:{account_id}")]
    names = [(account_id, request.root["accounts"][account_id].name) for account_id in (*holder.members, *left)]
    return sorted(names, key=lambda person: fold(person[1]))


def _filters(request: Request) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("by", "for", "status")}


def _filtered(request: Request, holder: Holder, filters: dict[str, str]) -> Iterator[tuple[Key, Row]]:
    """Reads the narrowest list there is, and looks through it for the other filters."""
    wanted = set(filters["for"].split(",")) - {""}
    facet = f"holder:{holder.id}"
    if len(wanted) == 1:
        facet += f":for:{next(iter(wanted))}"
    elif filters["status"]:
        facet += f":state:{filters['status']}"
    elif filters["by"]:
        facet += f":by:{filters['by']}"
    for key, values in request.root[HISTORY].scan(facet, request.GET.get("after")):
        row = InvoiceRow(*values)
        fits = filters["by"] in ("", row.responsible_id) and filters["status"] in ("", row.state)
        if fits and (not wanted or row.beneficiary_id in wanted):
            yield key, values


def _active(request: Request, holder: Holder, filters: dict[str, str]) -> list[tuple[Any, str]]:
    """The filters in words, each with the address without it."""
    names = [found.name for one in filters["for"].split(",") if (found := holder.beneficiaries.get(one)) is not None]
    people = (*holder.members, *holder.former_members)
    account = request.root["accounts"].get(filters["by"]) if filters["by"] in people else None
    state = STATES.get(filters["status"])
    words = {
        "by": account.name if account else None,
        "for": request.say.listing(names) if names else _("personne ne correspond") if filters["for"] else None,
        "status": state.tag if state else None,
    }
    return [
        (word, request.resource_path(holder, query={n: v for n, v in filters.items() if v and n != name}))
        for name, word in words.items()
        if word
    ]
