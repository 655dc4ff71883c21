"""Times between two supplies, and ages, in whole months and years."""

from calendar import monthrange
from datetime import date

from guichet.sdk import RateTable

FULL_AGE = 18
"""Years of age from which a person is no longer a minor (CC art. 14)."""


def paid_from(day: date | None, last: date | None, table: RateTable, code: str) -> date | None:
    """The first day on which the next supply is paid, where ``day`` is before it; None where ``day`` is in order.

    ``last`` is the day of the last supply, and the dated row ``code`` says how many months lie between two. None also
    where a day or the row is missing.
    """
    rate = table.find(code, day) if day else None
    if day is None or last is None or rate is None:
        return None
    first = months_later(last, int(rate.value))
    return first if day < first else None


def months_later(day: date, months: int) -> date:
    """The day so many months later, the last one of a shorter month (CO art. 77); at most ``date.max``."""
    years, month = divmod(day.month - 1 + months, 12)
    if day.year + years > date.max.year:
        return date.max
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def age_on(day: date, birth_date: date) -> int:
    """Completed years of age on a day; of a person born on 29 February, a year more from 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
