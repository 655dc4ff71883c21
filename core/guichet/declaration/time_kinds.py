"""Kinds of question for working time: hours, and days of a month."""

import dataclasses
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar

from translationstring import TranslationString

from guichet.declaration import texts
from guichet.declaration.fields import Leaf
from guichet.declaration.kinds import Quantity
from guichet.values import ParseError, duration, month_days, quantity

CENT = Decimal("0.01")


@dataclasses.dataclass(eq=False, kw_only=True)
class Hours(Quantity):
    """Hours with two decimals; « 3:30 » and « 3 h 30 » are read too, rounded to hundredths."""

    decimals: int = 2
    maximum: Decimal | int = 24
    unit: str | TranslationString | None = "h"

    def parse(self, text: str, today: date) -> Decimal:
        """See `Leaf.parse`."""
        try:
            return super().parse(text, today)
        except ParseError as unreadable:
            if unreadable.reason != "not-a-number":
                raise
            return self._from_duration(text, unreadable)

    def _from_duration(self, text: str, unreadable: ParseError) -> Decimal:
        try:
            minutes = duration.parse(text)
        except ParseError:
            raise unreadable from None
        hours = (Decimal(minutes) / 60).quantize(CENT, ROUND_HALF_UP)
        if hours > self.maximum:
            raise ParseError("too-large")
        if self.positive and not hours:
            raise ParseError("zero")
        # Without trailing zeros, as `quantity.parse` returns it.
        return Decimal(quantity.show(hours))


@dataclasses.dataclass(eq=False, kw_only=True)
class MonthDays(Leaf[tuple[int, ...] | None]):
    """Days of the month of the form by their numbers, « 3, 10, 17 »; ascending, each once."""

    messages: ClassVar[texts.Texts] = texts.MONTH_DAYS
    alike: ClassVar[bool] = False
    copied: bool = False

    def parse(self, text: str, today: date) -> tuple[int, ...]:
        """See `Leaf.parse`."""
        return month_days.parse(text)

    def show(self, value: Any) -> str:
        """See `Leaf.show`."""
        return month_days.show(value)

    def sample(self, today: date) -> str:
        """See `Leaf.sample`."""
        return "3, 10, 17"
