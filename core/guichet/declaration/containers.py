"""Kinds of question that hold other questions: lists of lines, and sections."""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Generic, Literal, Self, TypeVar, overload

from translationstring import TranslationString

from guichet.declaration.fields import Field, Fields, join
from guichet.declaration.kinds import Month
from guichet.declaration.texts import TOO_FEW_LINES
from guichet.i18n.domain import _

ITEM_TITLE = _("Ligne ${n}")
ADD_LABEL = _("Ajouter une ligne")
REMOVE_LABEL = _("la ligne ${n}")
REPEAT_LABEL = _("Répéter cette ligne à d’autres dates")

Layout = Literal["folding", "rows", "calendar"]
DAYS_OF_A_CALENDAR = 31
LineT = TypeVar("LineT", bound=Fields)
SectionT = TypeVar("SectionT", bound=Fields)


@dataclasses.dataclass(eq=False, kw_only=True)
class Lines(Field[Sequence[LineT]], Generic[LineT]):
    """A list of lines of one kind, e.g. journeys; the answers are a tuple of records."""

    line: type[LineT] = dataclasses.field(kw_only=False)
    min_items: int = 1
    max_items: int = 50
    item_title: TranslationString = ITEM_TITLE
    add_label: TranslationString = ADD_LABEL
    remove_label: TranslationString = REMOVE_LABEL
    """Read by screen readers after « Supprimer »."""
    extras_title: TranslationString | None = None
    """Title of the questions of a line that are folded away."""
    carried: tuple[str, ...] | Literal["alike"] = ()
    """Attributes of the line whose answers a new line takes over from the line above it, e.g. the place; a month of
    service becomes the next one. ``"alike"``: all that are `copied`, but days, times, amounts and lists."""
    repeated_on: str | None = None
    """Attribute of the day of a line: each line can then be repeated on other days."""
    repeat_label: TranslationString = REPEAT_LABEL
    columns: Mapping[str, TranslationString] = dataclasses.field(default_factory=dict)
    """Heading by code of `AmountTerm`: the parts of the amount of a line, each in a column of its own. A term of any
    other code is in the first one, so that the parts add up."""
    layout: "Layout" = "folding"
    """How the lines are drawn: each folded behind a summary; side by side in ``"rows"`` of few, short questions; or as
    the ``"calendar"`` of ``month``, in which line n is the one question about day n."""
    month: str | None = None
    """Attribute of the form's question with the month of a calendar."""
    amounts: bool = True
    """False where no line has an amount of its own, so that none of 0.00 is printed."""
    amounts_label: TranslationString | None = None
    """Title of the amounts of all lines together, which have the path of the list."""

    alike: ClassVar[bool] = False
    facts: ClassVar[tuple[str, ...]] = ("min_items", "max_items")
    default_missing: ClassVar[TranslationString] = TOO_FEW_LINES

    def __post_init__(self) -> None:
        # An author's first mistake with a list: without it an AttributeError would name neither list nor class.
        if not (isinstance(self.line, type) and issubclass(self.line, Fields)):
            name = getattr(self.line, "__name__", repr(self.line))
            raise TypeError(f"the lines of a list are {name}, which is no class of Fields; write class {name}(Fields):")

    # Repeated from Field: without them mypy infers Any for a line and reports no error in code that reads it.
    @overload
    def __get__(self, instance: None, owner: Any) -> Self: ...
    @overload
    def __get__(self, instance: Fields, owner: Any) -> Sequence[LineT]: ...
    def __get__(self, instance: Any, owner: Any) -> Any:
        return super().__get__(instance, owner)

    def absent(self, record: Fields) -> tuple[Any, ...]:
        """See `Field.absent`."""
        return ()

    @property
    def missing_message(self) -> TranslationString:
        """See `Field.missing_message`."""
        message: TranslationString = super().missing_message % {"title": self.label, "min": max(self.min_items, 1)}
        return message

    def initial_cstruct(self) -> list[Any]:
        """As many empty lines as there have to be."""
        return [initial_cstruct(self.line) for _number in range(self.min_items)]

    def copied_cstruct(self, raw: Any, today: date) -> list[Any]:
        """See `Field.copied_cstruct`."""
        if not self.copied or not isinstance(raw, list) or len(raw) > self.max_items:
            return self.initial_cstruct()
        copied = [copied_cstruct(self.line, line, today) for line in raw]
        for question in _months_of_service(self.line):
            _follow_each_other(question, copied)
        return copied

    def next_cstruct(self, above: Mapping[str, Any]) -> dict[str, Any]:
        """The raw answers of a new line below ``above``: those ``carried``, a month of service as the next one."""
        names = [field.name for field in self.line.fields.values() if self._carries(field)]
        following = {each.name: each.later_cstruct(above.get(each.name), 1) for each in _months_of_service(self.line)}
        return {name: following.get(name, above[name]) for name in names if name in above}

    def _carries(self, field: Field[Any]) -> bool:
        return field.alike and field.copied if self.carried == "alike" else field.attribute in self.carried


@dataclasses.dataclass(eq=False, kw_only=True)
class Section(Field[SectionT], Generic[SectionT]):
    """Questions that belong together under one title; the answer is a record."""

    alike: ClassVar[bool] = False
    content: type[SectionT] = dataclasses.field(kw_only=False)
    heading: bool = False
    """The title is a heading of the page, not the legend of a group."""
    extras_title: TranslationString | None = None

    @overload
    def __get__(self, instance: None, owner: Any) -> Self: ...
    @overload
    def __get__(self, instance: Fields, owner: Any) -> SectionT: ...
    def __get__(self, instance: Any, owner: Any) -> Any:
        return super().__get__(instance, owner)

    def absent(self, record: Fields) -> Fields:
        """See `Field.absent`: a record without answers, so that arithmetic reads ``invoice.stay.nights`` unchecked."""
        return self.content({}, join(record.path, self.name), record)

    def initial_cstruct(self) -> dict[str, Any]:
        """See `Field.initial_cstruct`."""
        return initial_cstruct(self.content)

    def copied_cstruct(self, raw: Any, today: date) -> dict[str, Any]:
        """See `Field.copied_cstruct`."""
        return copied_cstruct(self.content, raw, today) if self.copied else self.initial_cstruct()


def _months_of_service(line: type[Fields]) -> list[Month]:
    return [field for field in line.fields.values() if isinstance(field, Month) and field.service_day]


def _follow_each_other(question: Month, lines: list[dict[str, Any]]) -> None:
    """Puts copied lines behind the last earlier month: of a quarter comes the next quarter."""
    # Each line is one month later than it was, so that the first of them may still be one of the earlier months.
    months = [month for line in lines if (month := question.read(line[question.name], date.min))]
    span = min(months).until(max(months)) if months else 0
    for line in lines if span else ():
        line[question.name] = question.later_cstruct(line[question.name], span)


def initial_cstruct(form: type[Fields]) -> dict[str, Any]:
    """The raw answers of a new form."""
    return {name: field.initial_cstruct() for name, field in form.fields.items()}


def copied_cstruct(form: type[Fields], raw: Any, today: date) -> dict[str, Any]:
    """The raw answers of a new form that starts from those of an earlier invoice.

    Each question says whether its answer is taken over (`Field.copied`). A question that the earlier form did not have
    is as in a new form, and an answer without a question is left out.
    """
    given = raw if isinstance(raw, Mapping) else {}
    return {
        name: field.copied_cstruct(given[name], today) if name in given else field.initial_cstruct()
        for name, field in form.fields.items()
    }
