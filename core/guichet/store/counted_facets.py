"""How many rows each facet of an index holds."""

from itertools import takewhile

from BTrees.Length import Length
from BTrees.OOBTree import OOBTree

from guichet.store.counters import Counters


class CountedFacets:
    """The part of an index that counts; its two attributes are of the index, which makes them and is their record."""

    counted_together: frozenset[str] = frozenset()
    """Kinds of facet, what stands before the colon, of which there are some dozens in all and that change together."""
    _counts: OOBTree
    """Facet → ``Length``."""
    _counters: Counters
    """Facets of the kinds that are counted together."""

    def facets(self, prefix: str) -> list[str]:
        """The facets that begin with ``prefix`` and hold a row."""
        named = takewhile(lambda facet: facet.startswith(prefix), self._counts.keys(min=prefix))
        return sorted([*(facet for facet in named if self.count(facet)), *self._counters.names(prefix)])

    def count(self, facet: str) -> int:
        """How many rows a facet holds. Never ``len`` of a BTree, which loads every bucket."""
        if facet.partition(":")[0] in self.counted_together:
            return self._counters[facet]
        length = self._counts.get(facet)
        return length() if length is not None else 0

    def _count(self, facet: str, change: int) -> None:
        """Adds to the number of rows."""
        if facet.partition(":")[0] in self.counted_together:
            self._counters.change(facet, change)
            return
        # A Length resolves conflicts between two writers; a plain number would make one of them retry.
        length = self._counts.get(facet)
        if length is None:
            length = self._counts[facet] = Length()
        length.change(change)
