"""Adding and removing a line of a draft on the server, for the buttons that work without script.

The path comes from the browser: a path without such a list or line changes nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any

from guichet.web.forms.nodes import DEFAULT_MAX_LINES

Cstruct = Mapping[str, Any]
Change = Callable[[list[Any]], list[Any]]


def add_item(cstruct: Cstruct, path: str, *, max_len: int = DEFAULT_MAX_LINES) -> dict[str, Any]:
    """``cstruct`` with an empty line at the end of the list at ``path`` (``details.lines``), unless it is full.

    The form fills the empty line with the defaults of the schema when it shows it.
    """
    return dict(_changed(cstruct, path.split("."), lambda lines: [*lines, {}] if len(lines) < max_len else lines))


def remove_item(cstruct: Cstruct, path: str) -> dict[str, Any]:
    """``cstruct`` without the line at ``path`` (``details.lines.0``)."""
    place, _dot, number = path.rpartition(".")
    # isdecimal() alone would let digits of other scripts and thousands of them through.
    if not (number.isascii() and number.isdecimal() and len(number) < 6):
        return dict(cstruct)
    at = int(number)
    return dict(_changed(cstruct, place.split("."), lambda lines: [*lines[:at], *lines[at + 1 :]]))


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
