"""The checks that all forms share, G4 to G11."""

from datetime import date
from decimal import Decimal

import pytest
from guichet.invoices.types import CheckContext

from invoice_types import shared_checks

NOTHING = set()
TODAY = date(2026, 11, 21)


# G4


def test_g4_a_journey_of_today_may_be_claimed(travel):
    assert travel.found(travel.journey(date=TODAY)) == NOTHING


def test_g4_a_journey_of_tomorrow_may_not(travel):
    assert travel.found(travel.journey(date=date(2026, 11, 22))) == {("block", "lines.0.date", "G4")}


def test_g4_a_journey_is_over_when_the_person_is_home_again(travel):
    away = travel.journey(date=date(2026, 11, 20), nights=Decimal(2))
    assert travel.found(away) == {("block", "lines.0.nights", "G4")}
    assert travel.found(away | {"nights": Decimal(1)}) == NOTHING


# G5 and G6


@pytest.mark.parametrize(
    ("day", "today", "lapsed"),
    [
        (date(2021, 11, 1), date(2026, 11, 30), False),
        (date(2021, 11, 30), date(2026, 11, 30), False),
        (date(2021, 11, 30), date(2026, 12, 1), True),
        (date(2021, 11, 1), date(2026, 12, 1), True),
        (date(2024, 2, 29), date(2029, 2, 28), False),
        (date(2024, 2, 29), date(2029, 3, 1), True),
        (date.max, date.max, False),
    ],
)
def test_g5_a_right_lapses_five_years_after_the_end_of_the_month(day, today, lapsed):
    assert shared_checks.lapsed(day, today) is lapsed


@pytest.mark.parametrize(
    ("day", "today", "old"),
    [
        (date(2025, 11, 21), TODAY, False),
        (date(2025, 11, 20), TODAY, True),
        (date(2024, 2, 29), date(2025, 2, 28), False),
        (date(2024, 2, 29), date(2025, 3, 1), True),
    ],
)
def test_g6_a_service_is_old_after_twelve_months(day, today, old):
    assert shared_checks.over_a_year(day, today) is old


def test_g5_blocks_each_lapsed_journey(travel):
    lapsed = travel.journey(date=date(2021, 10, 31))
    assert travel.found(lapsed, lapsed | {"to": "Thun"}) == {
        ("block", "lines.0.date", "G5"),
        ("block", "lines.1.date", "G5"),
    }


def test_g6_mentions_old_journeys_once_at_the_oldest(travel):
    lines = [travel.journey(date=day) for day in (date(2025, 11, 1), date(2025, 10, 1), date(2026, 10, 1))]
    assert travel.found(*lines) == {("warn", "lines.1.date", "G6")}


# G7 by whole periods, for forms whose lines have no days of their own


@pytest.mark.parametrize(
    ("period", "overlaps"),
    [
        ((date(2026, 10, 14), date(2026, 10, 31)), True),
        ((date(2026, 10, 1), date(2026, 10, 14)), True),
        ((date(2026, 10, 1), date(2026, 10, 13)), False),
        ((date(2026, 10, 15), date(2026, 10, 31)), False),
        ((date.max, date.min), False),
    ],
)
def test_g7_periods_overlap_from_the_first_common_day(travel, period, overlaps):
    context = CheckContext(TODAY, "302", (travel.sent_before(travel.journey()),))
    found = list(shared_checks.not_claimed_twice("period", period, travel.claim(), context))
    assert [(problem.level, problem.code) for problem in found] == ([("warn", "G7")] if overlaps else [])


def test_g7_blocks_forms_that_are_sent_once_a_month(travel):
    context = CheckContext(TODAY, "302", (travel.sent_before(travel.journey()),))
    period = (date(2026, 10, 1), date(2026, 10, 31))
    (problem,) = shared_checks.not_claimed_twice("period", period, travel.claim(), context, monthly=True)
    assert problem.level == "block"


def test_g7_looks_at_the_same_decision_only(travel):
    earlier = travel.sent_before(travel.journey(), decision="30220240000001")
    period = (date(2026, 10, 1), date(2026, 10, 31))
    context = CheckContext(TODAY, "302", (earlier,))
    assert not list(shared_checks.not_claimed_twice("period", period, travel.claim(), context))


# G10 and G11


def test_g10_a_claim_of_nothing_is_not_sent(travel):
    assert travel.found(travel.by_train(ticket_price=0)) == {("block", "lines", "G10")}
    assert travel.found(travel.by_train(ticket_price=0), travel.journey(date=date(2026, 10, 21))) == NOTHING


def test_g10_stays_silent_while_something_else_is_missing(travel):
    assert travel.found(travel.by_train(ticket_price=None)) == {("block", "lines.0.ticket_price", "needed")}


def test_g11_a_day_without_a_rate_is_a_problem_and_no_crash(travel):
    journey = travel.journey(date=date(2019, 12, 31))
    assert travel.found(journey, today=date(2020, 3, 1)) == {("block", "lines.0.date", "G11")}
