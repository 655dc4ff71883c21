"""Counters in memory count as the library's own do, and forget what is over."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from guichet.ratelimit.counters import Counters

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
THREE = RateLimitItemPerMinute(3, 10, namespace="three")
WHO = ("be", "manager@be.example")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["hit", "test", "left", "clear"]), st.sampled_from("ab"), st.integers(0, 57), st.integers(1, 2)
    ),
    max_size=40,
)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def counters():
    return Counters()


def test_the_fourth_try_is_refused_until_the_first_is_over(clock, counters):
    limiter = MovingWindowRateLimiter(counters)
    assert [limiter.hit(THREE, *WHO) for _number in range(4)] == [True, True, True, False]
    clock.shift(timedelta(minutes=10, seconds=1))
    assert limiter.hit(THREE, *WHO)


def test_a_key_is_forgotten_when_its_last_try_is_over(clock, counters):
    limiter = MovingWindowRateLimiter(counters)
    for number in range(1000):
        limiter.hit(THREE, "be", f"visiteur-{number}@exemple.example")
    assert len(counters) == 1000
    clock.shift(timedelta(minutes=10, seconds=1))
    assert limiter.hit(THREE, *WHO)
    assert len(counters) == 1


def test_reading_a_counter_stores_no_key(counters):
    limiter = MovingWindowRateLimiter(counters)
    assert limiter.test(THREE, *WHO)
    assert limiter.get_window_stats(THREE, *WHO).remaining == 3
    assert len(counters) == 0


def test_what_was_cleared_does_not_end_a_later_try(clock, counters):
    limiter = MovingWindowRateLimiter(counters)
    limiter.hit(THREE, *WHO)
    limiter.clear(THREE, *WHO)
    clock.shift(timedelta(minutes=5))
    limiter.hit(THREE, *WHO)
    clock.shift(timedelta(minutes=6))  # the one that was cleared would be over now
    assert limiter.get_window_stats(THREE, *WHO).remaining == 2


def test_no_entry_remains_after_the_clock_was_set_back(clock, counters):
    limiter = MovingWindowRateLimiter(counters)
    limiter.hit(THREE, *WHO)
    clock.shift(timedelta(seconds=-30))
    limiter.hit(THREE, *WHO)
    clock.shift(timedelta(hours=5))
    assert limiter.get_window_stats(THREE, *WHO).remaining == 3
    assert len(counters) == 0


def test_memory_stays_what_the_library_means_by_it():
    assert type(storage_from_string("memory://")) is MemoryStorage


@given(steps=STEPS)
def test_results_equal_those_of_the_parent_for_any_sequence_of_calls(steps):
    """Its storage is slow and never forgets a key; what it counts is right."""
    ours, theirs = MovingWindowRateLimiter(Counters()), MovingWindowRateLimiter(MemoryStorage())
    with time_machine.travel(NOON, tick=False) as traveller:
        for what, who, sevens, cost in steps:
            # Ten minutes are no multiple of seven seconds: of a try that ends this very moment the library says both.
            traveller.shift(timedelta(seconds=7 * sevens))
            assert answer(ours, what, who, cost) == answer(theirs, what, who, cost)


def answer(limiter, what, who, cost):
    match what:
        case "hit":
            return limiter.hit(THREE, who, cost=cost)
        case "test":
            return limiter.test(THREE, who, cost=cost)
        case "left":
            stats = limiter.get_window_stats(THREE, who)
            # When none is left, one may again when the first is over; before that the moment means nothing.
            return stats.remaining, stats.reset_time if stats.remaining == 0 else None
        case "clear":
            return limiter.clear(THREE, who)
