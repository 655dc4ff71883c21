"""Questions as typed descriptors; an instance of the class that declares them is the record of the answers.

::

    class Journey(Fields):
        km = Quantity(_("Kilomètres"), decimals=1)

    Journey.km          # the question
    journey.km          # the answer: Decimal | None

A declaration imports neither colander nor deform; `guichet.web.forms.declared` derives the schema. colander's own nodes
are passed over: their options become attributes of the node (``clone=`` breaks ``clone()``, ``required=`` is ignored),
and ``deserialize`` gives no typed values beside its errors, which an evaluation needs.
"""

import dataclasses
import functools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any, ClassVar, Generic, Never, ParamSpec, Self, TypeVar, cast, overload

from translationstring import TranslationString

from guichet.declaration.conditions import Condition, raw_text
from guichet.declaration.texts import MISSING, TOO_LONG, UNREADABLE, Texts, message_for
from guichet.values import ParseError

T = TypeVar("T")
P = ParamSpec("P")
R = TypeVar("R")

MAX_LENGTH = 300
"""Characters that an answer with a format may have. Checked before parsing, since patterns and ``int()`` of a posted
megabyte would hold up the process."""
Lookup = Mapping[str, "Field[Any]"]


class AnswerError(ValueError):
    """Raised for a raw answer that cannot be read; ``message`` is shown to the sender."""

    def __init__(self, message: TranslationString) -> None:
        super().__init__(message)
        self.message = message


def once_per_class(function: Callable[P, R]) -> Callable[P, R]:
    """``functools.cache`` with types: mypy takes the class of a form for something that cannot be hashed.

    Without a bound: a process has one class per form, and one more for each desk that amends it.
    """
    return cast(Callable[P, R], functools.cache(function))


def join(path: str, name: str | int) -> str:
    """The path of something inside ``path``; the path of a whole form is ``""``."""
    return f"{path}.{name}" if path else str(name)


# Not abstract (abc), though some methods must be overridden: isinstance() of an abstract class takes 0.25 µs instead of
# 0.03, and an evaluation asks it a few times for each of thousands of answers. A kind without ``parse`` or ``sample``
# is found at start, by the samples of `guichet.declaration.startup_checks`.
# eq=False keeps the identity as hash: questions are keys of dicts, and a mistake such as one object under two names is
# found by it.
@dataclasses.dataclass(eq=False, kw_only=True)
class Field(Generic[T]):
    """One question. An option that neither this class nor the kind declares raises ``TypeError``."""

    label: TranslationString = dataclasses.field(kw_only=False)
    help_text: TranslationString | None = None
    name: str = ""
    """The name in forms, drafts, files and paths; the attribute's by default."""
    required: "bool | Condition" = False
    """Whether it must be answered before sending; a required box must be ticked."""
    relevant: Condition | None = None
    """When the question counts (``relevant`` of W3C XForms): otherwise it is hidden, not checked and not sent."""
    optional: bool = False
    """Adds « (facultatif) » to the label. Every question that may stay empty has it, also one that another answer makes
    necessary where the page shows it either way; boxes need no word for it."""
    missing: TranslationString | None = None
    """Message when a required answer is missing; ``${title}`` is the label."""
    in_summary: bool = True
    """False leaves the answer out of check page, PDF and office page; say why beside it."""
    width: str | None = None
    """Class of the input: w-code, w-date, w-km, w-m, w-l."""
    autocomplete: str | None = None
    """Token of HTML for what a browser fills in; ``"off"`` for data of another person than the reader."""
    group: str | None = None
    """``"extras"`` folds the question away."""
    row: str | None = None
    """Neighbours with the same ``row`` stand side by side."""
    copied: bool = True
    """Whether « Copier cette demande » takes the answer over into the new form; by default not for days and times."""
    attribute: str = dataclasses.field(default="", init=False)
    """The Python name, given by the class it is declared in."""
    attributes: list[str] = dataclasses.field(default_factory=list, init=False, repr=False)
    """Every name one object was given: more than one is a mistake, found at start."""

    facts: ClassVar[tuple[str, ...]] = ()
    """Options of the kind that change what may be answered: part of the fingerprint."""
    alike: ClassVar[bool] = True
    """Whether the answer is as a rule the same on the next line of a list: not for days, times, amounts and lists."""
    comparable: ClassVar[bool] = False
    """Whether a condition may compare the raw answer with a value. Boxes and choices only: to compare « 1'234.50 » the
    browser would need a second parser."""
    default_missing: ClassVar[TranslationString] = MISSING

    def __set_name__(self, owner: type, name: str) -> None:
        self.attributes.append(f"{owner.__qualname__}.{name}")
        self.attribute = name
        self.name = self.name or name

    @overload
    def __get__(self, instance: None, owner: Any) -> Self: ...
    @overload
    def __get__(self, instance: "Fields", owner: Any) -> T: ...
    def __get__(self, instance: Any, owner: Any) -> Any:
        if instance is None:
            return self
        values = instance.values
        return values[self.name] if self.name in values else self.absent(instance)

    # Also makes it a data descriptor, so that no attribute of a record can hide the answer.
    def __set__(self, instance: "Fields", value: Never) -> Never:
        raise AttributeError(f"{type(instance).__name__}.{self.attribute} is an answer and cannot be set")

    def absent(self, record: "Fields") -> Any:
        """The answer of ``record`` to a question that does not count: None, False for a box, an empty list."""
        return None

    @property
    def missing_message(self) -> TranslationString:
        """What to do when a required answer is missing."""
        message: TranslationString = (self.missing or self.default_missing) % {"title": self.label}
        return message

    def initial_cstruct(self) -> Any:
        """The raw answer of a new form. Every kind overrides it."""
        raise NotImplementedError

    def copied_cstruct(self, raw: Any, today: date) -> Any:
        """The raw answer of a new form that starts from an earlier invoice, in which it was ``raw``.

        The initial one where ``raw`` has another shape, e.g. because the form had an older version.
        """
        return self.initial_cstruct()


@dataclasses.dataclass(eq=False, kw_only=True)
class Leaf(Field[T]):
    """A question with one raw text as its answer."""

    initial: Any = None
    """What a new form shows, as a typed value: a suggestion, not what counts when nothing was answered."""
    from_bill: str | None = None
    """What a supplier's QR-bill among the documents proposes here while nothing is answered: ``"supplier"``,
    ``"amount"`` (in CHF), ``"number"`` or ``"date"``. ``"quantity"`` becomes 1 with the amount beside it, which is not
    proposed for any other quantity."""

    messages: ClassVar[Texts] = {}
    """Messages by the reason of `ParseError`, see `Texts`."""

    def parse(self, text: str, today: date) -> T:
        """The typed value. Raises `ParseError`. ``today`` completes years of two digits. Every kind overrides it."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        """The raw text that ``parse`` reads back."""
        return str(value)

    def sample(self, today: date) -> str:
        """A raw answer that can be read, for the checks at start. Every kind overrides it."""
        raise NotImplementedError

    def details(self, reason: str, text: str) -> Mapping[str, Any]:
        """Values for the blanks of the message that is shown for ``reason`` and the raw ``text``."""
        return {}

    def read(self, raw: object, today: date) -> Any:
        """The typed value of a raw answer; None when nothing was answered. Raises :class:`AnswerError`."""
        if raw is None or raw == "":
            return None
        if not isinstance(raw, str):
            raise AnswerError(UNREADABLE)
        self.check_length(raw)
        try:
            return self.parse(raw, today)
        except ParseError as unreadable:
            if unreadable.reason == "empty":
                return None
            raise AnswerError(self.message(unreadable.reason, raw)) from unreadable

    def check_length(self, raw: str) -> None:
        """Raise :class:`AnswerError` for a text too long to be an answer of this kind."""
        if len(raw) > MAX_LENGTH:
            raise AnswerError(TOO_LONG % {"max": MAX_LENGTH, "length": len(raw)})

    def message(self, reason: str, text: str) -> TranslationString:
        """The message about ``text``, which cannot be read for ``reason``."""
        return message_for(self.messages, reason, self.details(reason, text))

    def effective(self, raw: object) -> str:
        """The raw text as conditions see it: blank is unanswered."""
        return raw_text(raw)

    def initial_cstruct(self) -> str:
        """See `Field.initial_cstruct`."""
        return "" if self.initial is None else self.show(self.initial)

    def copied_cstruct(self, raw: Any, today: date) -> str:
        """See `Field.copied_cstruct`."""
        return raw if self.copied and isinstance(raw, str) else self.initial_cstruct()


class Fields:
    """Questions that belong together: a form, one line of a list, a section. An instance is the record of the answers.

    A record is made by `guichet.declaration.reading` and does not change. An answer that is missing, unreadable or
    irrelevant is None; a box is False, a list empty. A class may have properties of its own beside the questions.
    """

    fields: ClassVar[Lookup] = {}
    """The questions by name, in order: those of the base class first."""
    summary_rows: ClassVar[Sequence["str | tuple[str | tuple[str, str], ...]"]] = ()
    """Python names of the questions in the order of the summary, one text each; those in one tuple share a text, and a
    pair inside it is printed as a span, « Burgdorf – Bern ». Questions that are not named follow, one by one. The first
    three texts of a line are what it says when it is folded: when, what and how."""
    plain_texts: ClassVar[int] = 3
    """How many of the first texts of a line are printed without their label: a day, a way or a name needs none."""

    def __init_subclass__(cls, *, first: Sequence[str] = (), without: Collection[str] = ()) -> None:
        """``first`` names the questions that come before the others, ``without`` those of the base that are left out.

        ::

            class Service(PricedLine, first=("description", "day")): …
        """
        super().__init_subclass__()
        found: dict[str, Field[Any]] = {}
        # A question without ``attribute`` was assigned after its class was made: check_form() names it.
        for base in reversed(cls.__mro__):
            found |= {name: value for name, value in vars(base).items() if isinstance(value, Field) and value.attribute}
        ordered = {name: found[name] for name in first} | found
        cls.fields = {field.name: field for name, field in ordered.items() if name not in without}

    def __init__(
        self, values: Mapping[str, Any], path: str = "", parent: "Fields | None" = None, index: int = 0
    ) -> None:
        self.values = values
        """Typed answers by name, only those that count."""
        self.path = path
        """E.g. ``"lines.0"``; ``""`` for the form."""
        self.parent = parent
        self.index = index
        """Place in its list, from 0."""

    # Any: the module of `SummaryValue` imports this one.
    def derived(self) -> Iterable[Any]:
        """Texts of a line that follow from its answers, each a `SummaryValue`.

        The first is printed after the first question, also when the line is folded, e.g. « 48.25 h, 4 nuits »; the
        others come last.
        """
        return ()

    @property
    def document(self) -> "Fields":
        """The record of the whole form."""
        return self if self.parent is None else self.parent.document

    def field(self, attribute: str) -> str:
        """The path of a question of this record, e.g. ``"lines.0.km"``; raises ``LookupError`` for an unknown name."""
        found = getattr(type(self), attribute, None)
        if not isinstance(found, Field):
            raise LookupError(f"{type(self).__name__} has no question {attribute!r}{nearest(attribute, self.fields)}")
        return join(self.path, found.name)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.path!r} {self.values!r}>"


MEMBERS = frozenset(vars(Fields)) | {"path", "parent", "index", "values"}
"""Attributes of every record beside its answers, so that no question can have such a name."""


def nearest(name: str, known: Iterable[str]) -> str:
    """« ; did you mean 'km'? » for the known name that looks most like ``name``."""
    matches = get_close_matches(str(name), list(known), n=1)
    return f"; did you mean {matches[0]!r}?" if matches else ""
