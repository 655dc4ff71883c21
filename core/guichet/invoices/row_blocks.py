"""Rows of an invoice in blocks: single questions as a list, the lines of a list as a table with their sums."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, Protocol, TypeVar

from guichet.invoices.frozen import TextList


class Row(Protocol):
    """What a `TextRow` and the row of a comparison have in common."""

    @property
    def line_of(self) -> str:
        """Path of its list; empty for a row that is no line."""

    @property
    def amounts(self) -> tuple[int, ...]:
        """In Rappen, as in the columns."""


RowT = TypeVar("RowT", bound=Row)


@dataclass(frozen=True)
class Block(Generic[RowT]):
    """Neighbouring rows that are printed alike."""

    rows: tuple[RowT, ...]
    list: TextList | None = None
    """The list whose lines they are; None for single questions."""
    sums: tuple[int, ...] = ()
    """Of each column, in Rappen; empty for single questions."""

    def comes_to(self, total: int) -> bool:
        """True for lines whose sum is the total of the invoice, so that nothing else is added or taken off."""
        return bool(self.sums) and self.sums[-1] == total


def blocks(rows: Iterable[RowT], lists: Sequence[TextList]) -> list[Block[RowT]]:
    """The rows in their order, cut where a list of lines begins or ends."""
    known = {each.path: each for each in lists}
    return [_block(tuple(group), known.get(path)) for path, group in groupby(rows, key=lambda row: row.line_of)]


def _block(rows: tuple[RowT, ...], text_list: TextList | None) -> Block[RowT]:
    if text_list is None:
        return Block(rows)
    # A row that the latest revision does not have any more has no amounts.
    amounts = [row.amounts for row in rows if row.amounts]
    width = len(text_list.columns) + 1
    return Block(rows, text_list, tuple(sum(each[at] for each in amounts) for at in range(width)))
