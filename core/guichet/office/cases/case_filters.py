"""What a list of cases shows: the standard views, and the filters that each of them may be combined with."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from guichet import clock
from guichet.i18n import _
from guichet.invoices.case_index import (
    APPROVED,
    CORRECTED,
    DONE,
    FOLLOW_UP,
    MESSAGE,
    NEW,
    UNASSIGNED,
    WAITING,
    CaseRow,
    received_in,
    work_list,
)
from guichet.invoices.search_terms import TERMS, Query
from guichet.office.cases.case_file import is_due
from guichet.store.facet_index import Filters
from guichet.store.models import Portal

MINE, SECOND, MESSAGES, REMINDERS, ALL = "mine", "second", "messages", "reminders", "all"
VIEWS = {
    NEW: _("Nouvelles"),
    CORRECTED: _("Renvoyées corrigées"),
    MINE: _("À moi"),
    SECOND: _("Deuxième signature"),
    MESSAGES: _("Messages"),
    REMINDERS: _("Rappels"),
    WAITING: _("Chez l’expéditeur"),
    DONE: _("Traitées"),
    ALL: _("Toutes"),
}
"""Headings of the list, in the order of the page; the first one is shown first."""
ONLY_WITH_CASES = (SECOND, MESSAGES, REMINDERS)
"""Views that the page leaves out while they are empty."""
MAX_COUNTED = 99
"""Cases of a view up to which the list beside the table counts, where no counter answers."""
LOOKED_THROUGH = {SECOND: APPROVED, REMINDERS: FOLLOW_UP}
"""Views that look at each row, each with the facet that all its cases are in."""
PERIODS = {
    "this-month": _("Ce mois"),
    "last-month": _("Le mois passé"),
    "this-year": _("Cette année"),
    "last-year": _("L’année passée"),
}
"""Periods of the first sending that move with the day; a month is written ``2026-11``."""
BY_FACET = ("type", "state", "assignee", "findings")
"""Fields of a filter that are facets of the work list under the same name."""


@dataclass(frozen=True)
class CaseFilter:
    """A view, and what narrows it. Empty values narrow nothing."""

    view: str = NEW
    type: str = ""
    """Id of an invoice type."""
    state: str = ""
    assignee: str = ""
    """Id of a user, or `~guichet.invoices.case_index.UNASSIGNED`."""
    period: str = ""
    """Of the first sending: one of `PERIODS`, or a month."""
    findings: str = ""
    """`~guichet.invoices.case_index.NONE`, ``SOME`` or ``BLOCKING``."""
    text: str = ""
    """Words of names and numbers, as typed. Personal data: it stands in no address."""

    @property
    def is_narrowed(self) -> bool:
        """Whether more than a view is asked for."""
        return self != CaseFilter(self.view)

    @property
    def query(self) -> dict[str, str]:
        """The parameters of its address. Raises ``ValueError`` for a filter with a text, which has none."""
        if self.text:
            raise ValueError("a text stands in no address")
        return {name: value for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class Selection:
    """A filter as the index takes it."""

    filters: Filters
    """All groups, any facet of a group."""
    fits: Callable[[CaseRow], bool] | None
    """Test of a row that no facet answers; None where facets answer all."""


def read(query: Mapping[str, str]) -> CaseFilter:
    """The filter of an address. Unknown values of a filter find nothing; an unknown view is the first one."""
    view = query.get("view", NEW)
    # An address may hold anything; no value is longer.
    narrowed = {name: query.get(name, "")[:40] for name in (*BY_FACET, "period")}
    return CaseFilter(view if view in VIEWS else NEW, **narrowed)


def selection(wanted: CaseFilter, portal: Portal, user_id: str, today: date) -> Selection:
    """The cases of a filter, for one user of the office."""
    filters: list[tuple[str, ...]] = [*_view(wanted.view, user_id), *_narrowed(wanted, today)]
    tests: list[Callable[[CaseRow], bool]] = []
    if wanted.view == REMINDERS:
        tests.append(lambda row: is_due(row.follow_up, today))
    if wanted.view == SECOND:
        tests.append(lambda row: row.approved_by != user_id)
    if wanted.text:
        query = Query(wanted.text)
        facets = query.facets(portal[TERMS])
        filters += [] if facets is None else [tuple(facets)]
        tests.append(query.fits)
    return Selection(filters, (lambda row: all(test(row) for test in tests)) if tests else None)


def count(wanted: CaseFilter, portal: Portal, user_id: str, today: date, most: int) -> int | None:
    """How many cases a filter has; None for more than ``most``, or where counting took too many steps.

    A view alone is counted whatever ``most`` is, since its facet has a counter.
    """
    listing, chosen = work_list(portal), selection(wanted, portal, user_id, today)
    if chosen.fits is None and len(chosen.filters) < 2:
        return listing.count(next((facet for (facet,) in chosen.filters), ""))
    return listing.count_up_to(most, chosen.filters, chosen.fits)


def count_view(view: str, portal: Portal, user_id: str) -> int:
    """How many cases a view has; of one that looks at each row, `MAX_COUNTED` at most."""
    if view in LOOKED_THROUGH:
        # Of most days no case is in them: then nothing is walked through.
        if not work_list(portal).count(LOOKED_THROUGH[view]):
            return 0
        return count(CaseFilter(view), portal, user_id, clock.today(), MAX_COUNTED) or 0
    return work_list(portal).count(_facet(view, user_id))


def _view(view: str, user_id: str) -> list[tuple[str, ...]]:
    if view == REMINDERS:
        return [(FOLLOW_UP,), (f"assignee:{user_id}", f"assignee:{UNASSIGNED}")]
    facet = _facet(view, user_id)
    return [(facet,)] if facet else []


def _facet(view: str, user_id: str) -> str:
    """The one facet of a view; empty for `ALL`, which has every case."""
    if view in (NEW, CORRECTED, WAITING, DONE):
        return f"standing:{view}"
    return {MINE: f"mine:{user_id}", SECOND: APPROVED, MESSAGES: MESSAGE, ALL: ""}[view]


def _narrowed(wanted: CaseFilter, today: date) -> Iterator[tuple[str, ...]]:
    for name in BY_FACET:
        if value := getattr(wanted, name):
            yield (f"{name}:{value}",)
    if wanted.period:
        yield (_received(wanted.period, today),)


def _received(period: str, today: date) -> str:
    """The facet of a period."""
    this_month, this_year = received_in(today)
    last_month, _year = received_in(date.fromordinal(today.replace(day=1).toordinal() - 1))
    facets = {
        "this-month": this_month,
        "last-month": last_month,
        "this-year": this_year,
        "last-year": f"received:{today.year - 1}",
    }
    return facets.get(period, f"received:{period}")
