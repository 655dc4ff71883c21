"""Raw answers made up for a form, for the checks at start: nothing, everything, and everything but one answer."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from guichet.declaration.containers import Lines, Section, initial_cstruct
from guichet.declaration.fields import Field, Fields, Leaf
from guichet.declaration.form_tree import content_of, places
from guichet.declaration.kinds import Choice

Given = dict[Leaf[Any], str]
"""Raw answers to use instead of a question's own sample."""


def samples(form: type[Fields], today: date) -> Iterator[tuple[str, Any]]:
    """What each sample is, and its raw answers.

    Every choice and every empty answer has a sample of its own, so that each branch of a type's arithmetic that hangs
    on one answer is walked once.
    """
    yield "nothing at all", {}
    yield "a new form", initial_cstruct(form)
    yield "everything answered", full_cstruct(form, today, {})
    for place in places(form):
        if isinstance(place.field, Leaf):
            for raw in _other_answers(place.field):
                yield f"{place.pattern} = {raw!r}, all else answered", full_cstruct(form, today, {place.field: raw})


def full_cstruct(form: type[Fields], today: date, given: Given) -> dict[str, Any]:
    """Raw answers to every question; two lines in each list."""
    return {name: _full(field, today, given) for name, field in form.fields.items()}


def _full(field: Field[Any], today: date, given: Given) -> Any:
    if isinstance(field, Leaf):
        return given[field] if field in given else field.sample(today)
    inner = content_of(field)
    if inner is None:
        return None
    if isinstance(field, Section):
        return full_cstruct(inner, today, given)
    assert isinstance(field, Lines)
    return [full_cstruct(inner, today, given) for _number in range(max(field.min_items, min(2, field.max_items)))]


def _other_answers(field: Leaf[Any]) -> Iterator[str]:
    if isinstance(field, Choice):
        yield from list(field.choices)[1:]
    yield ""
