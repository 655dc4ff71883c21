"""Rows under many facets, which a list combines: a page of three filters costs its 25 rows, not the length of the list.

Each facet is a sorted set of whole numbers, 8 bytes a row. Sets are intersected step by step, each jumping to where
another one stands (leapfrog join, Veldhuizen 2014), and no further than the page needs. A set of all that fits would
cost 2 ms for 100,000 rows, and a filter over the rows loads each of them.

Unlike `guichet.store.sorted_index`, the order is a number, and the facets follow from the row.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import blake2b
from itertools import islice
from typing import Any, Generic, TypeVar

from BTrees.Length import Length
from BTrees.LLBTree import LLTreeSet, multiunion
from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent

from guichet.store.sorted_index import LAST, PAGE_SIZE, Page

MAX_STEPS = 4000
"""Jumps of one walk, some 3 ms; a page that is not full by then offers to continue the search."""
MAX_CURSORS = 12
"""Alternatives of a filter that are walked side by side; more are united first."""
LAST_PLACE = (1 << 63) - 1
_SALTS = 1 << 16
"""Places of one order: a place is an order of at most 47 bits and 16 bits that differ by item."""
R = TypeVar("R", bound=tuple[Any, ...])
Seek = Callable[[int], int]
"""The first place of a set from a number on, or the last one down from it; ``ValueError`` where there is none."""
Filters = Sequence[Sequence[str]]
"""A row fits if it is in one facet of each group. Without groups, all rows fit."""


class Rows(LOBTree):
    """Tree of rows with small leaves: a leaf is written as a whole with each row that changes, 8 kB of sixty rows."""

    max_leaf_size = 16


class FacetIndex(Persistent, Generic[R]):
    """A subclass names its ``row_type``, a ``NamedTuple``, and says which facets a row has.

    The facet ``id:ID`` is the one item with that id.
    """

    row_type: Callable[..., R]

    def __init__(self) -> None:
        self._rows = Rows()
        """Place → ``(id, *row)``: the rows of a page are neighbours."""
        self._places = OOBTree()
        """Id → place."""
        self._facets = OOBTree()
        """Facet → set of places."""
        self._counts = OOBTree()
        """Facet → ``Length``; the empty facet counts all rows."""

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
        here: int | None = self._places.get(item_id)
        old = set(self.facets_of(before)) if before is not None else set()
        place = here if here is not None and here // _SALTS == order else self._free_place(order, item_id)
        if place != here:
            self._places[item_id] = place
        if here is None:
            self._count("", 1)
        else:
            self._leave(here, old - after)
            if place != here:
                del self._rows[here]
                # Without their counts: a decision, which moves its case, would write eighteen of them.
                for facet in old & after:
                    self._facets[facet].remove(here)
                    self._facets[facet].insert(place)
        self._rows[place] = (item_id, *row)
        self._enter(place, after - old)

    def remove(self, item_id: str) -> None:
        """Removes an item; does nothing when it is not in the index."""
        row = self.row(item_id)
        if row is not None:
            place = self._places.pop(item_id)
            self._leave(place, self.facets_of(row))
            del self._rows[place]
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
        place = self._places.get(item_id) if item_id else None
        return self._at(place)[1] if place is not None else None

    def place(self, item_id: str) -> int | None:
        """Where an item stands, as a cursor for `page`. It is given to another item once this one has moved."""
        found: int | None = self._places.get(item_id)
        return found

    def facets(self, prefix: str) -> list[str]:
        """The facets that begin with ``prefix`` and hold a row."""
        return [facet for facet in self._counts.keys(min=prefix, max=prefix + LAST) if self.count(facet)]

    def count(self, facet: str = "") -> int:
        """How many rows a facet holds; of all, without one."""
        length = self._counts.get(facet)
        return length() if length is not None else 0

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
            item_id, row = self._at(found)
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
        fitting = walk if fits is None else (place for place in walk if fits(self._at(place)[1]))
        found = list(islice(fitting, most + 1))
        return found[:most], len(found) <= most and walk.stopped is None

    def neighbour(
        self, filters: Filters, place: int, *, fits: Callable[[R], bool] | None = None, backwards: bool = False
    ) -> tuple[str, R] | None:
        """The next row of a list behind a place, or the last one before it; None at the end."""
        for found in self.walk(filters, place - 1 if backwards else place + 1, backwards=backwards):
            item_id, row = self._at(found)
            if fits is None or fits(row):
                return item_id, row
        return None

    def backwards(self, filters: Filters, most: int) -> Iterator[tuple[str, R]]:
        """The rows of all filters from the last one on; reads at most ``most`` rows."""
        for place in islice(self.walk(filters, LAST_PLACE, backwards=True, steps=most * max(1, len(filters))), most):
            yield self._at(place)

    def walk(self, filters: Filters, start: int = 0, *, backwards: bool = False, steps: int | None = None) -> "Walk":
        """The places of the rows of all filters from ``start`` on, ascending or ``backwards``."""
        groups = [[self._set(facet) for facet in group] for group in filters] or [[self._rows]]
        return Walk([_any_of(group, backwards) for group in groups], start, backwards, steps or MAX_STEPS)

    def _set(self, facet: str) -> Any:
        if facet.startswith("id:"):
            place = self._places.get(facet[3:])
            return LLTreeSet(() if place is None else (place,))
        return self._facets.get(facet) or LLTreeSet()

    def _at(self, place: int) -> tuple[str, R]:
        item_id, *row = self._rows[place]
        return item_id, self.row_type(*row)

    def _free_place(self, order: int, item_id: str) -> int:
        # By the id, so that two writers of the same millisecond rarely take the same place.
        salt = int.from_bytes(blake2b(item_id.encode(), digest_size=4).digest(), "big")
        for turn in range(_SALTS):
            place = order * _SALTS + (salt + turn) % _SALTS
            if place not in self._rows:
                return place
        raise OverflowError(f"more than {_SALTS} items with the order {order}")

    def _enter(self, place: int, facets: Iterable[str]) -> None:
        for facet in facets:
            if facet not in self._facets:
                self._facets[facet] = LLTreeSet()
            self._facets[facet].insert(place)
            self._count(facet, 1)

    def _leave(self, place: int, facets: Iterable[str]) -> None:
        for facet in facets:
            self._facets[facet].remove(place)
            self._count(facet, -1)

    def _count(self, facet: str, change: int) -> None:
        # A Length resolves conflicts between two writers; a plain number would make one of them retry.
        length = self._counts.get(facet)
        if length is None:
            length = self._counts[facet] = Length()
        length.change(change)


class Walk(Iterator[int]):
    """The places that all sets have, from ``place`` on, by at most so many ``steps``."""

    stopped: int | None = None
    """Where the walk ended for want of steps; it continues behind this place."""

    def __init__(self, seeks: Sequence[Seek], place: int, backwards: bool, steps: int) -> None:
        self._seeks = seeks
        self._place = place
        self._step = -1 if backwards else 1
        self._left = steps

    def __next__(self) -> int:
        place, agreed, turn, seeks = self._place, 0, 0, self._seeks
        while agreed < len(seeks):
            if not self._left:
                self.stopped = place - self._step
                raise StopIteration
            self._left -= 1
            try:
                found = seeks[turn](place)
            except ValueError:
                raise StopIteration from None
            agreed = agreed + 1 if found == place else 1
            place, turn = found, (turn + 1) % len(seeks)
        self._place = place + self._step
        return place


def _any_of(sets: Sequence[Any], backwards: bool) -> Seek:
    """Seeks in the union of sets; in a single one by the method of the tree itself, which takes a third of the time."""
    if len(sets) > MAX_CURSORS:
        sets = [multiunion(sets)]
    seeks: list[Seek] = [one.maxKey if backwards else one.minKey for one in sets]
    return seeks[0] if len(seeks) == 1 else _nearest_of(seeks, max if backwards else min)


def _nearest_of(seeks: Sequence[Seek], nearest: Callable[[Iterable[int]], int]) -> Seek:
    def found(place: int) -> Iterator[int]:
        for seek in seeks:
            with suppress(ValueError):
                yield seek(place)

    # Of nothing, `nearest` raises ``ValueError`` itself.
    return lambda place: nearest(found(place))
