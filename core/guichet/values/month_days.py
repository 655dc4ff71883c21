"""Several days of one month by their numbers, as a person writes nights on one line: « 3, 10, 17 et 24 », « 3-7 »."""

import re

from guichet.values import ParseError
from guichet.values.surroundings import DAY_LABELS, around_moment

_AROUND = around_moment(DAY_LABELS)
_BETWEEN = re.compile(r"[,;/&+\n]|\b(?:et|und)\b|(?<=[0-9.]) (?=[0-9])")
_PART = re.compile(r"(?:(?:du|vom|le|den) )?([0-9]{1,2})(?:\.|er)?(?: ?(?:-|au|à|bis) ?([0-9]{1,2})\.?)?")
MAX_LENGTH = 200
"""Thirty-one days with comma and blank have 120 characters."""


def parse(text: str) -> tuple[int, ...]:
    """The days in ascending order, each once, from 1 to 31.

    Whether the month has them is not known here. Reasons: ``empty``, ``not-days``, ``no-such-day``.
    """
    typed = _AROUND.strip(text).casefold()
    if not typed:
        raise ParseError("empty")
    if len(typed) > MAX_LENGTH:
        raise ParseError("not-days")
    # A range is one part, whatever stands around its dash.
    parts = [part.strip() for part in _BETWEEN.split(re.sub(r" ?- ?", "-", typed))]
    days: set[int] = set()
    for part in filter(None, parts):
        found = _PART.fullmatch(part)
        if found is None:
            raise ParseError("not-days")
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last <= 31:
            raise ParseError("no-such-day")
        days.update(range(first, last + 1))
    if not days:
        raise ParseError("not-days")
    return tuple(sorted(days))


def show(days: tuple[int, ...]) -> str:
    """``3, 10, 17, 24``."""
    return ", ".join(map(str, days))
