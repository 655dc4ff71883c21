"""What differs between two revisions, row by row as they are read back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from guichet.invoices.frozen import TextRow


@dataclass(frozen=True)
class Value:
    """One line of a row: as it was and as it is now; ``None`` where there was or is nothing."""

    before: str | None
    now: str | None

    @property
    def changed(self) -> bool:
        """Whether it differs."""
        return self.before != self.now


@dataclass(frozen=True)
class ComparedRow:
    """A row of the latest revision, or one that only the revision before had."""

    label: str
    path: str
    values: tuple[Value, ...]
    gone: bool = False

    @property
    def changed(self) -> bool:
        """Whether anything in it differs."""
        return self.gone or any(value.changed for value in self.values)


def unchanged(rows: Sequence[TextRow]) -> list[ComparedRow]:
    """The rows of a first revision, which has nothing to be compared with."""
    return compare(rows, rows)


def compare(before: Sequence[TextRow], now: Sequence[TextRow]) -> list[ComparedRow]:
    """The rows of both revisions in the order of the form; rows belong together by their path."""
    old, new = {row.path: row for row in before}, {row.path: row for row in now}
    steps = SequenceMatcher(None, list(old), list(new), autojunk=False).get_opcodes()
    order = [path for step in steps for path in (*list(old)[step[1] : step[2]], *list(new)[step[3] : step[4]])]
    return [_compared(old.get(path), new.get(path)) for path in dict.fromkeys(order)]


def _compared(before: TextRow | None, now: TextRow | None) -> ComparedRow:
    row = now or before
    assert row is not None
    values = tuple(_values(before.values if before else (), now.values if now else ()))
    return ComparedRow(row.label, row.path, values, gone=now is None)


def _values(before: Sequence[str], now: Sequence[str]) -> Iterator[Value]:
    """Lines that stayed find each other even when one came in between."""
    for step, old_from, old_to, new_from, new_to in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if step == "equal":
            yield from (Value(text, text) for text in now[new_from:new_to])
        else:
            yield from (Value(*pair) for pair in zip_longest(before[old_from:old_to], now[new_from:new_to]))
