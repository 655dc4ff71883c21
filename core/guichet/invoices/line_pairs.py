"""Which lines of two lists are the same line, so that a line taken out does not shift the comparison of all others."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Any

from guichet.declaration import Fields, Leaf, Lines
from guichet.declaration.containers import initial_cstruct
from guichet.declaration.fields import Field, once_per_class
from guichet.declaration.form_tree import content_of

Pair = tuple[int | None, int | None]
"""Places of a line in the first and in the second list; ``None`` where the list does not have it."""
FEW_ANSWERS = 2
"""A line with no more answers, e.g. a day and its hours, can be the same although none of them is equal."""
MAX_COMPARISONS = 10_000
"""Comparisons of lines with each other; between longer stretches, lines are paired by their places. A list of 366 lines
that were all changed would take 134 000, half a second."""


def line_pairs(line: type[Fields], first: Sequence[Any], second: Sequence[Any]) -> Iterator[Pair]:
    """All lines of two lists of raw answers; those of each list in its order.

    Lines have no ids. Two are the same if they are equal, if one is blank, if half of what is answered is equal, or if
    they have too few answers to tell.
    """
    ones, others = ([comparable(line, raw) for raw in lines] for lines in (first, second))
    # The equal ends first: the matcher begins with the longest equal stretch, and among lines that are all equal that
    # is not the one around a line that was added.
    head = _equal_at_start(ones, others)
    tail = _equal_at_start(ones[head:][::-1], others[head:][::-1])
    i_tail, j_tail = len(ones) - tail, len(others) - tail
    yield from ((number, number) for number in range(head))
    matcher = SequenceMatcher(None, ones[head:i_tail], others[head:j_tail], autojunk=False)
    for operation, *ends in matcher.get_opcodes():
        i, i_end, j, j_end = (head + end for end in ends)
        if operation == "equal":
            yield from zip(range(i, i_end), range(j, j_end), strict=True)
            continue
        one, other = ([answered(line, raw) for raw in lines] for lines in (first[i:i_end], second[j:j_end]))
        yield from ((i + a if a is not None else None, j + b if b is not None else None) for a, b in _pairs(one, other))
    yield from zip(range(i_tail, len(ones)), range(j_tail, len(others)), strict=True)


def _equal_at_start(first: Sequence[Any], second: Sequence[Any]) -> int:
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


def answered(line: type[Fields], raw: Any) -> dict[str, str]:
    """The raw texts of a line that are not those of a new one; empty for a line with none."""
    given, initial = raw if isinstance(raw, Mapping) else {}, _initial(line)
    texts = {name: given.get(name) for name, question in line.fields.items() if isinstance(question, Leaf)}
    return {name: text for name, text in texts.items() if isinstance(text, str) and text not in ("", initial[name])}


def is_blank(line: type[Fields], raw: Any) -> bool:
    """Whether a line is as it was added, also in the lists inside it."""
    given, initial = raw if isinstance(raw, Mapping) else {}, _initial(line)
    inner = (name for name, question in line.fields.items() if not isinstance(question, Leaf))
    return not answered(line, raw) and all(given.get(name, initial[name]) == initial[name] for name in inner)


def comparable(form: type[Fields], raw: Any) -> tuple[Any, ...]:
    """The raw answers to the questions of a form or line, to be compared: hashable, without what is no question."""
    given = raw if isinstance(raw, Mapping) else {}
    return tuple(_answer(question, given.get(name)) for name, question in form.fields.items())


def _answer(question: Field[Any], raw: Any) -> Any:
    inner = content_of(question)
    if inner is None:
        return raw if isinstance(raw, str) else ""
    if isinstance(question, Lines):
        return tuple(comparable(inner, line) for line in raw) if isinstance(raw, list) else ()
    return comparable(inner, raw)


@once_per_class
def _initial(line: type[Fields]) -> dict[str, Any]:
    return initial_cstruct(line)


def _pairs(first: Sequence[Mapping[str, str]], second: Sequence[Mapping[str, str]]) -> Iterator[Pair]:
    """As many pairs as there can be in order, those with the most equal answers (an alignment of two sequences)."""
    rows, columns = len(first), len(second)
    by_place = rows * columns > MAX_COMPARISONS
    best = [[0] * (columns + 1) for _row in range(rows + 1)]
    likeness = {
        (i, j): _likeness(first[i], second[j]) for i in range(rows) for j in range(columns) if i == j or not by_place
    }
    for i in reversed(range(rows)):
        for j in reversed(range(columns)):
            paired = best[i + 1][j + 1] + likeness.get((i, j), 0)
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    i = j = 0
    while i < rows or j < columns:
        alike = likeness.get((i, j), 0)
        if alike and best[i][j] == best[i + 1][j + 1] + alike:
            yield i, j
            i, j = i + 1, j + 1
        elif j == columns or (i < rows and best[i][j] == best[i + 1][j]):
            yield i, None
            i += 1
        else:
            yield None, j
            j += 1


def _likeness(one: Mapping[str, str], other: Mapping[str, str]) -> int:
    """0 for two lines that are not the same; else 1, and one more for each equal answer."""
    equal = sum(other.get(name) == text for name, text in one.items())
    most = max(len(one), len(other))
    if one and other and most > FEW_ANSWERS and 2 * equal < most:
        return 0
    return 1 + equal
