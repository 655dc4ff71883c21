"""Raw answers to typed ones and back: one walk that gives values **and** errors.

colander's ``deserialize`` is passed over: it gives no partial result, so that everything would be read twice, once
strictly and once leniently.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from translationstring import TranslationString

from guichet.declaration.conditions import MAPPING
from guichet.declaration.containers import Lines, Section
from guichet.declaration.fields import AnswerError, Field, Fields, Leaf, join, once_per_class
from guichet.declaration.form_tree import containers
from guichet.declaration.texts import TOO_MANY_LINES, TOO_MANY_LINES_IN_ALL, UNREADABLE

MAX_LINES = 1000
"""Limit for the lines of all lists of a form together: lists in lists would multiply theirs (20 × 200)."""


@dataclass(frozen=True)
class Reading:
    """Typed answers, and the errors of those that cannot be read."""

    record: Fields
    """Typed answers; None for what is missing, cannot be read or does not count."""
    errors: Mapping[str, TranslationString]
    """Messages by path, in the order of the form."""


@dataclass
class _Walk:
    today: date
    errors: dict[str, TranslationString] = field(default_factory=dict)
    lines: int = 0
    read: dict[tuple[Field[Any], str], Any] = field(default_factory=dict)
    """Typed answer by question and text: the journeys of a month have the same places, times and kilometres."""


def deserialize_partial(form: type[Fields], cstruct: Any, today: date) -> Reading:
    """The record of raw answers from which the irrelevant ones were taken, see `guichet.declaration.relevance`."""
    walk = _Walk(today)
    record = _record(form, cstruct, "", None, 0, walk)
    return Reading(record, walk.errors)


def _record(owner: type[Fields], raw: Any, path: str, parent: Fields | None, index: int, walk: _Walk) -> Fields:
    values: dict[str, Any] = {}
    # The record comes before its answers, since the records inside it have it as their parent.
    record = owner(values, path, parent, index)
    if not isinstance(raw, MAPPING):
        walk.errors[path] = UNREADABLE
        return record
    for name, question in owner.fields.items():
        if name not in raw:
            continue
        if isinstance(question, Leaf):
            values[name] = _answer(question, raw[name], record, walk)
        else:
            values[name] = _inside(question, raw[name], record, walk)
    return record


def _inside(question: Field[Any], raw: Any, record: Fields, walk: _Walk) -> Any:
    if isinstance(question, Lines):
        return _lines(question, raw, record, walk)
    if isinstance(question, Section):
        return _record(question.content, raw, join(record.path, question.name), record, 0, walk)
    return None


def _answer(question: Leaf[Any], raw: Any, record: Fields, walk: _Walk) -> Any:
    # A raw answer of a wrong shape may have no hash.
    key = (question, raw) if isinstance(raw, str) else None
    if key in walk.read:
        return walk.read[key]
    try:
        value = question.read(raw, walk.today)
    except AnswerError as invalid:
        walk.errors[join(record.path, question.name)] = invalid.message
        return question.absent(record)
    if key is not None:
        walk.read[key] = value
    return value


def _lines(question: Lines[Any], raw: Any, record: Fields, walk: _Walk) -> tuple[Fields, ...]:
    path = join(record.path, question.name)
    if raw is None:
        return ()
    if not isinstance(raw, list | tuple):
        walk.errors[path] = UNREADABLE
        return ()
    # Limits before the loop: what is beyond them is not even read.
    if len(raw) > question.max_items:
        walk.errors[path] = TOO_MANY_LINES % {"max": question.max_items}
    elif walk.lines + len(raw) > MAX_LINES:
        walk.errors[path] = TOO_MANY_LINES_IN_ALL % {"max": MAX_LINES}
    read = raw[: min(question.max_items, MAX_LINES - walk.lines)]
    walk.lines += len(read)
    return tuple(
        _record(question.line, line, f"{path}.{number}", record, number, walk) for number, line in enumerate(read)
    )


def appstruct(record: Fields) -> dict[str, Any]:
    """The typed relevant answers as plain dicts and lists, to be frozen in a revision."""
    return {name: _plain(value) for name, value in record.values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Fields):
        return appstruct(value)
    # Lines, or one answer with several values.
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def serialize(form: type[Fields], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Raw answers for typed ones, e.g. those of a revision: the inverse of reading. Initial where absent."""
    return {
        name: _serialized(question, answers[name]) if name in answers else question.initial_cstruct()
        for name, question in form.fields.items()
    }


def _serialized(question: Field[Any], value: Any) -> Any:
    if isinstance(question, Lines):
        return [serialize(question.line, line) for line in value]
    if isinstance(question, Section):
        return serialize(question.content, value)
    return "" if value is None or not isinstance(question, Leaf) else question.show(value)


def complete(form: type[Fields], cstruct: Any) -> dict[str, Any]:
    """Raw answers of a draft, perhaps of an older form, with the initial ones of questions it does not have yet.

    Without it a box that is ticked in a new form would read as not ticked. Answers to questions that are gone stay.
    """
    answers = dict(cstruct) if isinstance(cstruct, MAPPING) else {}
    for question in containers(form):
        inside = answers.get(question.name)
        if isinstance(question, Section) and question.name in answers:
            answers[question.name] = complete(question.content, inside)
        elif isinstance(question, Lines) and isinstance(inside, list | tuple):
            answers[question.name] = [complete(question.line, line) for line in inside]
    # Compared first: nearly every line of a draft has all its answers.
    if not form.fields.keys() <= answers.keys():
        answers |= {name: field.initial_cstruct() for name, field in form.fields.items() if name not in answers}
    return answers


def walk(record: Fields, *kinds: type[Field[Any]]) -> Iterator[tuple[Fields, Field[Any]]]:
    """Each relevant question of a record and of the records inside, with its record, in the order of the form.

    Of ``kinds`` only, where some are given.
    """
    for question in _on_the_way(type(record), kinds):
        if question.name not in record.values:
            continue
        if not kinds or isinstance(question, kinds):
            yield record, question
        value = record.values[question.name]
        if isinstance(value, Fields):
            yield from walk(value, *kinds)
        elif isinstance(question, Lines) and _on_the_way(question.line, kinds):
            for line in value:
                yield from walk(line, *kinds)


@once_per_class
def _on_the_way(owner: type[Fields], kinds: tuple[type[Field[Any]], ...]) -> tuple[Field[Any], ...]:
    """The questions of a class that are of ``kinds`` or hold others: of 25 questions of a line, one or two are days."""
    wanted = (*kinds, Lines, Section) if kinds else Field
    return tuple(question for question in owner.fields.values() if isinstance(question, wanted))
