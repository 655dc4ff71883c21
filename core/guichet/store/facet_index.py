"""Rows under many facets, which a list combines: a page of three filters costs its 25 rows, not the length of the list.

Each facet is a sorted set of whole numbers, 8 bytes a row. Sets are intersected step by step, each jumping to where
another one stands (leapfrog join, Veldhuizen 2014), and no further than the page needs. A set of all that fits would
cost 2 ms for 100,000 rows, and a filter over the rows loads each of them.

Unlike `guichet.store.sorted_index`, the order is a number, and the facets follow from the row.

Where an item stands is its *place*. Row and sets have it under its *key*, the place at which it entered. An item that
moves keeps its key at first, and a short list says where it stands: else each decision, which moves its case, would
write a leaf of every set at two ends. When the list is full, all of it take their places as keys, and share the leaves.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Any, ClassVar, Generic, TypeVar

from BTrees.LLBTree import LLBTree, LLTreeSet
from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent

from guichet.store.counted_facets import CountedFacets
from guichet.store.counters import Counters
from guichet.store.facet_walk import Walk, WalkAmongMoved
from guichet.store.sorted_index import PAGE_SIZE, Page

MAX_STEPS = 4000
"""Jumps of one walk, some 3 ms; a page that is not full by then offers to continue the search."""
LAST_PLACE = (1 << 63) - 1
_SALTS = 1 << 16
"""Places of one order: a place is an order of at most 47 bits and 16 bits that differ by item."""
R = TypeVar("R", bound=tuple[Any, ...])
Filters = Sequence[Sequence[str]]
"""A row fits if it is in one facet of each group. Without groups, all rows fit."""


class Rows(LOBTree):
    """Tree of rows with small leaves: a leaf is written as a whole with each row that changes, 8 kB of sixty rows."""

    max_leaf_size = 8


class FacetIndex(CountedFacets, Persistent, Generic[R]):
    """A subclass names its ``row_type``, a ``NamedTuple``, and says which facets a row has.

    The facet ``id:ID`` is the one item with that id.
    """

    row_type: Callable[..., R]
    max_moved = 32
    """Items that have moved and keep their keys; each walk looks at them."""
    unions: ClassVar[Mapping[str, Sequence[str]]] = {}
    """Facets that are several others together, which may be asked for as all others and are not stored."""

    def __init__(self) -> None:
        self._rows = Rows()
        """Key → ``(id, *row)``: the rows of a page are neighbours."""
        self._keys = OOBTree()
        """Id → key."""
        self._moved = LLBTree()
        """Place → key, of the items that do not stand at their key."""
        self._facets = OOBTree()
        """Facet → set of keys."""
        self._counts, self._counters = OOBTree(), Counters()

    @staticmethod
    def facets_of(row: R) -> tuple[str, ...]:
        """The facets of a row, each once.

        They are not stored but derived from the stored row, also to leave them. After a change of this function an
        index has to be filled again: neither `put` nor `remove` works on rows that entered other facets.
        """
        # Not ``abc.abstractmethod``, which would enforce nothing: Persistent allocates without ``object.__new__``.
        raise NotImplementedError

    def put(self, item_id: str, order: int, row: R) -> None:
        """Stores the row of an item, in place of what was there before. ``order`` is at least 0 and below 10**14."""
        before, after = self.row(item_id), set(self.facets_of(row))
        if before is None:
            key = self._keys[item_id] = self._free_place(order, item_id)
            old: set[str] = set()
            self._count("", 1)
        else:
            key, old = self._keys[item_id], set(self.facets_of(before))
        self._leave(key, old - after)
        self._enter(key, after - old)
        self._rows[key] = (item_id, *row)
        self._move(item_id, key, order)

    def remove(self, item_id: str) -> None:
        """Removes an item; does nothing when it is not in the index."""
        row = self.row(item_id)
        if row is not None:
            key = self._keys.pop(item_id)
            self._moved.pop(self._place_of(key), None)
            self._leave(key, self.facets_of(row))
            del self._rows[key]
            self._count("", -1)

    def forget_empty(self, facet: str) -> None:
        """Removes the name of a facet without rows, where it is personal data, e.g. of an AVS number.

        A row that another transaction enters under it at the same moment would be missing from the facet, so that this
        is for erasure alone, years after the last row.
        """
        if not self.count(facet):
            self._facets.pop(facet, None)
            self._counts.pop(facet, None)

    def row(self, item_id: str | None) -> R | None:
        """The row of one item; None when it is not in the index."""
        key = self._keys.get(item_id) if item_id else None
        return self._read(key)[1] if key is not None else None

    def place(self, item_id: str) -> int | None:
        """Where an item stands, as a cursor for `page`. It is given to another item once this one has moved."""
        key: int | None = self._keys.get(item_id)
        return key if key is None else self._place_of(key)

    def count(self, facet: str = "") -> int:
        """How many rows a facet holds; of all, which are counted as the empty facet, without one."""
        if facet in self.unions:
            return sum(map(self.count, self.unions[facet]))
        return super().count(facet)

    def page(
        self,
        filters: Filters = (),
        after: int = -1,
        *,
        fits: Callable[[R], bool] | None = None,
        size: int = PAGE_SIZE,
    ) -> Page[R]:
        """The rows of all filters, for which ``fits`` holds, behind the place ``after``; the cursor is a place."""
        rows: list[tuple[str, R]] = []
        # A cursor comes from an address, where any number may stand; a tree takes none of more than 64 bits.
        walk, place = self.walk(filters, min(after, LAST_PLACE - 1) + 1), after
        for found in walk:
            item_id, row = self.at(found)
            if fits is None or fits(row):
                if len(rows) == size:
                    return Page(tuple(rows), str(place))
                rows.append((item_id, row))
                place = found
        unfinished = walk.stopped is not None
        return Page(tuple(rows), str(walk.stopped) if unfinished else None, unfinished=unfinished)

    def count_up_to(self, most: int, filters: Filters, fits: Callable[[R], bool] | None = None) -> int | None:
        """How many rows `page` has in all; None for more than ``most``, or more than one request may look for."""
        if not filters and fits is None:
            return self.count() if self.count() <= most else None
        found, all_of_them = self.first(most, filters, fits)
        return len(found) if all_of_them else None

    def first(self, most: int, filters: Filters, fits: Callable[[R], bool] | None = None) -> tuple[Sequence[int], bool]:
        """The places of the first ``most`` rows of `page`, and whether it has no others."""
        walk = self.walk(filters)
        fitting = walk if fits is None else (place for place in walk if fits(self.at(place)[1]))
        found = list(islice(fitting, most + 1))
        return found[:most], len(found) <= most and walk.stopped is None

    def at(self, place: int) -> tuple[str, R]:
        """Id and row of the item that stands at a place."""
        return self._read(self._moved.get(place, place))

    def neighbour(
        self, filters: Filters, place: int, *, fits: Callable[[R], bool] | None = None, backwards: bool = False
    ) -> tuple[str, R] | None:
        """The next row of a list behind a place, or the last one before it; None at the end."""
        for found in self.walk(filters, place - 1 if backwards else place + 1, backwards=backwards):
            item_id, row = self.at(found)
            if fits is None or fits(row):
                return item_id, row
        return None

    def backwards(self, filters: Filters, most: int, before: int = LAST_PLACE) -> Iterator[tuple[str, R]]:
        """The rows of all filters from the last one before a place on; reads at most ``most`` rows."""
        walk = self.walk(filters, before - 1, backwards=True, steps=most * max(1, len(filters)))
        for place in islice(walk, most):
            yield self.at(place)

    def walk(self, filters: Filters, start: int = 0, *, backwards: bool = False, steps: int | None = None) -> Walk:
        """The places of the rows of all filters from ``start`` on, ascending or ``backwards``."""
        groups = [[self._set(one) for facet in group for one in self.unions.get(facet, (facet,))] for group in filters]
        groups = groups or [[self._rows]]
        if self._moved:
            return WalkAmongMoved(groups, start, backwards, steps or MAX_STEPS, self._moved)
        return Walk(groups, start, backwards, steps or MAX_STEPS)

    def _set(self, facet: str) -> Any:
        if facet.startswith("id:"):
            key = self._keys.get(facet[3:])
            return LLTreeSet(() if key is None else (key,))
        return self._facets.get(facet) or LLTreeSet()

    def _read(self, key: int) -> tuple[str, R]:
        row = self._rows[key]
        return row[0], self.row_type(*row[1:])

    def _place_of(self, key: int) -> int:
        return next((place for place, moved in self._moved.items() if moved == key), key)

    def _move(self, item_id: str, key: int, order: int) -> None:
        here = self._place_of(key)
        if here // _SALTS == order:
            return
        if here != key:
            del self._moved[here]
        # Back at its key, as after a decision that was undone, an item has not moved any more.
        if key // _SALTS != order:
            self._moved[self._free_place(order, item_id)] = key
            if len(self._moved) > self.max_moved:
                self._settle()

    def _settle(self) -> None:
        """Gives all items that have moved their places as keys."""
        changes = defaultdict(list)
        for change in self._moved.items():
            place, key = change
            item_id, row = self._read(key)
            self._rows[place] = self._rows.pop(key)
            self._keys[item_id] = place
            for facet in self.facets_of(row):
                changes[facet].append(change)
        # Without their counts: each item stays in its facets.
        for facet, moved in changes.items():
            keys = self._facets[facet]
            for place, key in moved:
                keys.remove(key)
                keys.insert(place)
        self._moved.clear()

    def _free_place(self, order: int, item_id: str) -> int:
        # By the id, so that two writers of the same millisecond rarely take the same place.
        salt = int.from_bytes(blake2b(item_id.encode(), digest_size=4).digest(), "big")
        for turn in range(_SALTS):
            place = order * _SALTS + (salt + turn) % _SALTS
            if place not in self._rows and place not in self._moved:
                return place
        raise OverflowError(f"more than {_SALTS} items with the order {order}")

    def _enter(self, key: int, facets: Iterable[str]) -> None:
        for facet in facets:
            if facet not in self._facets:
                self._facets[facet] = LLTreeSet()
            self._facets[facet].insert(key)
            self._count(facet, 1)

    def _leave(self, key: int, facets: Iterable[str]) -> None:
        for facet in facets:
            self._facets[facet].remove(key)
            self._count(facet, -1)
