"""Comparison of two revisions, row by row and line by line, from their frozen summaries."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from types import MappingProxyType

from guichet.invoices.frozen import TextRow

NOTHING_KEPT: Mapping[str, Sequence[int]] = MappingProxyType({})
NEW = "+"
"""Before the number of a line that the revision before does not have."""


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
    before_path: str = ""
    """Path in the revision before, which what the office marked there has; empty for a new row."""
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

    @property
    def texts(self) -> list[str]:
        """Its lines in the latest revision."""
        return [value.after for value in self.values if value.after is not None]


def unchanged(rows: Sequence[TextRow]) -> list[ComparedRow]:
    """The rows of a first revision, in the shape of a comparison without changes."""
    return [
        ComparedRow(
            row.label,
            row.path,
            tuple(ComparedValue(text, text) for text in row.values),
            before_path=row.path,
            line_of=row.line_of,
            amounts=row.amounts,
            amounts_before=row.amounts,
        )
        for row in rows
    ]


def compare(
    before: Sequence[TextRow], after: Sequence[TextRow], kept_lines: Mapping[str, Sequence[int]] = NOTHING_KEPT
) -> list[ComparedRow]:
    """The rows of both revisions in the order of the form, matched by path; lines of a list as `line_numbers` says."""
    numbers = line_numbers(before, after, kept_lines)
    old, new = {row.path: row for row in before}, {path_before(row.path, numbers): row for row in after}
    # autojunk would ignore lines that are frequent in a long form.
    steps = SequenceMatcher(None, list(old), list(new), autojunk=False).get_opcodes()
    # Old and new paths of each step: a removed row stays where it was, before the row that follows it.
    order = [path for step in steps for path in (*list(old)[step[1] : step[2]], *list(new)[step[3] : step[4]])]
    return [_compared(old.get(path), new.get(path)) for path in dict.fromkeys(order)]


def line_numbers(
    before: Sequence[TextRow], after: Sequence[TextRow], kept_lines: Mapping[str, Sequence[int]]
) -> dict[str, dict[int, int | None]]:
    """By path of a list: for the number of each line its number in the revision before, None for a new line.

    Where lines may only have been taken out, ``kept_lines`` says which are left
    (`~guichet.invoices.corrections.Correction.lines`); in other lists, equal lines are taken for the same one.
    """
    lists = dict.fromkeys(row.line_of for row in after if row.line_of and not _is_inside_a_line(row.line_of))
    found: dict[str, dict[int, int | None]] = {path: dict(enumerate(kept)) for path, kept in kept_lines.items()}
    for path in lists.keys() - found.keys():
        found[path] = _aligned(_lines(before, path), _lines(after, path))
    return found


def path_before(path: str, numbers: Mapping[str, Mapping[int, int | None]]) -> str:
    """The path that a row had in the revision before; for a row of a new line a path that no other row has."""
    for place, by_number in numbers.items():
        number, dot, rest = path.removeprefix(f"{place}.").partition(".")
        if path.startswith(f"{place}.") and number.isdecimal() and int(number) in by_number:
            old = by_number[int(number)]
            return f"{place}.{NEW}{number}{dot}{rest}" if old is None else f"{place}.{old}{dot}{rest}"
    return path


def _lines(rows: Sequence[TextRow], path: str) -> list[tuple[str, ...]]:
    return [row.values for row in rows if row.line_of == path]


def _aligned(before: Sequence[tuple[str, ...]], after: Sequence[tuple[str, ...]]) -> dict[int, int | None]:
    found: dict[int, int | None] = dict.fromkeys(range(len(after)))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _step, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        # Lines between two equal ones, of which each has changed, follow each other in the same order.
        found |= dict(zip(range(new_from, new_to), range(old_from, old_to), strict=False))
    return found


def _is_inside_a_line(path: str) -> bool:
    return any(part.isdecimal() for part in path.split("."))


def _compared(before: TextRow | None, after: TextRow | None) -> ComparedRow:
    row = after or before
    assert row is not None
    values = tuple(_values(before.values if before else (), after.values if after else ()))
    return ComparedRow(
        row.label,
        row.path,
        values,
        before_path=before.path if before else "",
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
