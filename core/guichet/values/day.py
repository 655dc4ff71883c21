"""Calendar days, as people type them in the four languages of the desk."""

import re
import unicodedata
from datetime import date
from functools import cache

# Measured at 0.05 s, which guichet.i18n pays anyway; the names themselves are read at the first named month.
from babel.dates import get_day_names, get_month_names

from guichet.values import ParseError, unicode_forms
from guichet.values.surroundings import DAY_LABELS, around_moment

LANGUAGES = ("fr", "de", "it", "en")
_NUMBERS = re.compile(r"([0-9]{1,2}) ?[.,/ -] ?([0-9]{1,2}) ?[.,/ -] ?([0-9]{4}|[0-9]{2})")
_EIGHT_DIGITS = re.compile(r"[0-9]{8}")
"""From a keypad that has no point."""
_ISO = re.compile(r"([0-9]{4}) ?([.,/ -]) ?([0-9]{1,2}) ?\2 ?([0-9]{1,2})")
# Four languages in one pattern: « 1er mars », « 1. März », « 1° marzo ».
_NAMED = re.compile(r"([0-9]{1,2})(?:\.|er|°|º)?[ -]?([^\W\d_]{3,9})\.?[ -]?([0-9]{4}|[0-9]{2})")
_WEEKDAY = re.compile(r"([^\W\d_]{2,10})\.?,? ?(?:(?:den|der|le|il) )?(?=[0-9])")
_AROUND = around_moment(DAY_LABELS)
YEARS = range(1900, 2100)
"""Of a day that a form can ask for: « 0026 » and « 2206 » are slips for this year."""
_POSIX_PIVOT = 2068
"""Last year that two digits can mean when ``this_year`` is not given (POSIX ``strptime``: 69 to 99 are 19xx)."""


def parse(text: str, *, this_year: int | None = None) -> date:
    """The day, from « 1.3.26 », « 01/03/2026 », « 1 mars 2026 », « 1. März 2026 », « 2026-03-01 » or « 01032026 ».

    Two digits mean the latest such year up to next year: in 2026, « 27 » is 2027 and « 28 » is 1928. Without
    ``this_year`` the pivot is POSIX's: 00 to 68 are 20xx. A weekday may stand in front, « Mi, 14.10.2026 ».

    Reasons: ``empty``, ``not-a-date``, ``no-such-day``, ``year`` (not one of `YEARS`), ``weekday`` (the date is another
    day of the week).
    """
    typed = _AROUND.strip(text).casefold()
    if not typed:
        raise ParseError("empty")
    if named := _WEEKDAY.match(typed):
        typed = typed[named.end() :]
    day, month, year = _parts(typed)
    # One year ahead, so that in December a day of January is not read as one a century ago.
    last = _POSIX_PIVOT if this_year is None else this_year + 1
    try:
        found = date(int(year) if len(year) == 4 else last - (last - int(year)) % 100, month, day)
    except ValueError:
        raise ParseError("no-such-day") from None
    if found.year not in YEARS:
        raise ParseError("year")
    if named and found.weekday() not in _weekdays_named(named[1]):
        raise ParseError("weekday")
    return found


def show(day: date) -> str:
    """``14.10.2026``."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def _parts(typed: str) -> tuple[int, int, str]:
    """Day, month and the year as typed."""
    if _EIGHT_DIGITS.fullmatch(typed):
        return _from_keypad(typed)
    # ISO first: only there does the year come before the month.
    if match := _ISO.fullmatch(typed):
        return int(match[4]), int(match[3]), match[1]
    if match := _NUMBERS.fullmatch(typed):
        return int(match[1]), int(match[2]), match[3]
    if match := _NAMED.fullmatch(typed):
        return int(match[1]), month_named(match[2]), match[3]
    raise ParseError("not-a-date")


def _from_keypad(digits: str) -> tuple[int, int, str]:
    """Day, month and year of eight digits: 14102026, or 20261014 as programmes write it.

    They never mean two days: the year is of the last two centuries, so the other order has no such month.
    """
    if int(digits[4:]) in YEARS:
        return int(digits[:2]), int(digits[2:4]), digits[4:]
    if int(digits[:4]) in YEARS:
        return int(digits[6:]), int(digits[4:6]), digits[:4]
    raise ParseError("not-a-date")


def month_named(name: str) -> int:
    """The month, 1 to 12, that is the only one to begin with ``name`` in the four languages.

    Raises :class:`ParseError` ``not-a-date`` for none and for several, such as « ju ».
    """
    start = _plain(name)
    months = {month for known, month in _month_names() if known.startswith(start)}
    if len(months) != 1:
        raise ParseError("not-a-date")
    return months.pop()


def _weekdays_named(name: str) -> set[int]:
    """The weekdays, Monday is 0, that begin with ``name`` in one of the languages; « di » is Sunday and Tuesday.

    Raises :class:`ParseError` ``not-a-date`` for none.
    """
    start = _plain(name)
    days = {weekday for known, weekday in _weekday_names() if known.startswith(start)}
    if not days:
        raise ParseError("not-a-date")
    return days


@cache
def _weekday_names() -> tuple[tuple[str, int], ...]:
    """Every name of a weekday with its number. Read once."""
    tables = (get_day_names("wide", locale=language) for language in LANGUAGES)
    return tuple((_plain(name), weekday) for table in tables for weekday, name in table.items())


@cache
def _month_names() -> tuple[tuple[str, int], ...]:
    """Every name with its number; « maerz » too, for keyboards without ä. Read once."""
    tables = (get_month_names("wide", locale=language) for language in LANGUAGES)
    names = [(name, month) for table in tables for month, name in table.items()]
    return (*((_plain(name), month) for name, month in names), ("maerz", 3))


def _plain(name: str) -> str:
    """Lower case, without accents."""
    return "".join(char for char in unicode_forms.decomposed(name.casefold()) if not unicodedata.combining(char))
