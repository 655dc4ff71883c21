"""Calendar months."""

from datetime import date

import pytest

from guichet.values import ParseError, month, month_days
from guichet.values.month import Month


@pytest.mark.parametrize(
    "typed",
    [
        *("3.2026", "03/2026", "3-2026", "mars 2026", "März 2026", "MARZO 2026", "2026-03"),
        *("3.26", "03/26", "3 - 26", "mars 26", "März 26", "mars-26", "Mär-26", "mars-2026"),
    ],
)
def test_one_month_is_read_however_it_is_written(typed: str) -> None:
    assert month.parse(typed) == Month(2026, 3)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("13.2026", "no-such-month"),
        ("0.2026", "no-such-month"),
        ("03.12", "not-a-month"),
        ("13.26", "no-such-month"),
        ("ju 2026", "not-a-month"),
    ],
)
def test_what_is_wrong_is_named(typed: str, reason: str) -> None:
    with pytest.raises(ParseError) as refusal:
        month.parse(typed)
    assert refusal.value.reason == reason


def test_month_knows_its_days() -> None:
    february = Month(2028, 2)
    assert (february.first_day, february.last_day, february.days) == (date(2028, 2, 1), date(2028, 2, 29), 29)
    assert Month(2027, 12) < february


@pytest.mark.parametrize(
    "typed",
    [
        "3-5",
        "3 – 5",
        "3 au 5",
        "3 à 5",
        "3. bis 5.",
        "du 3 au 5",
        "vom 3. bis 5.",
        "3, 4 et 5",
        "3 und 4 und 5",
        "le 3, 4er, 5",
    ],
)
def test_days_of_a_month_are_read_as_a_range_or_one_by_one(typed: str) -> None:
    assert month_days.parse(typed) == (3, 4, 5)
