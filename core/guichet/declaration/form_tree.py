"""The questions of a form with their places: pattern of the path, and the classes around each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from guichet.declaration.conditions import DOCUMENT, Answer
from guichet.declaration.containers import Lines, Section
from guichet.declaration.fields import Field, Fields, Leaf, join, once_per_class

Level = tuple[str, type[Fields]]
"""Pattern of the path of a record, and its class."""


@dataclass(frozen=True)
class Place:
    """A question with the classes around it."""

    field: Field[Any]
    levels: tuple[Level, ...]
    """The form, then each enclosing section or line; last the one that declares the question."""

    @property
    def pattern(self) -> str:
        """Its path with a star for each number of a line, e.g. ``"assistants.*.days.*.hours"``."""
        return join(self.levels[-1][0], self.field.name)

    def level_of(self, answer: Answer) -> Level | None:
        """The record in which a condition of this question looks for an answer; None above the form.

        A section is a level like a line: inside one, `parent_answer` reads the form around it.
        """
        if answer.level == DOCUMENT:
            return self.levels[0]
        return self.levels[-1 - answer.level] if answer.level < len(self.levels) else None

    def address(self, answer: Answer) -> str:
        """The pattern of the path of an answer that a condition of this question reads."""
        level = self.level_of(answer)
        if level is None:
            raise LookupError(f"{self.pattern}: there is no enclosing line to look for {answer.name!r} in")
        return join(level[0], answer.name)


@once_per_class
def places(form: type[Fields]) -> tuple[Place, ...]:
    """Every question of a form, in order, a list before what is in it."""
    return tuple(_places((("", form),)))


def _places(levels: tuple[Level, ...]) -> Iterator[Place]:
    pattern, owner = levels[-1]
    for field in owner.fields.values():
        yield Place(field, levels)
        inner = content_of(field)
        # A class inside itself would recurse without end; check_form() reports it.
        if inner is not None and all(inner is not above for _pattern, above in levels):
            own = join(pattern, field.name)
            yield from _places((*levels, (f"{own}.*" if isinstance(field, Lines) else own, inner)))


def content_of(field: Field[Any]) -> type[Fields] | None:
    """The class of the records in a list or a section; None for a question with one answer."""
    if isinstance(field, Lines):
        return field.line
    return field.content if isinstance(field, Section) else None


@once_per_class
def containers(owner: type[Fields]) -> tuple[Field[Any], ...]:
    """The lists and sections of one class."""
    return tuple(field for field in owner.fields.values() if not isinstance(field, Leaf))


@once_per_class
def leaves_by_dependency(owner: type[Fields], is_document: bool) -> tuple[Leaf[Any], ...]:
    """The questions of one class with one answer each, each after those that its ``relevant`` reads.

    Needed since relevance is transitive. Raises ``ValueError`` for a circle. Lists and sections are not sorted: they
    read questions around them, and no question can read into them.
    """
    leaves = {name: field for name, field in owner.fields.items() if isinstance(field, Leaf)}
    ordered: dict[str, Leaf[Any]] = {}
    for name in leaves:
        _visit(name, leaves, ordered, (), is_document)
    return tuple(ordered.values())


def _visit(
    name: str, leaves: dict[str, Leaf[Any]], ordered: dict[str, Leaf[Any]], above: tuple[str, ...], is_document: bool
) -> None:
    if name in ordered:
        return
    if name in above:
        circle = " → ".join((*above[above.index(name) :], name))
        raise ValueError(f"the conditions of {circle} go round in a circle: let one of them always count")
    field = leaves[name]
    for read in field.relevant.answers() if field.relevant is not None else ():
        own = read.level == 0 or (is_document and read.level == DOCUMENT)
        if own and read.name in leaves:
            _visit(read.name, leaves, ordered, (*above, name), is_document)
    ordered[name] = field
