"""Calendar days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.values import ParseError, day

FIRST_OF_MARCH = [
    *("1.3.26", "01/03/2026", "1 mars 2026", "1er mars 2026", "1. März 2026", "2026-03-01", "1-3-2026", "1. 3. 2026"),
    *("1 3 26", "1 MARS 26", "1. Maerz 2026", "1 marzo 2026", "1 March 2026", "1. mar. 2026", "1. Ma\u0308rz 2026"),
]


@pytest.mark.parametrize("typed", FIRST_OF_MARCH)
def test_one_day_is_read_however_it_is_written(typed: str) -> None:
    assert day.parse(typed, this_year=2026) == date(2026, 3, 1)


@pytest.mark.parametrize("typed", ["14102026", "20261014", " 14102026 ", "14,10,2026"])
def test_eight_digits_of_a_keypad_are_the_one_day_they_can_be(typed: str) -> None:
    assert day.parse(typed) == date(2026, 10, 14)


@pytest.mark.parametrize(("typed", "reason"), [("14132026", "no-such-day"), ("14101026", "not-a-date")])
def test_eight_digits_that_are_no_day_are_refused(typed: str, reason: str) -> None:
    with pytest.raises(ParseError) as refusal:
        day.parse(typed)
    assert refusal.value.reason == reason


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_eight_digits_never_mean_two_days(one: date) -> None:
    assert day.parse(f"{one:%d%m%Y}") == day.parse(f"{one:%Y%m%d}") == one


@pytest.mark.parametrize(
    ("typed", "month"), [("fevrier", 2), ("août", 8), ("Dezember", 12), ("déc.", 12), ("sett.", 9), ("mai", 5)]
)
def test_months_are_known_with_and_without_accents_and_by_their_beginning(typed: str, month: int) -> None:
    assert day.parse(f"2 {typed} 2026") == date(2026, month, 2)


@pytest.mark.parametrize(("typed", "year"), [("1.1.26", 2026), ("1.1.27", 2027), ("1.1.28", 1928), ("1.1.00", 2000)])
def test_two_digits_reach_up_to_next_year(typed: str, year: int) -> None:
    assert day.parse(typed, this_year=2026).year == year


@pytest.mark.parametrize(("typed", "year"), [("1.1.26", 2026), ("1.1.68", 2068), ("1.1.69", 1969)])
def test_two_digits_follow_posix_without_a_year_of_reference(typed: str, year: int) -> None:
    assert day.parse(typed).year == year


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("30.2.2026", "no-such-day"),
        ("1.13.2026", "no-such-day"),
        ("2026-02-30", "no-such-day"),
        ("1.1.0000", "no-such-day"),
        ("14.10.0026", "year"),
        ("14.10.2206", "year"),
        ("31.12.1899", "year"),
        ("1.3", "not-a-date"),
        ("1.3.202", "not-a-date"),
        ("1 jui 2026", "not-a-date"),
        ("1 brumaire 26", "not-a-date"),
        ("hier", "not-a-date"),
    ],
)
def test_what_is_wrong_is_named(typed: str, reason: str) -> None:
    with pytest.raises(ParseError) as refusal:
        day.parse(typed)
    assert refusal.value.reason == reason


def test_it_is_shown_with_points() -> None:
    assert day.show(date(2026, 10, 14)) == "14.10.2026"
    assert day.show(date(2026, 3, 1)) == "01.03.2026"


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_the_machines_way_of_writing_is_read_too(any_day: date) -> None:
    assert day.parse(any_day.isoformat()) == any_day
