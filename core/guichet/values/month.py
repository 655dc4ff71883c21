"""Calendar months, for benefits that are due once a month."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from guichet.values import ParseError
from guichet.values.day import month_named
from guichet.values.surroundings import around_moment

_AROUND = around_moment()
_SIX_DIGITS = re.compile(r"[0-9]{6}")
_YEAR = r"([0-9]{4}|1[3-9]|[2-9][0-9])"
"""Two digits above 12 are a year of this century; « 03.12 » may be a day."""
_NUMBERS = re.compile(rf"([0-9]{{1,2}}) ?[.,/ -] ?{_YEAR}")
_ISO = re.compile(r"([0-9]{4}) ?[.,/ -] ?([0-9]{1,2})")
_NAMED = re.compile(rf"([^\W\d_]{{3,9}})\.?[ -]?{_YEAR}")


@dataclass(frozen=True, order=True)
class Month:
    """One month of one year; months are compared by time."""

    year: int
    month: int

    @property
    def first_day(self) -> date:
        """The first day."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The last day."""
        return date(self.year, self.month, self.days)

    @property
    def days(self) -> int:
        """How many days it has."""
        return monthrange(self.year, self.month)[1]

    def later(self, months: int) -> "Month":
        """So many months later."""
        years, month = divmod(self.month - 1 + months, 12)
        return Month(self.year + years, month + 1)

    def until(self, other: "Month") -> int:
        """Months from this one to ``other``; 1 to the next one."""
        return (other.year - self.year) * 12 + other.month - self.month

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


def parse(text: str) -> Month:
    """The month, from « 3.2026 », « 03/2026 », « 3.26 », « mars 2026 », « März 26 » or « 2026-03 ».

    Reasons: ``empty``, ``not-a-month``, ``no-such-month``.
    """
    typed = _AROUND.strip(text).casefold()
    if not typed:
        raise ParseError("empty")
    year, month = _parts(typed)
    if not (1 <= month <= 12 and year):
        raise ParseError("no-such-month")
    return Month(year, month)


def show(month: Month) -> str:
    """``03.2026``."""
    return f"{month.month:02}.{month.year:04}"


def _parts(typed: str) -> tuple[int, int]:
    if _SIX_DIGITS.fullmatch(typed):
        # 102026, or 202610: a year of these two centuries never begins with a month.
        return (int(typed[2:]), int(typed[:2])) if int(typed[:2]) <= 12 else (int(typed[:4]), int(typed[4:]))
    if match := _ISO.fullmatch(typed):
        return int(match[1]), int(match[2])
    if match := _NUMBERS.fullmatch(typed):
        return _year(match[2]), int(match[1])
    if match := _NAMED.fullmatch(typed):
        try:
            return _year(match[2]), month_named(match[1])
        except ParseError:
            raise ParseError("not-a-month") from None
    raise ParseError("not-a-month")


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)
