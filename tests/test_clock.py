"""Moments are kept in UTC and shown as the clocks on Swiss walls."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from guichet import clock


def at(*moment):
    """The world at that moment in UTC."""
    return time_machine.travel(datetime(*moment, tzinfo=UTC), tick=False)


def test_now_is_aware_and_in_utc():
    with at(2026, 11, 14, 12, 0):
        assert clock.now() == datetime(2026, 11, 14, 12, 0, tzinfo=UTC)
        assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ((2026, 11, 14, 22, 59), date(2026, 11, 14)),
        ((2026, 11, 14, 23, 0), date(2026, 11, 15)),  # midnight in winter
        ((2026, 7, 31, 21, 59), date(2026, 7, 31)),
        ((2026, 7, 31, 22, 0), date(2026, 8, 1)),  # midnight in summer
        ((2026, 12, 31, 23, 30), date(2027, 1, 1)),
    ],
)
def test_today_changes_at_swiss_midnight(moment, day):
    with at(*moment):
        assert clock.today() == day


@pytest.mark.parametrize(
    ("moment", "wall"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "01:59"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "03:00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "02:30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "02:30"),
    ],
)
def test_local_time_follows_the_change_of_the_clocks(moment, wall):
    assert f"{clock.local(moment):%H:%M}" == wall
