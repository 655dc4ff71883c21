"""Made-up raw answers for a form, for the checks at start: none, all, and all with one of them changed."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from guichet.declaration.containers import Lines, initial_cstruct
from guichet.declaration.fields import Field, Fields, Leaf
from guichet.declaration.form_tree import content_of, places
from guichet.declaration.kinds import Choice, YesNo

Given = dict[Field[Any], str]
"""Raw answers to use instead of a question's own sample."""


def samples(form: type[Fields], today: date) -> Iterator[tuple[str, Any]]:
    """Description and raw answers of each sample.

    Every choice, every box and every empty answer has a sample of its own, once beside ticked boxes and once beside
    empty ones, since a box may make a whole list irrelevant. This runs each branch of a type's code that depends on one
    answer. Pairs of answers would take ten times as long at each start.
    """
    yield "nothing at all", {}
    yield "a new form", initial_cstruct(form)
    for description, given in givens(form):
        yield description, full_cstruct(form, today, given)


def givens(form: type[Fields]) -> Iterator[tuple[str, Given]]:
    """Description of each sample that answers something, and what it answers otherwise than the kinds' own samples."""
    leaves = [place for place in places(form) if isinstance(place.field, Leaf)]
    for boxes in ("ticked", "empty"):
        base: Given = {place.field: "" for place in leaves if isinstance(place.field, YesNo) and boxes == "empty"}
        yield f"everything answered, boxes {boxes}", base
        for place in leaves:
            for raw in _other_answers(place.field, base):
                yield f"{place.pattern} = {raw!r}, all else answered, boxes {boxes}", {**base, place.field: raw}


def full_cstruct(form: type[Fields], today: date, given: Given) -> dict[str, Any]:
    """Raw answers to every question; two lines in each list."""
    return {name: _full(field, today, given) for name, field in form.fields.items()}


def _full(field: Field[Any], today: date, given: Given) -> Any:
    if isinstance(field, Leaf):
        return given[field] if field in given else field.sample(today)
    inner = content_of(field)
    if inner is None:
        return None
    if not isinstance(field, Lines):
        return full_cstruct(inner, today, given)
    return [full_cstruct(inner, today, given) for _number in range(max(field.min_items, min(2, field.max_items)))]


def _other_answers(field: Field[Any], base: Given) -> Iterator[str]:
    # The first choice is the sample of the kind, which all other samples have.
    if isinstance(field, Choice):
        yield from list(field.choices)[1:]
    yield "true" if field in base else ""
