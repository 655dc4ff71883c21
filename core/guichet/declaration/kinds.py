"""Kinds of question with one answer each, over the values of `guichet.values`."""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from translationstring import TranslationString

from guichet.declaration import texts
from guichet.declaration.fields import MAX_LENGTH, AnswerError, Leaf
from guichet.values import ParseError, day, free_text, money, month, quantity, time_of_day
from guichet.values.money import Money
from guichet.values.month import Month as MonthValue
from guichet.values.time_of_day import TimeOfDay


# eq=False on each class: the decorator would otherwise give it an ``__eq__`` and take away its hash.
@dataclasses.dataclass(eq=False, kw_only=True)
class Text(Leaf[str | None]):
    """One line of free text."""

    max_length: int = 80
    spelling: Callable[[str], str] | None = None
    """Of a number that is kept as a text: writes all its spellings in one way, before it is measured; see
    `guichet.values.surroundings.one_spelling`."""

    facts: ClassVar[tuple[str, ...]] = ("max_length",)
    messages: ClassVar[texts.Texts] = texts.FREE_TEXT
    long: ClassVar[bool] = False

    def parse(self, text: str, today: date) -> str:
        """See `Leaf.parse`."""
        if self.spelling is not None and len(text) <= MAX_LENGTH:
            text = self.spelling(text)
        return free_text.parse(text, self.max_length, long=self.long)

    def check_length(self, raw: str) -> None:
        """See `Leaf.check_length`: nothing here, since `free_text.parse` measures the text that remains."""

    def details(self, reason: str, text: str) -> Mapping[str, Any]:
        """See `Leaf.details`."""
        return free_text_details(self.max_length, reason, text)

    def sample(self, today: date) -> str:
        """See `Leaf.sample`."""
        return "Texte"[: self.max_length]


@dataclasses.dataclass(eq=False, kw_only=True)
class LongText(Text):
    """Several lines of free text."""

    max_length: int = 350
    rows: str | None = None
    """Height in lines."""

    long: ClassVar[bool] = True


@dataclasses.dataclass(eq=False, kw_only=True)
class Day(Leaf[date | None]):
    """A calendar day. With ``service_day`` it is the day of a benefit, which `guichet.declaration.checks` reads."""

    service_day: bool = False
    copied: bool = False
    not_before: str | None = None
    """Python name of the question with the first day of the period of which this is the last; both in one class."""
    past: bool = False
    """Whether a day after today is an error."""

    alike: ClassVar[bool] = False
    facts: ClassVar[tuple[str, ...]] = ("service_day", "not_before", "past")
    messages: ClassVar[texts.Texts] = texts.DAY

    def parse(self, text: str, today: date) -> date:
        """See `Leaf.parse`."""
        return day.parse(text, this_year=today.year)

    def show(self, value: Any) -> str:
        """See `Leaf.show`."""
        return day.show(value)

    def sample(self, today: date) -> str:
        """See `Leaf.sample`."""
        return day.show(today - timedelta(days=40))


@dataclasses.dataclass(eq=False, kw_only=True)
class Month(Leaf[MonthValue | None]):
    """A calendar month. With ``service_day`` it is the month a benefit was provided in."""

    service_day: bool = False
    not_before: str | None = None
    """As for `Day`, with the first month."""

    facts: ClassVar[tuple[str, ...]] = ("service_day", "not_before")
    messages: ClassVar[texts.Texts] = texts.MONTH

    def parse(self, text: str, today: date) -> MonthValue:
        """See `Leaf.parse`."""
        return month.parse(text)

    def show(self, value: Any) -> str:
        """See `Leaf.show`."""
        return month.show(value)

    def sample(self, today: date) -> str:
        """See `Leaf.sample`."""
        before = today.replace(day=1) - timedelta(days=1)
        return month.show(MonthValue(before.year, before.month))

    def copied_cstruct(self, raw: Any, today: date) -> str:
        """See `Field.copied_cstruct`; a month of service becomes the next one, which is what is claimed next."""
        copied = super().copied_cstruct(raw, today)
        return self.later_cstruct(copied, 1) if self.service_day else copied

    def later_cstruct(self, raw: Any, months: int) -> str:
        """The raw answer for so many months later; the initial one where ``raw`` is no month."""
        try:
            later = month.parse(str(raw)).later(months)
        except ParseError:
            return self.initial_cstruct()
        return month.show(later) if later.year <= date.max.year else self.initial_cstruct()


@dataclasses.dataclass(eq=False, kw_only=True)
class ClockTime(Leaf[TimeOfDay | None]):
    """A time of day, in minutes since midnight."""

    copied: bool = False

    alike: ClassVar[bool] = False
    messages: ClassVar[texts.Texts] = texts.CLOCK_TIME

    def parse(self, text: str, today: date) -> TimeOfDay:
        """See `Leaf.parse`."""
        return TimeOfDay(time_of_day.parse(text))

    def show(self, value: Any) -> str:
        """See `Leaf.show`."""
        return time_of_day.show(value)

    def sample(self, today: date) -> str:
        """See `Leaf.sample`."""
        return "8:15"


@dataclasses.dataclass(eq=False, kw_only=True)
class Amount(Leaf[Money | None]):
    """An amount in francs, as a whole number of Rappen (`Money`). ``positive`` refuses 0."""

    positive: bool = False

    unit: ClassVar[str] = "CHF"
    """Printed after the input."""
    alike: ClassVar[bool] = False
    facts: ClassVar[tuple[str, ...]] = ("positive",)
    messages: ClassVar[texts.Texts] = texts.AMOUNT

    def parse(self, text: str, today: date) -> Money:
        """See `Leaf.parse`."""
        rappen = money.parse(text)
        if self.positive and not rappen:
            raise ParseError("zero")
        return Money(rappen)

    def show(self, value: Any) -> str:
        """See `Leaf.show`."""
        return money.plain(value)

    def details(self, reason: str, text: str) -> Mapping[str, Any]:
        """See `Leaf.details`."""
        return ambiguous_readings(reason, text)

    def sample(self, today: date) -> str:
        """See `Leaf.sample`."""
        return "12.50"


@dataclasses.dataclass(eq=False, kw_only=True)
class Quantity(Leaf[Decimal | None]):
    """A number of kilometres, hours or pieces, with at most ``decimals`` decimals. ``positive`` refuses 0."""

    decimals: int = 0
    maximum: Decimal | int = 9999
    positive: bool = False
    unit: str | TranslationString | None = None
    """Printed after the input; may also be typed with the number, « 12.5 km »."""

    facts: ClassVar[tuple[str, ...]] = ("decimals", "maximum", "positive")
    messages: ClassVar[texts.Texts] = texts.QUANTITY

    def parse(self, text: str, today: date) -> Decimal:
        """See `Leaf.parse`."""
        # A translatable unit gives its French source here; how other languages write it is in `surroundings.UNITS`.
        number = quantity.parse(text, self.decimals, Decimal(self.maximum), str(self.unit or ""))
        if self.positive and not number:
            raise ParseError("zero")
        return number

    def show(self, value: Any) -> str:
        """See `Leaf.show`."""
        return quantity.show(value)

    def details(self, reason: str, text: str) -> Mapping[str, Any]:
        """See `Leaf.details`."""
        return quantity_limits(self.decimals, self.maximum)

    def sample(self, today: date) -> str:
        """See `Leaf.sample`."""
        return "2" if Decimal(self.maximum) >= 2 else quantity.show(Decimal(self.maximum))


@dataclasses.dataclass(eq=False, kw_only=True)
class YesNo(Leaf[bool]):
    """One box to tick. The raw answer is ``"true"`` or ``""``, as browsers post it."""

    unticked: TranslationString | None = None
    """In the summary while the box is empty, « trajet simple »; without it an empty box is left out."""

    comparable: ClassVar[bool] = True
    default_missing: ClassVar[TranslationString] = texts.MISSING_TICK

    def read(self, raw: object, today: date) -> bool:
        """See `Leaf.read`; nothing answered is False."""
        if raw is None or raw == "":
            return False
        if raw != "true":
            raise AnswerError(texts.NOT_A_TICK)
        return True

    def show(self, value: Any) -> str:
        """See `Leaf.show`."""
        return "true" if value else ""

    def effective(self, raw: object) -> str:
        """See `Leaf.effective`."""
        return "true" if raw == "true" else ""

    def sample(self, today: date) -> str:
        """See `Leaf.sample`."""
        return "true"

    def absent(self, record: Any) -> bool:
        """See `Field.absent`."""
        return False


@dataclasses.dataclass(eq=False, kw_only=True)
class Choice(Leaf[str | None]):
    """One of several keys. Radios up to seven, a list above, or as ``as_list`` says; ``inline``: radios in one row."""

    choices: Mapping[str, TranslationString] = dataclasses.field(kw_only=False)
    as_list: bool | None = None
    inline: bool = False

    facts: ClassVar[tuple[str, ...]] = ("choices",)
    comparable: ClassVar[bool] = True
    default_missing: ClassVar[TranslationString] = texts.MISSING_CHOICE
    messages: ClassVar[texts.Texts] = {"not-offered": texts.NOT_OFFERED}

    def parse(self, text: str, today: date) -> str:
        """See `Leaf.parse`."""
        key = self.effective(text)
        if not key:
            raise ParseError("empty")
        if key not in self.choices:
            raise ParseError("not-offered")
        return key

    def sample(self, today: date) -> str:
        """See `Leaf.sample`."""
        return next(iter(self.choices))


def free_text_details(max_length: int, reason: str, text: str) -> dict[str, Any]:
    """Values for the messages about a text: the sign that cannot be printed, or its limit and its length."""
    if reason == "not-printed":
        return {"sign": free_text.unprinted(text)}
    return {"max": max_length, "length": len(text.strip())}


def free_text_problem(text: str, max_length: int, *, long: bool = False) -> TranslationString | None:
    """What to change in a text that stands beside a form; None for one that is taken, and for an empty one."""
    try:
        free_text.parse(text, max_length, long=long)
    except ParseError as unreadable:
        if unreadable.reason != "empty":
            return texts.FREE_TEXT[unreadable.reason] % free_text_details(max_length, unreadable.reason, text)
    return None


def ambiguous_readings(reason: str, text: str) -> dict[str, str]:
    """Both amounts that « 1.234 » may mean, for the message that asks; ``{}`` for any other reason.

    Not guessed at, since a wrong guess is wrong by a factor of 1000.
    """
    if reason != "ambiguous":
        return {}
    whole, fraction = money.readings(text)
    return {"whole": whole, "fraction": fraction}


def quantity_limits(decimals: int, maximum: Decimal | int) -> dict[str, Any]:
    """Values for the messages about a quantity: its limits, and an example that keeps to them."""
    return {
        "places": decimals,
        "maximum": quantity.show(Decimal(maximum)),
        "example": "22.5" if decimals else "22",
    }
