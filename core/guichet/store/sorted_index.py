"""Sorted indexes, read by key range: a page of a list costs the same among a hundred or a million rows.

Rows hold what a list shows, so that no page loads the objects themselves (5,000 invoices: 29 loads in place of 5,335).
hypatia is passed over: without folding it does not find « Émilie » for « emilie », its total is that of the page, and
its lexicon and lengths are records that all writers conflict on (hypatia 0.5, tried).

A row is stored once per list. Facets hold keys only, so that a further filter costs some 60 bytes and not a copy.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Generic, TypeVar

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from guichet.store.counted_facets import CountedFacets
from guichet.store.counters import Counters

PAGE_SIZE = 25
MAX_SCANNED = 500
"""Rows one request reads for a filter without a facet of its own; the page then offers to continue the search."""
LAST_MILLISECOND = 10**14 - 1
"""In the year 5138; keeps every order at 14 digits, so that orders sort as texts."""
LAST = "\U0010ffff"
"""Sorts behind every order; ``text + LAST`` behind every order that begins with the text."""
R = TypeVar("R", bound=tuple[Any, ...])
Place = tuple[str, str]
"""Order and id of an item: sorts within a facet."""


@dataclass(frozen=True)
class Page(Generic[R]):
    """One page of a list, and the cursor of the next one."""

    rows: tuple[tuple[str, R], ...]
    """Ids with what is shown of them."""
    next: str | None
    """Cursor of the page after this one: an id, so that an address shows nothing of a person."""
    unfinished: bool = False
    """Whether a filter has read its limit of rows before the page was full; ``next`` continues the search."""


class SortedIndex(CountedFacets, Persistent, Generic[R]):
    """Rows of one kind, sorted, under one or more facets; a subclass names its ``row_type``, a ``NamedTuple``.

    A facet is a text such as ``"state:submitted"``; within each, rows are in ascending ``order``, then by id. Rows are
    stored as plain tuples: a named one would write its class path into every record.
    """

    row_type: Callable[..., R]

    def __init__(self) -> None:
        # Rows are sorted as their facets are, and not by their random ids: the 25 rows of a page are neighbours and
        # load 2 to 5 records instead of 25.
        self._rows = OOBTree()
        """``(order, id)`` → ``(facets, *row)``; the facets one on a line, since each text takes its time to store."""
        self._keys = OOTreeSet()
        """``(facet, order, id)``."""
        self._places = OOBTree()
        """Id → order."""
        self._counts, self._counters = OOBTree(), Counters()

    def put(self, item_id: str, facets: Iterable[str], order: str, row: R) -> None:
        """Stores the row of an item under its facets, in place of what was there before."""
        place, after = (order, item_id), tuple(facets)
        old_place, before = self._known(item_id)
        moved = old_place != place
        if old_place is not None:
            self._drop_keys(old_place, [facet for facet in before if moved or facet not in after])
        self._keys.update((facet, *place) for facet in after if moved or facet not in before)
        self._recount(before, after)
        if moved:
            if old_place is not None:
                del self._rows[old_place]
            self._places[item_id] = order
        self._rows[place] = ("\n".join(after), *row)

    def remove(self, item_id: str) -> None:
        """Removes an item from all its facets; does nothing when it is not in the list."""
        place, facets = self._known(item_id)
        if place is not None:
            self._drop_keys(place, facets)
            self._recount(facets, ())
            del self._places[item_id], self._rows[place]

    def forget_empty(self, facet: str) -> None:
        """Removes the name of a facet without rows, where it says something about an item that is erased."""
        if not self.count(facet):
            self._counts.pop(facet, None)

    def row(self, item_id: str | None) -> R | None:
        """The row of one item."""
        place = self.place(item_id)
        return self._row(place) if place is not None else None

    def place(self, item_id: str | None) -> Place | None:
        """Where an item stands in the order; None for one that is not in the list."""
        order = self._places.get(item_id) if item_id else None
        return (order, item_id) if order is not None and item_id else None

    def page(self, facet: str, after: str | None = None, size: int = PAGE_SIZE) -> Page[R]:
        """The page behind the cursor ``after``; an unknown cursor is the first page."""
        place, known = self._known(after)
        return self.at(self._places_of(facet, place if place is not None and facet in known else ()), size)

    def at(self, places: Iterable[Place], size: int = PAGE_SIZE) -> Page[R]:
        """The page of the rows at these places, the first ``size`` of them."""
        found = list(islice(places, size + 1))
        rows = tuple((item_id, self._row((order, item_id))) for order, item_id in found[:size])
        return Page(rows, rows[-1][0] if len(found) > size else None)

    def filtered(
        self,
        facets: Sequence[str],
        fits: Callable[[str, R], bool],
        after: str | None = None,
        size: int = PAGE_SIZE,
        limit: int = MAX_SCANNED,
    ) -> Page[R]:
        """The rows of any of the facets for which ``fits(id, row)`` holds; reads at most ``limit`` rows."""
        rows: list[tuple[str, R]] = []
        last = None
        for read, place in enumerate(self._scan(facets, after)):
            full = len(rows) == size
            if read == limit:
                return Page(tuple(rows), rows[-1][0] if full else last, unfinished=not full)
            row, last = self._row(place), place[1]
            if fits(last, row):
                if full:
                    return Page(tuple(rows), rows[-1][0])
                rows.append((last, row))
        return Page(tuple(rows), None)

    def between(self, facet: str, low: str, high: str = LAST, size: int = PAGE_SIZE) -> tuple[tuple[str, R], ...]:
        """The first ``size`` rows of a facet whose order is at least ``low`` and below ``high``."""
        found: list[tuple[str, R]] = []
        for _facet, order, item_id in self._keys.keys(min=(facet, low), max=(facet, high)):
            if len(found) == size:
                break
            found.append((item_id, self._row((order, item_id))))
        return tuple(found)

    def ids(self, facet: str) -> Iterator[str]:
        """The ids of all items of a facet, in order; reads no row."""
        return (item_id for _order, item_id in self._places_of(facet, ()))

    def behind(self, facet: str, place: tuple[str, ...] = (), size: int = PAGE_SIZE) -> list[tuple[Place, R]]:
        """The next ``size`` rows of a facet behind a place, each with its own; from the first one on without a place.

        For a walk that removes rows on its way, behind which a cursor of :meth:`page` would be unknown.
        """
        return [(found, self._row(found)) for found in islice(self._places_of(facet, place), size)]

    def _scan(self, facets: Sequence[str], after: str | None) -> Iterator[Place]:
        """The places of all items of the facets, in order, an item of several of them once."""
        place, known = self._known(after)
        start = place if place is not None and any(facet in known for facet in facets) else ()
        before = None
        # Places come in order, so an item of several facets comes twice in a row.
        for place in heapq.merge(*(self._places_of(facet, start) for facet in facets)):
            if place != before:
                yield place
            before = place

    def _known(self, item_id: str | None) -> tuple[Place | None, Sequence[str]]:
        place = self.place(item_id)
        facets: str = self._rows[place][0] if place is not None else ""
        return place, facets.split("\n") if facets else ()

    def _places_of(self, facet: str, start: tuple[Any, ...]) -> Iterator[Place]:
        for key in self._keys.keys(min=(facet, *start), excludemin=bool(start)):
            if key[0] != facet:
                return
            yield key[1:]

    def _row(self, place: Place) -> R:
        return self.row_type(*self._rows[place][1:])

    def _drop_keys(self, place: Place, facets: Iterable[str]) -> None:
        for facet in facets:
            self._keys.remove((facet, *place))

    def _recount(self, before: Sequence[str], after: Sequence[str]) -> None:
        for facet in set(before) ^ set(after):
            self._count(facet, 1 if facet in after else -1)


def newest_first(moment: datetime) -> str:
    """An order that puts the latest moment on top, since BTrees iterate upwards."""
    return f"{LAST_MILLISECOND - int(moment.timestamp() * 1000):014d}"


def oldest_first(moment: datetime) -> str:
    """An order that puts the earliest moment on top."""
    return f"{int(moment.timestamp() * 1000):014d}"
