"""Completeness: required answers that are missing before an invoice can be sent."""

from collections.abc import Iterator
from typing import Any

from guichet.declaration.containers import Lines, Section
from guichet.declaration.fields import Field, Fields, Leaf, join, once_per_class
from guichet.declaration.issues import Issue, error
from guichet.declaration.reading import Reading
from guichet.declaration.relevance import Pruned

REQUIRED = "required"
"""Code of the issue of a missing answer, whose path is the issue's."""


def missing_answers(pruned: Pruned, reading: Reading) -> Iterator[Issue]:
    """One error for each required answer that is missing. An answer that cannot be read has its own error instead."""
    return _missing(reading.record, pruned, reading)


def _missing(record: Fields, pruned: Pruned, reading: Reading) -> Iterator[Issue]:
    for question in _perhaps_missing(type(record)):
        value = question.__get__(record, type(record))
        # Nearly all questions of 31 lines are answered; then no path is made and looked up.
        if isinstance(question, Leaf) and value is not None and value is not False:
            continue
        path = join(record.path, question.name)
        if path in pruned.irrelevant or path in reading.errors:
            continue
        if _is_missing(question, value, path in pruned.required):
            yield error(path, REQUIRED, question.missing_message)
        if isinstance(question, Section):
            yield from _missing(value, pruned, reading)
        elif isinstance(question, Lines) and _perhaps_missing(question.line):
            for line in value:
                yield from _missing(line, pruned, reading)


@once_per_class
def _perhaps_missing(owner: type[Fields]) -> tuple[Field[Any], ...]:
    """The questions of a class that may be required, and those that hold others."""
    fields = owner.fields.values()
    return tuple(field for field in fields if field.required is not False or not isinstance(field, Leaf))


def _is_missing(question: Field[Any], value: Any, required: bool) -> bool:
    if isinstance(question, Lines):
        return len(value) < max(question.min_items, 1 if required else 0)
    # A section is there in any case; False is a box that is required and not ticked.
    return required and isinstance(question, Leaf)
