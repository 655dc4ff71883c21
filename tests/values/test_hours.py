"""Times of the day and lengths of time."""

import pytest

from guichet.values import ParseError, duration, time_of_day


@pytest.mark.parametrize(
    "typed", ["7h30", "7:30", "7.30", "0730", "07:30", "7 h 30", "730", "7 Uhr 30", "7.30 Uhr", "7,30"]
)
def test_one_time_is_read_however_it_is_written(typed: str) -> None:
    assert time_of_day.parse(typed) == 7 * 60 + 30


@pytest.mark.parametrize("typed", ["7 h", "7", "07", "7 Uhr", "7:00"])
def test_a_full_hour_needs_no_minutes(typed: str) -> None:
    assert time_of_day.parse(typed) == 7 * 60


def test_the_day_ends_at_24() -> None:
    assert time_of_day.parse("24:00") == time_of_day.END_OF_DAY
    assert time_of_day.show(time_of_day.END_OF_DAY) == "24:00"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("24:01", "no-such-time"), ("7:60", "no-such-time"), ("7h5", "not-a-time"), ("midi", "not-a-time")],
)
def test_what_is_wrong_with_a_time_is_named(typed: str, reason: str) -> None:
    with pytest.raises(ParseError) as refusal:
        time_of_day.parse(typed)
    assert refusal.value.reason == reason


def test_a_time_is_shown_with_two_digits_each() -> None:
    assert time_of_day.show(16 * 60 + 30) == "16:30"
    assert time_of_day.show(7 * 60 + 5) == "07:05"


@pytest.mark.parametrize(
    ("minutes", "shown"), [(495, "8 h 15"), (480, "8 h"), (485, "8 h 05"), (45, "45 min"), (0, "0 min")]
)
def test_a_duration_is_shown_in_hours_and_minutes(minutes: int, shown: str) -> None:
    assert duration.show(minutes) == shown.replace(" ", "\u00a0")


@pytest.mark.parametrize("typed", ["8 h 15", "8h15", "8:15", "8:15 h", "8:15 Std.", "495 min"])
def test_a_duration_is_read_however_it_is_written(typed: str) -> None:
    assert duration.parse(typed) == 495


@pytest.mark.parametrize("typed", ["8:60", "8:60 h", "8.25", "8 h 15 h", "longtemps"])
def test_what_is_no_duration_is_refused(typed: str) -> None:
    with pytest.raises(ParseError) as refusal:
        duration.parse(typed)
    assert refusal.value.reason == "not-a-duration"
