"""Filters of the work list that are stored: those with a text, which stands in no address, and the saved views."""

from collections.abc import Collection, Iterator
from dataclasses import asdict, fields
from datetime import datetime
from typing import NamedTuple

from BTrees.OOBTree import OOBTree, OOTreeSet

from guichet.invoices.search_terms import Query
from guichet.office.cases.case_filters import CaseFilter
from guichet.store.models import Portal, Resource, new_id
from guichet.store.sorted_index import LAST, newest_first

FILTERS = "case_filters"
"""Name of the desk's :class:`StoredFilters`."""
MAX_KEPT = 20
"""Filters of one person that are no saved views; the oldest one makes room for the next."""
MAX_SAVED = 20
"""Saved views of one person, and shared ones of the office."""
SHARED = "shared"
"""In place of an owner's id, of a view that the whole office has. Ids are hexadecimal."""
Values = tuple[tuple[str, str], ...]


class TakenName(Exception):
    """A shared view of a colleague has that name."""


class StoredFilter(NamedTuple):
    """A filter and whose it is."""

    owner: str
    """Id of the user who made it."""
    name: str
    """Of a saved view; empty for a filter that is only kept."""
    shared: bool
    wanted: CaseFilter


class StoredFilters(Resource):
    """The stored filters of the whole office, by an id that says nothing."""

    def __init__(self) -> None:
        self._filters = OOBTree()
        """Id → ``(owner, name, shared, (name, value) of each field of the CaseFilter)``."""
        self._kept = OOTreeSet()
        """``(owner, order, id)`` of those without a name, the latest first."""
        self._saved = OOTreeSet()
        """``(owner or SHARED, name, id)``."""

    def visible(self, filter_id: str, user_id: str) -> StoredFilter | None:
        """A filter that a user may use: an own or a shared one; else None."""
        found = self._filters.get(filter_id)
        if found is None:
            return None
        owner, name, shared, values = found
        return StoredFilter(owner, name, shared, _filter(values)) if shared or owner == user_id else None

    def keep(self, owner: str, wanted: CaseFilter, now: datetime) -> str:
        """The id of a filter for its owner, stored unless it is; the oldest kept one is dropped for it."""
        kept = list(self._kept.keys(min=(owner,), max=(owner, LAST)))
        for _owner, _order, filter_id in kept:
            if self._filters[filter_id][3] == _stored(wanted):
                return str(filter_id)
        for key in kept[MAX_KEPT - 1 :]:
            self._kept.remove(key)
            del self._filters[key[2]]
        filter_id = new_id()
        self._filters[filter_id] = (owner, "", False, _stored(wanted))
        self._kept.insert((owner, newest_first(now), filter_id))
        return filter_id

    def save(self, view: StoredFilter) -> str:
        """Saves a view, in place of the owner's own of the same name and place; its id.

        Raises `TakenName`, and ``OverflowError`` for too many.
        """
        place = SHARED if view.shared else view.owner
        saved = list(self.saved(place))
        same = [(filter_id, one.owner) for filter_id, one in saved if one.name == view.name]
        if any(owner != view.owner for _id, owner in same):
            raise TakenName(view.name)
        if not same and len(saved) >= MAX_SAVED:
            raise OverflowError(place)
        filter_id = same[0][0] if same else new_id()
        owner, name, shared, wanted = view
        self._filters[filter_id] = (owner, name, shared, _stored(wanted))
        self._saved.insert((place, name, filter_id))
        return filter_id

    def saved(self, place: str) -> Iterator[tuple[str, StoredFilter]]:
        """Ids and saved views of a user, or the shared ones with `SHARED`, by name."""
        for _place, _name, filter_id in self._saved.keys(min=(place,), max=(place, LAST)):
            owner, name, shared, values = self._filters[filter_id]
            yield filter_id, StoredFilter(owner, name, shared, _filter(values))

    def forget_texts(self, people: Collection[str]) -> None:
        """Drops the filters with a text that are no saved views: they may name a person whose data are erased.

        ``people`` are name and AVS number of each person who is erased as a whole: the saved views that look for them,
        or are named after them, go as well.
        """
        for key in [key for key in self._kept if _filter(self._filters[key[2]][3]).text]:
            self._kept.remove(key)
            del self._filters[key[2]]
        for _place, name, filter_id in list(self._saved) if people else ():
            wanted = [Query(text) for text in (name, _filter(self._filters[filter_id][3]).text) if text.strip()]
            if any(query.finds(person) for query in wanted for person in people):
                self.remove(filter_id)

    def remove(self, filter_id: str) -> None:
        """Removes a saved view."""
        owner, name, shared, _values = self._filters.pop(filter_id)
        self._saved.remove((SHARED if shared else owner, name, filter_id))


def _stored(wanted: CaseFilter) -> Values:
    return tuple(asdict(wanted).items())


def _filter(values: Values) -> CaseFilter:
    # By name: a field that a later version adds has its default, one that it no longer has is left out.
    known = {field.name for field in fields(CaseFilter)}
    return CaseFilter(**{name: value for name, value in values if name in known})


def stored_filters(portal: Portal) -> StoredFilters:
    """The stored filters of a desk."""
    found: StoredFilters = portal[FILTERS]
    return found
