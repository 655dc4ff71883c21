"""Which list of cases an address names: by its parameters, or by the id of a stored filter."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl, urlencode

from pyramid.request import Request

from guichet import clock
from guichet.i18n import _
from guichet.invoices.case_index import CaseRow, work_list
from guichet.office.cases import case_filters
from guichet.office.cases.assignees import may_have_cases
from guichet.office.cases.case_filters import VIEWS, CaseFilter, Selection
from guichet.office.cases.stored_filters import StoredFilter, stored_filters
from guichet.store.models import Portal
from guichet.store.sorted_index import PAGE_SIZE, Page

FOUND = _("Demandes trouvées")
FILTER = "filter"
"""Parameter with the id of a stored filter."""
LIST = "list"
"""Parameter of a page about one case of a list: the parameters of the list, as one text."""
MAX_GROUP = 500
"""Cases that are assigned at once, in one transaction."""
LIST_GONE = "list-gone"
"""Code of the notice about a filter that is gone."""
MAX_COUNTED = 100
"""Cases up to which a list with filters is counted: a count walks as far as it goes."""


@dataclass(frozen=True)
class ChosenList:
    """A list of cases, for the person of a request."""

    request: Request
    wanted: CaseFilter
    filter_id: str = ""
    """Empty for a filter that its address says in full."""
    stored: StoredFilter | None = None

    @property
    def query(self) -> Mapping[str, str]:
        """The parameters of its address."""
        return {FILTER: self.filter_id} if self.filter_id else self.wanted.query

    @cached_property
    def text(self) -> str:
        """The parameters as one text, for `LIST`."""
        return urlencode(self.query)

    @cached_property
    def link(self) -> str:
        """What the address of a case has behind its path."""
        return f"?{urlencode({LIST: self.text})}"

    @property
    def heading(self) -> str:
        """What its page is called: the name of a saved view, or what it shows."""
        return self.name or (FOUND if self.wanted.text else VIEWS[self.wanted.view])

    @property
    def name(self) -> str:
        """Of a saved view, as it was typed; empty without one."""
        return self.stored.name if self.stored else ""

    @property
    def may_be_removed(self) -> bool:
        """Whether it is a saved view that the person of the request may remove."""
        return self.stored is not None and may_remove(self.request.root, self.stored, self.request.identity.user_id)

    @cached_property
    def selection(self) -> Selection:
        """What the index is asked for."""
        return case_filters.selection(self.wanted, self.request.root, self.request.identity.user_id, clock.today())

    def page(self, after: int = -1, size: int = PAGE_SIZE) -> Page[CaseRow]:
        """A page of it."""
        return work_list(self.request.root).page(self.selection.filters, after, fits=self.selection.fits, size=size)

    def count(self) -> int | None:
        """How many cases it has; None for more than `MAX_COUNTED` of a list with filters."""
        return case_filters.count(
            self.wanted, self.request.root, self.request.identity.user_id, clock.today(), MAX_COUNTED
        )

    def neighbour(self, place: int, *, backwards: bool = False) -> tuple[str, CaseRow] | None:
        """Id and row of the case behind a place, or of the one before it."""
        chosen = self.selection
        return work_list(self.request.root).neighbour(chosen.filters, place, fits=chosen.fits, backwards=backwards)


def chosen_list(request: Request) -> ChosenList | None:
    """The list that the parameters of a request name; None for a filter that is gone, or is another person's."""
    return _named(request, request.GET)


def list_around(request: Request) -> ChosenList | None:
    """The list that a page about one case belongs to; None for a case that was opened by itself, or whose list is
    gone.
    """
    text = request.GET.get(LIST, "")
    return _named(request, dict(parse_qsl(text))) if text else None


def may_remove(portal: Portal, view: StoredFilter, user_id: str) -> bool:
    """Whether a user may remove a saved view: an own one, or one that a person has left to the office."""
    left = view.shared and not may_have_cases(portal["users"].get(view.owner))
    return bool(view.name) and (view.owner == user_id or left)


def _named(request: Request, query: Mapping[str, str]) -> ChosenList | None:
    filter_id = query.get(FILTER, "")
    if not filter_id:
        return ChosenList(request, case_filters.read(query))
    stored = stored_filters(request.root).visible(filter_id, request.identity.user_id)
    # Never another list instead: « the whole list » would then be cases that no page has shown.
    return ChosenList(request, stored.wanted, filter_id, stored) if stored is not None else None
