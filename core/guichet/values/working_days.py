"""Working days of an office: Monday to Friday, without the holidays of its canton.

The package « holidays » is passed over: it takes 14 MB on disk and 16 MB of memory, and for Neuchâtel it lists neither
the 2nd of January nor Easter Monday, on which the canton's offices are closed (0.109, tried).
"""

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache

FROM_EASTER = {"good-friday": -2, "easter-monday": 1, "ascension": 39, "whit-monday": 50}
"""Days between Easter Sunday and a holiday."""
FAST_MONDAY = "fast-monday"
"""Monday after the federal day of thanksgiving, the third Sunday of September."""
_SATURDAY = 5


def is_holiday_name(name: str) -> bool:
    """Whether this names a holiday: ``"12-25"``, ``"good-friday"`` and its neighbours, ``"fast-monday"``."""
    try:
        return name in FROM_EASTER or name == FAST_MONDAY or bool(_fixed(name, 2001))
    except ValueError:
        return False


@lru_cache(maxsize=4096)
def between(first: date, last: date, holidays: tuple[str, ...]) -> int:
    """How many working days begin after ``first`` and up to ``last``: what came in on Friday is one day old on Monday.

    0 where ``last`` is not later. ``holidays`` are names, see `is_holiday_name`.
    """
    closed: Collection[date] = [
        day for year in range(first.year, last.year + 1) for day in _weekday_holidays(year, holidays)
    ]
    return max(0, _weekdays(last) - _weekdays(first) - sum(first < day <= last for day in closed))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, *Astronomical Algorithms*, chapter 8)."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (year % 19 + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=256)
def _weekday_holidays(year: int, names: tuple[str, ...]) -> frozenset[date]:
    """The holidays of a year that fall on Monday to Friday."""
    return frozenset(day for day in (_holiday(name, year) for name in names) if day.weekday() < _SATURDAY)


def _holiday(name: str, year: int) -> date:
    if name in FROM_EASTER:
        return easter(year) + timedelta(days=FROM_EASTER[name])
    if name == FAST_MONDAY:
        first = date(year, 9, 1)
        # The first Sunday, two weeks, one day.
        return first + timedelta(days=6 - first.weekday() + 15)
    return _fixed(name, year)


def _fixed(name: str, year: int) -> date:
    return date.fromisoformat(f"{year}-{name}")


def _weekdays(day: date) -> int:
    """Mondays to Fridays up to and with a day, counted from the first Monday of the calendar, 1 January of year 1."""
    weeks, weekday = divmod(day.toordinal() - 1, 7)
    return weeks * _SATURDAY + min(weekday + 1, _SATURDAY)
