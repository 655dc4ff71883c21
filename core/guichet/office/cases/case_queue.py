"""One case after the other: the neighbours of a case in the list that it was opened from.

Without a stored position: a case that was decided has left its list, and one that came since is in its place by age.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet.invoices.case_index import CaseRow, work_list
from guichet.invoices.models import Invoice
from guichet.office.cases.chosen_list import MAX_COUNTED, ChosenList, list_around
from guichet.office.cases.undo_link import DECIDED
from guichet.office.cases.work_list import review_path


@dataclass(frozen=True)
class CaseQueue:
    """The list around a case, with the addresses of its neighbours."""

    chosen: ChosenList
    previous: str | None
    next: str | None
    position: int | None
    """From 1; None for a case that is no longer in the list, or stands too far back to be counted."""
    count: int | None
    """None for a long list."""

    @property
    def link(self) -> str:
        """What keeps the list in an address that has no other parameter."""
        return self.chosen.link


def queue_around(request: Request, invoice: Invoice) -> CaseQueue | None:
    """The queue of a page about a case; None for a case that was opened by itself."""
    chosen = list_around(request)
    if chosen is None:
        return None
    listing, wanted = work_list(request.root), chosen.selection
    first, all_of_them = listing.first(MAX_COUNTED, wanted.filters, wanted.fits)
    count = len(first) if all_of_them else None
    place = listing.place(invoice.id)
    if place in first[:-1]:
        # Its neighbours were found with it.
        at = first.index(place)
        before, behind = listing.at(first[at - 1]) if at else None, listing.at(first[at + 1])
        return CaseQueue(chosen, _review(chosen, before), _review(chosen, behind), at + 1, count)
    place = _place_in(chosen, invoice)
    return CaseQueue(
        chosen,
        _review(chosen, chosen.neighbour(place, backwards=True)) if place >= 0 else None,
        _review(chosen, chosen.neighbour(place)),
        first.index(place) + 1 if place in first else None,
        count,
    )


def following(request: Request, invoice: Invoice) -> str | None:
    """The address of the next case. To be asked before a decision, which takes the case out of the list."""
    chosen = list_around(request)
    return _review(chosen, chosen.neighbour(_place_in(chosen, invoice))) if chosen else None


def after_decision(request: Request, invoice: Invoice, notice: str, following: str | None) -> HTTPSeeOther:
    """The redirect to the ``following`` case, or to the list that is now at its end, with the notice of that code.

    That page has a link to undo the decision on ``invoice``.
    """
    shown = {"done": notice, DECIDED: invoice.id}
    if following is not None:
        return HTTPSeeOther(f"{following}&{urlencode(shown)}")
    chosen = list_around(request)
    query = {**(chosen.query if chosen else {}), **shown}
    return HTTPSeeOther(request.resource_path(request.root, "work-list", query=query))


def in_list(request: Request, path: str) -> str:
    """``path`` with the list of the request, so that the page behind it belongs to the list too."""
    chosen = list_around(request)
    return f"{path}{chosen.link}" if chosen else path


def _place_in(chosen: ChosenList, invoice: Invoice) -> int:
    """Where a case stands in a list; before the first one if it is not in it."""
    listing, wanted = work_list(chosen.request.root), chosen.selection
    place, row = listing.place(invoice.id), listing.row(invoice.id)
    if place is None or row is None or (wanted.fits is not None and not wanted.fits(row)):
        return -1
    return place if next(iter(listing.walk(wanted.filters, place)), None) == place else -1


def _review(chosen: ChosenList, found: tuple[str, CaseRow] | None) -> str | None:
    return f"{review_path(chosen.request, *found)}{chosen.link}" if found else None
