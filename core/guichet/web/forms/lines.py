"""Adding, repeating and removing a line of a draft on the server, for the buttons that work without script.

The path comes from the browser: a path without such a list or line changes nothing.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from guichet import clock
from guichet.values import ParseError, day
from guichet.web.forms.nodes import DEFAULT_MAX_LINES, NextLine, new_line

Cstruct = Mapping[str, Any]
Change = Callable[[list[Any]], list[Any]]
_BETWEEN_DATES = re.compile(r"[,;\n]|\s(?:et|und)\s")
_WITHOUT_YEAR = re.compile(r"\d{1,2}\.\s?\d{1,2}\.?")


def add_item(
    cstruct: Cstruct, path: str, *, max_len: int = DEFAULT_MAX_LINES, next_line: NextLine = new_line
) -> dict[str, Any]:
    """``cstruct`` with a new line at the end of the list at ``path`` (``details.lines``), unless it is full.

    ``next_line`` gives its answers from those of the last line; the form fills the others with the defaults of the
    schema when it shows them.
    """

    def added(lines: list[Any]) -> list[Any]:
        last = lines[-1] if lines and isinstance(lines[-1], Mapping) else {}
        return [*lines, next_line(last)] if len(lines) < max_len else lines

    return dict(_changed(cstruct, path.split("."), added))


def repeat_item(
    cstruct: Cstruct, path: str, day_name: str, dates: str, *, max_len: int = DEFAULT_MAX_LINES
) -> dict[str, Any]:
    """``cstruct`` with copies of the line at ``path`` (``details.lines.0``) right behind it, one for each of ``dates``.

    ``dates`` is what a person types: « 21.10, 28.10.2026 et 4.11 ». A day without a year is of the year of the line
    that is repeated. Nothing typed is lost: a text that is no day becomes the day of its line as it is, to be mended
    there; when the list has no room for all, its last line gets the days that are left.
    """
    place, _dot, number = path.rpartition(".")
    if not _is_index(number):
        return dict(cstruct)
    at = int(number)

    def repeated(lines: list[Any]) -> list[Any]:
        if at >= len(lines) or not isinstance(lines[at], Mapping):
            return lines
        days = _days(dates, str(lines[at].get(day_name, "")))
        room = max(max_len - len(lines), 0)
        if len(days) > room:
            days = [*days[: room - 1], ", ".join(days[room - 1 :])] if room else []
        return [*lines[: at + 1], *({**lines[at], day_name: one} for one in days), *lines[at + 1 :]]

    return dict(_changed(cstruct, place.split("."), repeated))


def remove_item(cstruct: Cstruct, path: str) -> dict[str, Any]:
    """``cstruct`` without the line at ``path`` (``details.lines.0``)."""
    place, _dot, number = path.rpartition(".")
    if not _is_index(number):
        return dict(cstruct)
    at = int(number)
    return dict(_changed(cstruct, place.split("."), lambda lines: [*lines[:at], *lines[at + 1 :]]))


def list_at(cstruct: Cstruct, path: str) -> list[Any]:
    """The list at ``path``; empty when there is none."""
    found: Any = cstruct
    for name in path.split("."):
        if isinstance(found, Mapping):
            found = found.get(name)
        elif isinstance(found, list):
            found = found[int(name)] if _is_index(name) and int(name) < len(found) else None
    return found if isinstance(found, list) else []


def _is_index(number: str) -> bool:
    # isdecimal() alone would let digits of other scripts and thousands of them through.
    return number.isascii() and number.isdecimal() and len(number) < 6


def _days(dates: str, repeated: str) -> list[str]:
    """Each day of ``dates`` as the form shows it; what is no day as it was typed."""
    this_year = clock.today().year
    try:
        year = day.parse(repeated, this_year=this_year).year
    except ParseError:
        year = this_year
    typed = filter(None, (part.strip() for part in _BETWEEN_DATES.split(dates)))
    return [_day(text, year) for text in typed]


def _day(text: str, year: int) -> str:
    whole = f"{text.rstrip('.')}.{year}" if _WITHOUT_YEAR.fullmatch(text) else text
    try:
        return day.show(day.parse(whole, this_year=year))
    except ParseError:
        return text


def _changed(node: Any, names: list[str], change: Change) -> Any:
    """A copy of ``node`` with ``change`` applied to the list at ``names``; ``node`` and its parts stay unchanged."""
    if not names:
        return change(node) if isinstance(node, list) else node
    name, *rest = names
    if isinstance(node, Mapping) and name in node:
        return {**node, name: _changed(node[name], rest, change)}
    if isinstance(node, list) and name in map(str, range(len(node))):
        return [_changed(item, rest, change) if str(index) == name else item for index, item in enumerate(node)]
    return node
