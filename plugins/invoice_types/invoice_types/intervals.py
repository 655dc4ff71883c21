"""Times between two supplies, and ages, in whole months and years."""

from datetime import date

from guichet.sdk import RateTable

FULL_AGE = 18
"""Years of age from which a person is no longer a minor (CC art. 14)."""


def too_early(day: date | None, last: date | None, table: RateTable, code: str) -> bool:
    """Whether fewer months lie between two supplies than the dated row ``code`` says; the same day of the month passes.

    False where a day or the row is missing.
    """
    rate = table.find(code, day) if day else None
    if day is None or last is None or rate is None:
        return False
    # Compared as numbers: a date would need a rule for the 31st of a shorter month and for 29 February.
    years, month = divmod(last.month - 1 + int(rate.value), 12)
    return (day.year, day.month, day.day) < (last.year + years, month + 1, last.day)


def age_on(day: date, birth_date: date) -> int:
    """Completed years of age on a day; of a person born on 29 February, a year more from 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
