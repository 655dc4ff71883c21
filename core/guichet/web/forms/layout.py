"""How the fields of a mapping stand on the page: one below the other, side by side, or folded away."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from guichet.i18n import _

if TYPE_CHECKING:
    from guichet.web.forms.field import Field

EXTRAS = "extras"
"""The group of the questions that are folded away."""
EXTRAS_TITLE = _("Autres indications (facultatif)")


@dataclass
class Row:
    """Fields that stand side by side, or one alone."""

    fields: list["Field"]
    pair: bool


@dataclass
class Layout:
    """The fields of a mapping in the order of the page."""

    rows: list[Row]
    extras: "Layout | None" = None
    extras_title: str = ""
    extras_open: bool = False
    """True when something in the extras was answered or is wrong: nothing to mend may be out of sight."""


def arrange(field: "Field") -> Layout:
    """The layout of what is inside ``field``, a mapping."""
    extras = [part for part in field.parts if _is_extra(part)]
    if not extras:
        return Layout(list(_rows(field.parts)))
    plain = [part for part in field.parts if not _is_extra(part)]
    title = field.frame.text(getattr(field.schema, "extras_title", EXTRAS_TITLE))
    is_open = any(part.has_something for part in extras)
    return Layout(list(_rows(plain)), Layout(list(_rows(extras))), title, is_open)


def in_order(fields: Sequence["Field"]) -> list["Field"]:
    """``fields`` in the order of the page: what is folded away comes last."""
    return sorted(fields, key=_is_extra)


def alone(field: "Field") -> Layout:
    """The layout of one field by itself."""
    return Layout([Row([field], False)])


def _is_extra(field: "Field") -> bool:
    return getattr(field.schema, "group", None) == EXTRAS


def _rows(fields: Iterable["Field"]) -> Iterator[Row]:
    """Neighbours with the same ``row`` attribute together."""
    for row, group in groupby(fields, key=lambda part: getattr(part.schema, "row", None)):
        if row is None:
            yield from (Row([part], False) for part in group)
        else:
            yield Row(list(group), True)
