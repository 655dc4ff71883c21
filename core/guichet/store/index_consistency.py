"""Whether rows, places, facets and counts of an index agree: read as a whole, by `guichet verify` and by no page."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from guichet.store.facet_index import FacetIndex
from guichet.store.sorted_index import LAST, SortedIndex

Step = tuple[Any, str | None]
"""A key, and the item or facet about which the list disagrees with itself there."""
Pass = Callable[[Any, Any, Counter[str]], Iterator[Step]]
"""Goes through one tree of a list, behind a key, and counts the rows of each facet. Each step is right by itself."""


class ListCheck:
    """A check of one list in several transactions, each of which reads a part of it."""

    def __init__(self, is_faceted: bool, further: Sequence[Pass] = ()) -> None:
        """``further`` are passes over the object that has the list, which compare it with what it lists."""
        own = _FACETED if is_faceted else _SORTED
        self._passes = [*((True, one) for one in own), *((False, one) for one in further)]
        self._after: Any = None
        self._counted: Counter[str] = Counter()

    @property
    def finished(self) -> bool:
        """Whether all of the list was read."""
        return not self._passes

    def go_on(self, index: Any, holder: Any, end: float) -> Iterator[str]:
        """Checks the next part, until that moment of ``time.monotonic``: the same list, of the present transaction."""
        while self._passes:
            of_index, one = self._passes[0]
            for key, fault in one(index if of_index else holder, self._after, self._counted):
                self._after = key
                if fault is not None:
                    yield fault
                if time.monotonic() > end:
                    return
            self._passes.pop(0)
            self._after = None


def ids_behind(index: SortedIndex[Any], after: str | None) -> Iterator[str]:
    """The ids of the items of a list, behind one of them."""
    return iter(index._places.keys() if after is None else index._places.keys(min=after, excludemin=True))


def _counts(index: Any, after: tuple[bool, str] | None, counted: Counter[str]) -> Iterator[Step]:
    apart, last = after or (False, None)
    if not apart:
        # The few that are counted together, and those that are not counted at all.
        for facet in sorted({*(one for one in counted if one not in index._counts), *index._counters.names()}):
            if last is None or facet > last:
                yield (False, facet), _miscounted(index, facet, counted)
        last = None
    for facet, _length in _behind(index._counts, last):
        yield (True, facet), _miscounted(index, facet, counted)


def _miscounted(index: Any, facet: str, counted: Counter[str]) -> str | None:
    # Others may have added or moved items while the parts were read: what differs is counted again, in one transaction.
    number = index.count(facet)
    return None if number == counted[facet] or number == _recount(index, facet) else facet


def _recount(index: Any, facet: str) -> int:
    if isinstance(index, FacetIndex):
        return len(index._facets.get(facet, ())) if facet else len(index._keys)
    return sum(1 for _key in index._keys.keys(min=(facet,), max=(facet, LAST)))


def _behind(tree: Any, after: Any) -> Iterator[Any]:
    """The items behind a key; the keys of a set."""
    read = tree.items if hasattr(tree, "items") else tree.keys
    return iter(read() if after is None else read(min=after, excludemin=True))


def _places(index: SortedIndex[Any], after: Any, _counted: Counter[str]) -> Iterator[Step]:
    for item_id, order in _behind(index._places, after):
        yield item_id, None if (order, item_id) in index._rows else item_id


def _rows(index: SortedIndex[Any], after: Any, _counted: Counter[str]) -> Iterator[Step]:
    for (order, item_id), (facets, *_row) in _behind(index._rows, after):
        listed = all((facet, order, item_id) in index._keys for facet in facets.split("\n") if facet)
        yield (order, item_id), None if listed and index._places.get(item_id) == order else item_id


def _keys(index: SortedIndex[Any], after: Any, counted: Counter[str]) -> Iterator[Step]:
    for facet, order, item_id in _behind(index._keys, after):
        counted[facet] += 1
        row = index._rows.get((order, item_id))
        yield (facet, order, item_id), None if row is not None and facet in row[0].split("\n") else item_id


def _faceted_keys(index: FacetIndex[Any], after: Any, _counted: Counter[str]) -> Iterator[Step]:
    for item_id, key in _behind(index._keys, after):
        right = key in index._rows and index._rows[key][0] == item_id
        facets = index.facets_of(index._read(key)[1]) if right else ()
        yield item_id, None if right and all(key in index._set(facet) for facet in facets) else item_id


def _faceted_rows(index: FacetIndex[Any], after: Any, counted: Counter[str]) -> Iterator[Step]:
    for key, (item_id, *_row) in _behind(index._rows, after):
        counted[""] += 1
        yield key, None if index._keys.get(item_id) == key else item_id


def _faceted_sets(index: FacetIndex[Any], after: Any, counted: Counter[str]) -> Iterator[Step]:
    first, last = after or (None, None)
    for facet, keys in index._facets.items(min=first):
        for key in _behind(keys, last if facet == first else None):
            counted[facet] += 1
            yield (facet, key), None if key in index._rows and facet in index.facets_of(index._read(key)[1]) else facet


_SORTED: Sequence[Pass] = (_places, _rows, _keys, _counts)
_FACETED: Sequence[Pass] = (_faceted_keys, _faceted_rows, _faceted_sets, _counts)
