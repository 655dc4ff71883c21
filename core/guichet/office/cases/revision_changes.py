"""Comparison of two revisions, row by row and line by line, from their frozen summaries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from guichet.invoices.frozen import TextRow


@dataclass(frozen=True)
class ComparedValue:
    """One line of a row in both revisions; ``None`` in the one that does not have it."""

    before: str | None
    after: str | None

    @property
    def changed(self) -> bool:
        """Whether the two revisions differ here."""
        return self.before != self.after


@dataclass(frozen=True)
class ComparedRow:
    """A row of the latest revision, or with ``removed`` one that only the revision before had."""

    label: str
    path: str
    values: tuple[ComparedValue, ...]
    removed: bool = False
    line_of: str = ""
    """Path of its list; empty for a row that is no line."""
    amounts: tuple[int, ...] = ()
    """Of a line of the latest revision, in Rappen, see `TextRow`; empty for a removed one."""
    amounts_before: tuple[int, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the row was removed or any of its lines differs."""
        return self.removed or any(value.changed for value in self.values)


def unchanged(rows: Sequence[TextRow]) -> list[ComparedRow]:
    """The rows of a first revision, in the shape of a comparison without changes."""
    return compare(rows, rows)


def compare(before: Sequence[TextRow], after: Sequence[TextRow]) -> list[ComparedRow]:
    """The rows of both revisions in the order of the form, matched by path."""
    old, new = {row.path: row for row in before}, {row.path: row for row in after}
    # autojunk would ignore lines that are frequent in a long form.
    steps = SequenceMatcher(None, list(old), list(new), autojunk=False).get_opcodes()
    # Old and new paths of each step: a removed row stays where it was, before the row that follows it.
    order = [path for step in steps for path in (*list(old)[step[1] : step[2]], *list(new)[step[3] : step[4]])]
    return [_compared(old.get(path), new.get(path)) for path in dict.fromkeys(order)]


def _compared(before: TextRow | None, after: TextRow | None) -> ComparedRow:
    row = after or before
    assert row is not None
    values = tuple(_values(before.values if before else (), after.values if after else ()))
    return ComparedRow(
        row.label,
        row.path,
        values,
        removed=after is None,
        line_of=row.line_of,
        amounts=after.amounts if after else (),
        amounts_before=before.amounts if before else (),
    )


def _values(before: Sequence[str], after: Sequence[str]) -> Iterator[ComparedValue]:
    # Matched as a sequence, not by position: a line inserted in the middle leaves its neighbours unchanged.
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for step, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if step == "equal":
            yield from (ComparedValue(text, text) for text in after[new_from:new_to])
        else:
            pairs = zip_longest(before[old_from:old_to], after[new_from:new_to])
            yield from (ComparedValue(*pair) for pair in pairs)
