"""Whether rows, places, facets and counts of an index agree: read as a whole, by `guichet verify` and by no page."""

from collections.abc import Iterator

from guichet.store.facet_index import FacetIndex
from guichet.store.sorted_index import SortedIndex


def sorted_faults(index: SortedIndex) -> Iterator[str | None]:
    """Ids and facets about which a list disagrees with itself; None for each step on the way: it may take minutes."""
    for item_id, order in index._places.items():
        yield None if (order, item_id) in index._rows else item_id
    for (order, item_id), (facets, *_row) in index._rows.items():
        listed = all((facet, order, item_id) in index._keys for facet in facets.split("\n") if facet)
        yield None if listed and index._places.get(item_id) == order else item_id
    counted: dict[str, int] = {}
    for facet, order, item_id in index._keys:
        counted[facet] = counted.get(facet, 0) + 1
        row = index._rows.get((order, item_id))
        yield None if row is not None and facet in row[0].split("\n") else item_id
    for facet in {*counted, *index._counts, *index._counters.names()}:
        yield None if index.count(facet) == counted.get(facet, 0) else facet


def facet_faults(index: FacetIndex) -> Iterator[str | None]:
    """The same of a list whose facets follow from its rows."""
    for item_id, key in index._keys.items():
        right = key in index._rows and index._rows[key][0] == item_id
        facets = index.facets_of(index._read(key)[1]) if right else ()
        yield None if right and all(key in index._set(facet) for facet in facets) else item_id
    counted = {"": 0}
    for key, (item_id, *_row) in index._rows.items():
        counted[""] += 1
        yield None if index._keys.get(item_id) == key else item_id
    for facet, keys in index._facets.items():
        for key in keys:
            counted[facet] = counted.get(facet, 0) + 1
            right = key in index._rows and facet in index.facets_of(index._read(key)[1])
            yield None if right else facet
    for facet in {*counted, *index._counts, *index._counters.names()}:
        yield None if index.count(facet) == counted.get(facet, 0) else facet


def ids_of(index: SortedIndex) -> Iterator[str]:
    """The ids of all items of a list."""
    return iter(index._places.keys())
