"""Working days of an office."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.values.working_days import FROM_EASTER, between, easter, is_holiday_name

BERNE = ("01-01", "01-02", "good-friday", "easter-monday", "ascension", "whit-monday", "08-01", "12-25", "12-26")
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("year", "sunday"),
    # The Federal Chancellery's calendars; 2038 is the latest day that Easter can fall on.
    [(2024, "2024-03-31"), (2025, "2025-04-20"), (2026, "2026-04-05"), (2027, "2027-03-28"), (2038, "2038-04-25")],
)
def test_easter_is_that_of_the_calendar(year, sunday):
    assert easter(year) == date.fromisoformat(sunday)


@pytest.mark.parametrize(
    ("first", "last", "holidays", "days"),
    [
        ("2026-11-16", "2026-11-16", (), 0),
        ("2026-11-16", "2026-11-17", (), 1),
        ("2026-11-20", "2026-11-23", (), 1),  # Friday to Monday
        ("2026-11-21", "2026-11-22", (), 0),  # a weekend
        ("2026-11-16", "2026-11-30", (), 10),
        ("2026-04-02", "2026-04-07", BERNE, 1),  # from Maundy Thursday over Easter
        ("2026-12-23", "2027-01-04", BERNE, 6),
        ("2026-09-18", "2026-09-22", ("fast-monday",), 1),  # the Monday after the third Sunday
        ("2026-11-17", "2026-11-16", (), 0),
    ],
)
def test_working_days_begin_after_the_first_day(first, last, holidays, days):
    assert between(date.fromisoformat(first), date.fromisoformat(last), holidays) == days


@given(first=DAYS, length=st.integers(0, 800), cut=st.integers(0, 800))
def test_a_span_is_the_sum_of_its_parts(first, length, cut):
    last = first + timedelta(days=length)
    middle = first + timedelta(days=min(cut, length))
    assert between(first, last, BERNE) == between(first, middle, BERNE) + between(middle, last, BERNE)
    assert between(first, first + timedelta(days=1), ()) == (0 if first.weekday() in (4, 5) else 1)


@pytest.mark.parametrize("name", [*FROM_EASTER, "fast-monday", "02-28", "12-31"])
def test_holidays_have_known_names(name):
    assert is_holiday_name(name)


@pytest.mark.parametrize("name", ["", "02-29", "13-01", "christmas", "2026-01-01", "1-1"])
def test_other_names_are_none(name):
    assert not is_holiday_name(name)
