"""Conditions on answers, evaluated on the server and, written as JSON, in the browser.

::

    km = Quantity(_("Kilomètres"), relevant=answer("means") == "private_car", required=answer("car_necessary"))

Conditions read **raw texts**, so that server and browser cannot differ and nothing has to be valid first. Hence only
boxes and choices can be compared with a value; any question can be asked « is it answered? ». Names are the names of
the form (``"from"``), not Python attributes (``from_``).

They are combined with ``&``, ``|`` and ``~``. ``~(answer("x") == "a")`` is true while ``x`` is empty.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Never

OWN, PARENT = 0, 1
DOCUMENT = -1
"""Levels of an :class:`Answer`: beside the question, in the enclosing line, in the whole form."""

BLANKS = " \t\n\r\v\f\u00a0\u2007\u202f\u2009\u3000\u200b\ufeff"
"""Characters stripped around a raw text. Listed, since ``str.strip`` and JavaScript's ``trim`` strip different ones."""

MAPPING = (dict, Mapping)
"""For isinstance() of raw answers: nearly all are dicts, and to ask an abstract class takes ten times as long."""
Scopes = Sequence[Mapping[str, str]]
"""The raw texts of the document, then of each enclosing line, last those beside the question. Irrelevant: ``""``."""
Address = Callable[["Answer"], str]
"""The pattern of the path of an answer, e.g. ``"lines.*.means"``."""


def raw_text(raw: object) -> str:
    """A raw answer without surrounding blanks; ``""`` for what is no text."""
    return raw.strip(BLANKS) if isinstance(raw, str) else ""


# No subclass is a dataclass: the generated ``__eq__`` would replace the overload of `Answer`.
class Condition(ABC):
    """A condition on answers. Immutable, without a truth value of its own: see `holds`."""

    @abstractmethod
    def holds(self, scopes: Scopes) -> bool:
        """Whether it is true of these raw texts."""

    @abstractmethod
    def to_json(self, address: Address) -> list[Any]:
        """The condition for the browser and for the fingerprint: ``["in", path, values]``, ``["answered", path]``,
        ``["not", c]``, ``["and", c, …]`` or ``["or", c, …]``.
        """

    @abstractmethod
    def answers(self) -> "Iterator[Answer]":
        """Every answer it reads."""

    def comparisons(self) -> "Iterator[In]":
        """Every comparison with values in it."""
        return iter(())

    def __and__(self, other: "Condition") -> "Condition":
        return Every(self, _condition(other))

    def __or__(self, other: "Condition") -> "Condition":
        return Either(self, _condition(other))

    def __invert__(self) -> "Condition":
        return Not(self)

    # Traps of the overloaded ``==``: ``and``, ``or``, ``not``, ``in`` and chained comparisons ask for a truth value,
    # which would silently be that of the object. Code of this package asks ``is None`` or isinstance() for this reason.
    def __bool__(self) -> Never:
        raise TypeError("a condition has no truth value here: combine conditions with &, | and ~, not and, or, not")

    __hash__ = None  # type: ignore[assignment]


class Answer(Condition):
    """The answer to a question; by itself the condition that it was answered (a box: that it was ticked)."""

    def __init__(self, name: str, level: int) -> None:
        self.name = name
        self.level = level

    def __eq__(self, value: object) -> Condition:  # type: ignore[override]
        return In(self, (value,))

    def __ne__(self, value: object) -> Condition:  # type: ignore[override]
        return Not(In(self, (value,)))

    __hash__ = None

    def in_(self, *values: str) -> Condition:
        """The condition that one of several choices was made."""
        return In(self, values)

    def text(self, scopes: Scopes) -> str:
        """The raw text; ``""`` where there is none."""
        return scopes[0 if self.level == DOCUMENT else -1 - self.level].get(self.name, "")

    def holds(self, scopes: Scopes) -> bool:
        """See `Condition.holds`."""
        return bool(self.text(scopes))

    def to_json(self, address: Address) -> list[Any]:
        """See `Condition.to_json`."""
        return ["answered", address(self)]

    def answers(self) -> "Iterator[Answer]":
        """See `Condition.answers`."""
        yield self


class In(Condition):
    """Whether a choice or a box has one of several values; a box is compared with True or False."""

    def __init__(self, answer: Answer, values: tuple[object, ...]) -> None:
        self.answer = answer
        self.values = values
        self.texts = tuple(_posted(value) for value in values)

    def holds(self, scopes: Scopes) -> bool:
        """See `Condition.holds`."""
        return self.answer.text(scopes) in self.texts

    def to_json(self, address: Address) -> list[Any]:
        """See `Condition.to_json`."""
        return ["in", address(self.answer), list(self.texts)]

    def answers(self) -> Iterator[Answer]:
        """See `Condition.answers`."""
        yield self.answer

    def comparisons(self) -> "Iterator[In]":
        """See `Condition.comparisons`."""
        yield self


class Not(Condition):
    """The opposite of a condition."""

    def __init__(self, condition: Condition) -> None:
        self.condition = condition

    def holds(self, scopes: Scopes) -> bool:
        """See `Condition.holds`."""
        return not self.condition.holds(scopes)

    def to_json(self, address: Address) -> list[Any]:
        """See `Condition.to_json`."""
        return ["not", self.condition.to_json(address)]

    def answers(self) -> Iterator[Answer]:
        """See `Condition.answers`."""
        return self.condition.answers()

    def comparisons(self) -> Iterator[In]:
        """See `Condition.comparisons`."""
        return self.condition.comparisons()


class _Combined(Condition):
    """Base of conditions that are made of several."""

    operator = ""

    def __init__(self, *conditions: Condition) -> None:
        self.conditions = conditions

    def to_json(self, address: Address) -> list[Any]:
        return [self.operator, *(condition.to_json(address) for condition in self.conditions)]

    def answers(self) -> Iterator[Answer]:
        for condition in self.conditions:
            yield from condition.answers()

    def comparisons(self) -> Iterator[In]:
        for condition in self.conditions:
            yield from condition.comparisons()


class Every(_Combined):
    """All of several conditions."""

    operator = "and"

    def holds(self, scopes: Scopes) -> bool:
        """See `Condition.holds`."""
        return all(condition.holds(scopes) for condition in self.conditions)


class Either(_Combined):
    """At least one of several conditions."""

    operator = "or"

    def holds(self, scopes: Scopes) -> bool:
        """See `Condition.holds`."""
        return any(condition.holds(scopes) for condition in self.conditions)


def answer(name: str) -> Answer:
    """The answer to a question beside this one: in the same line, or in the form where there is no line."""
    return Answer(name, OWN)


def parent_answer(name: str) -> Answer:
    """The answer to a question of the enclosing line or form."""
    return Answer(name, PARENT)


def document_answer(name: str) -> Answer:
    """The answer to a question of the whole form, from inside any line."""
    return Answer(name, DOCUMENT)


def _posted(value: object) -> object:
    """The value as a browser posts it: a ticked box as ``"true"``, an empty one as ``""``."""
    return ("true" if value else "") if isinstance(value, bool) else value


def _condition(other: object) -> Condition:
    """The operand of ``&`` or ``|``. Raises ``TypeError`` for missing brackets: ``answer("a") == 1 & answer("b")``."""
    if not isinstance(other, Condition):
        raise TypeError(f"{other!r} is no condition: put each comparison into brackets, (answer(…) == …) & (…)")
    return other
