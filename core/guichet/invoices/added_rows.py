"""Rows of the fields that plugins added to a form: the form's own type cannot know how to read them back."""

from collections.abc import Iterator, Mapping
from typing import Any

import colander

from guichet.i18n import Localizer, _
from guichet.invoices.types import Row


def added_rows(own: colander.SchemaNode, amended: colander.SchemaNode, data: Any, localize: Localizer) -> Iterator[Row]:
    """One row for each field of ``amended`` that ``own`` does not have, with the answer as it was understood."""
    known = {child.name: child for child in own.children}
    for child in amended.children:
        answer = data.get(child.name)
        if child.name not in known:
            yield Row(_label(child, localize), _values(child, answer, localize), child.name)
        elif isinstance(child.typ, colander.Mapping) and isinstance(answer, Mapping):
            for row in added_rows(known[child.name], child, answer, localize):
                yield Row(row.label, row.values, f"{child.name}.{row.field}")
        elif isinstance(child.typ, colander.Sequence):
            yield from _line_rows(known[child.name], child, answer or [], localize)


def _line_rows(
    own: colander.SchemaNode, lines: colander.SchemaNode, answers: list[Any], localize: Localizer
) -> Iterator[Row]:
    for number, answer in enumerate(answers):
        line = localize(lines.item_title % {"n": number + 1})
        for row in added_rows(own.children[0], lines.children[0], answer, localize):
            yield Row(f"{line}, {row.label}", row.values, f"{lines.name}.{number}.{row.field}")


def _label(node: colander.SchemaNode, localize: Localizer) -> str:
    return localize(node.title)


def _values(node: colander.SchemaNode, answer: Any, localize: Localizer) -> tuple[str, ...]:
    if answer is None or answer is colander.null:
        return ()
    if isinstance(answer, bool):
        return (localize(_("Oui")) if answer else localize(_("Non")),)
    for offer in getattr(node, "choices", ()):
        if offer.key == answer:
            return (localize(offer.label),)
    return tuple(str(node.serialize(answer)).splitlines())
