"""Relevance (W3C XForms): raw answers without those that do not count, which stay in the draft and are not read.

Runs before any validation, so it accepts any JSON that a draft may hold. Relevance is transitive: an irrelevant answer
counts as unanswered for the conditions of others. Pruned before reading, so that an unreadable answer to a hidden
question is no error.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from guichet.declaration.conditions import MAPPING, Scopes
from guichet.declaration.containers import Lines, Section
from guichet.declaration.fields import Field, Fields, Leaf, join, once_per_class
from guichet.declaration.form_tree import containers, leaves_by_dependency, places


@dataclass(frozen=True)
class Pruned:
    """Raw answers without those that do not count."""

    cstruct: Any
    """A copy with the relevant questions only. A value of a wrong shape stays in it, for the reading to refuse."""
    irrelevant: frozenset[str]
    """Paths of the questions, lists and sections that do not count; what is inside them is not listed."""
    required: frozenset[str]
    """Paths of the questions, lists and sections that have to be answered."""


@dataclass
class _Paths:
    irrelevant: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)


def relevant(form: type[Fields], cstruct: Any) -> Pruned:
    """Raw answers without those that do not count. Pure; never raises, whatever the JSON."""
    paths = _Paths()
    pruned = _prune(form, cstruct, (), "", paths)
    return Pruned(pruned, frozenset(paths.irrelevant), frozenset(paths.required))


def _prune(owner: type[Fields], raw: Any, around: Scopes, path: str, paths: _Paths) -> Any:
    answers: Mapping[str, Any] = raw if isinstance(raw, MAPPING) else {}
    own: dict[str, str] = {}
    scopes = (*around, own)
    irrelevant = set()
    for leaf in _conditional_or_read(owner, not around):
        counts = leaf.relevant is None or leaf.relevant.holds(scopes)
        own[leaf.name] = leaf.effective(answers.get(leaf.name)) if counts else ""
        if not counts:
            irrelevant.add(leaf.name)
    # Lists and sections last: they read the questions beside them, never the reverse.
    for question in containers(owner):
        if question.relevant is not None and not question.relevant.holds(scopes):
            irrelevant.add(question.name)
    required = [each for each in _perhaps_required(owner) if _is_required(each, scopes)]
    paths.required.update(join(path, each.name) for each in required if each.name not in irrelevant)
    paths.irrelevant.update(join(path, name) for name in irrelevant)
    pruned = {name: answers.get(name) for name in owner.fields if name not in irrelevant}
    for question in containers(owner):
        if question.name in pruned:
            pruned[question.name] = _prune_inside(question, answers, scopes, join(path, question.name), paths)
    return pruned if answers is raw else raw


@once_per_class
def _conditional_or_read(owner: type[Fields], is_document: bool) -> tuple[Leaf[Any], ...]:
    """The questions that may not count, and those that a condition reads; each after those that it reads itself."""
    read = _read_by_conditions(owner)
    ordered = leaves_by_dependency(owner, is_document)
    return tuple(leaf for leaf in ordered if leaf.relevant is not None or leaf.name in read)


@once_per_class
def _read_by_conditions(owner: type[Fields]) -> frozenset[str]:
    """Names of the questions of a class that conditions read, its own or those of the lists and sections inside."""
    read = set()
    for place in places(owner):
        for condition in (place.field.relevant, place.field.required):
            if not isinstance(condition, bool | None):
                # Also what a line reads of the whole form: the class may be that of the form.
                read |= {one.name for one in condition.answers() if place.level_of(one) is place.levels[0]}
    return frozenset(read)


@once_per_class
def _perhaps_required(owner: type[Fields]) -> tuple[Field[Any], ...]:
    return tuple(question for question in owner.fields.values() if question.required is not False)


def _prune_inside(question: Field[Any], answers: Mapping[str, Any], scopes: Scopes, path: str, paths: _Paths) -> Any:
    if isinstance(question, Section):
        # A section that was not posted still has questions that are required or do not count.
        return _prune(question.content, answers.get(question.name, {}), scopes, path, paths)
    raw = answers.get(question.name)
    if not isinstance(question, Lines) or not isinstance(raw, list | tuple):
        return raw
    if _always_counts(question.line):
        return [_own_answers(question.line, line) for line in raw]
    return [_prune(question.line, line, scopes, join(path, number), paths) for number, line in enumerate(raw)]


@once_per_class
def _always_counts(line: type[Fields]) -> bool:
    """Whether nothing in a line depends on an answer or has to be answered, as in the days of a calendar."""
    return not (containers(line) or _perhaps_required(line) or _conditional_or_read(line, False))


def _own_answers(line: type[Fields], raw: Any) -> Any:
    return {name: raw.get(name) for name in line.fields} if isinstance(raw, MAPPING) else raw


def _is_required(question: Field[Any], scopes: Scopes) -> bool:
    condition = question.required
    # Not isinstance() of Condition, an abstract class: that takes eight times as long, for each question of each line.
    return condition if isinstance(condition, bool) else condition.holds(scopes)
