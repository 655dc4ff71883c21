"""Whether rows, places, facets and counts of an index agree: read as a whole, by `guichet verify` and by no page."""

from collections.abc import Iterator

from guichet.store.facet_index import FacetIndex
from guichet.store.sorted_index import SortedIndex


def sorted_faults(index: SortedIndex) -> Iterator[str | None]:
    """Ids and facets about which a list disagrees with itself; None for each step on the way: it may take minutes."""
    for item_id, (order, facets) in index._places.items():
        place = (order, item_id)
        right = place in index._rows and all((facet, *place) in index._keys for facet in facets)
        yield None if right else item_id
    for order, item_id in index._rows:
        yield None if index._places.get(item_id, ("",))[0] == order else item_id
    counted: dict[str, int] = {}
    for facet, order, item_id in index._keys:
        known = index._places.get(item_id, ("", ()))
        counted[facet] = counted.get(facet, 0) + 1
        yield None if known[0] == order and facet in known[1] else item_id
    for facet in {*counted, *index._counts}:
        yield None if index.count(facet) == counted.get(facet, 0) else facet


def facet_faults(index: FacetIndex) -> Iterator[str | None]:
    """The same of a list whose facets follow from its rows."""
    for item_id, place in index._places.items():
        right = place in index._rows and index._rows[place][0] == item_id
        facets = index.facets_of(index._at(place)[1]) if right else ()
        yield None if right and all(place in index._set(facet) for facet in facets) else item_id
    counted = {"": 0}
    for place, (item_id, *_row) in index._rows.items():
        counted[""] += 1
        yield None if index._places.get(item_id) == place else item_id
    for facet, places in index._facets.items():
        for place in places:
            counted[facet] = counted.get(facet, 0) + 1
            right = place in index._rows and facet in index.facets_of(index._at(place)[1])
            yield None if right else facet
    for facet in {*counted, *index._counts}:
        yield None if index.count(facet) == counted.get(facet, 0) else facet


def ids_of(index: SortedIndex) -> Iterator[str]:
    """The ids of all items of a list."""
    return iter(index._places.keys())
