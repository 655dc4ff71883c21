"""Lists that are read by key range, so that a page costs the same among a hundred or a million invoices.

A list holds, under sorted keys, everything its pages show: no object is loaded to print a row.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from BTrees.Length import Length
from BTrees.OOBTree import OOBTree
from persistent import Persistent

PAGE_SIZE = 25
LAST_MILLISECOND = 10**14 - 1
NOWHERE: tuple[tuple[str, ...], str] = ((), "")
Row = tuple[Any, ...]
Key = tuple[str, str, str]
"""Facet, place within it, id."""


@dataclass(frozen=True)
class Page:
    """One page of a list, and what leads to the one after it."""

    rows: tuple[tuple[str, Row], ...]
    """Ids with what is shown of them."""
    next: str | None
    """Cursor of the page after this one: the id of the last row, so that an address shows nothing of a person."""


class Listing(Persistent):
    """Rows under one or more facets, e.g. all invoices of a holder and those of them that wait for a correction.

    A facet is a text such as ``"holder:4f…"`` or ``"state:submitted"``; within it rows are ordered by a text.
    """

    def __init__(self) -> None:
        self._rows = OOBTree()
        self._places = OOBTree()
        self._counts = OOBTree()

    def put(self, item_id: str, facets: Sequence[str], order: str, row: Row) -> None:
        """Puts the row of an item under its facets, in place of what was there before."""
        before: tuple[tuple[str, ...], str] = self._places.get(item_id, NOWHERE)
        for facet in before[0]:
            if facet not in facets or before[1] != order:
                self._take(facet, before[1], item_id)
        for facet in facets:
            if (facet, order, item_id) not in self._rows:
                self._count(facet).change(1)
            self._rows[(facet, order, item_id)] = row
        self._places[item_id] = (tuple(facets), order)

    def remove(self, item_id: str) -> None:
        """Takes an item out of all its facets."""
        facets, order = self._places.pop(item_id, NOWHERE)
        for facet in facets:
            self._take(facet, order, item_id)

    def count(self, facet: str) -> int:
        """How many rows a facet holds."""
        length = self._counts.get(facet)
        return length() if length is not None else 0

    def page(self, facet: str, after: str | None = None, size: int = PAGE_SIZE) -> Page:
        """The page that follows the cursor ``after``; an unreadable cursor is the first page."""
        return first_page(self.scan(facet, after), size)

    def scan(self, facet: str, after: str | None = None) -> Iterator[tuple[Key, Row]]:
        """Keys and rows of a facet in order, from behind the cursor on; for filters that go through a few pages."""
        facets, order = self._places.get(after, NOWHERE)
        start = (facet, order, after) if facet in facets else (facet,)
        for key, row in self._rows.items(min=start, excludemin=len(start) == 3):
            if key[0] != facet:
                return
            yield key, row

    def row(self, item_id: str) -> Row | None:
        """What the list shows of one item."""
        facets, order = self._places.get(item_id, NOWHERE)
        return self._rows[(facets[0], order, item_id)] if facets else None

    def _take(self, facet: str, order: str, item_id: str) -> None:
        del self._rows[(facet, order, item_id)]
        self._count(facet).change(-1)

    def _count(self, facet: str) -> Length:
        # A Length resolves conflicts between two writers by itself; a plain number would make one of them retry.
        length = self._counts.get(facet)
        if length is None:
            length = self._counts[facet] = Length()
        return length


def first_page(scanned: Iterator[tuple[Key, Row]], size: int = PAGE_SIZE) -> Page:
    """The first ``size`` rows of a scan."""
    rows: list[tuple[str, Row]] = []
    last: Key | None = None
    for key, row in scanned:
        if len(rows) == size:
            assert last is not None
            return Page(tuple(rows), last[2])
        rows.append((key[2], row))
        last = key
    return Page(tuple(rows), None)


def newest_first(moment: datetime) -> str:
    """An order that puts the latest moment on top, since the trees are read upwards."""
    return f"{LAST_MILLISECOND - int(moment.timestamp() * 1000):014d}"


def oldest_first(moment: datetime) -> str:
    """An order that puts the earliest moment on top."""
    return f"{int(moment.timestamp() * 1000):014d}"


def fold(text: str) -> str:
    """``text`` without case, accents and double blanks, for order and search: « Émilie » is found as « emilie »."""
    decomposed = unicodedata.normalize("NFKD", text)
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(letters.casefold().split())
