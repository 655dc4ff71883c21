"""What looks odd about the journeys of a claim: T1, T2, T4 to T7, and G7 by day."""

from datetime import date
from decimal import Decimal

import pytest

NOTHING = set()


def october(day):
    return date(2026, 10, day)


def warned(name, code, line=0):
    return {("warn", f"lines.{line}.{name}", code)}


# T1


def test_t1_two_journeys_at_once_are_asked_about(travel, at):
    morning = travel.journey(departure_time=at("8:00"), return_time=at("12:00"))
    noon = travel.by_train(to="Thun", departure_time=at("11:59"), return_time=at("14:00"))
    assert travel.found(morning, noon) == warned("departure_time", "T1", line=1)


def test_t1_one_journey_after_the_other_is_fine(travel, at):
    morning = travel.journey(departure_time=at("8:00"), return_time=at("12:00"))
    noon = travel.journey(departure_time=at("12:00"), return_time=at("14:00"))
    assert travel.found(morning, noon) == NOTHING


def test_t1_a_journey_of_several_days_covers_the_days_between(travel, at):
    away = travel.journey(departure_time=at("8:00"), return_time=at("12:00"), nights=Decimal(2))
    within = travel.journey(date=october(15), departure_time=at("8:00"), return_time=at("12:00"))
    assert travel.found(away, within) == warned("departure_time", "T1", line=1)


def test_t1_the_same_journey_entered_twice_is_asked_about_once(travel):
    assert travel.found(travel.journey(), travel.journey(), travel.journey(date=october(21))) == warned("date", "T1", 1)
    assert travel.found(travel.journey(), travel.journey(), travel.journey()) == (
        warned("date", "T1", 1) | warned("date", "T1", 2)
    )


def test_t1_there_and_back_on_two_lines_is_fine(travel):
    there = travel.journey(round_trip=False)
    back = travel.journey(**{"from": there["to"], "to": there["from"], "round_trip": False})
    assert travel.found(there, back) == NOTHING


# T2


@pytest.mark.parametrize(
    ("km", "found"),
    [("27.0", NOTHING), ("27.1", warned("km", "T2")), ("18.0", NOTHING), ("17.9", warned("km", "T2"))],
)
def test_t2_a_known_route_differs_by_a_fifth_at_most(travel, km, found):
    before = travel.sent_before(travel.journey(date=october(7)))
    assert travel.found(travel.journey(km=Decimal(km)), earlier=(before,)) == found


def test_t2_the_last_time_counts_not_the_first(travel):
    first = travel.sent_before(travel.journey(date=october(1), km=Decimal(60)))
    last = travel.sent_before(travel.journey(date=october(7)))
    assert travel.found(travel.journey(), earlier=(last, first)) == NOTHING


def test_t2_the_way_back_is_the_same_route(travel):
    before = travel.sent_before(travel.journey(date=october(7), **{"from": "3008 BERN", "to": "3400 Burgdorf"}))
    assert travel.found(travel.journey(km=Decimal(60)), earlier=(before,)) == warned("km", "T2")


def test_t2_another_route_says_nothing(travel):
    before = travel.sent_before(travel.journey(date=october(7), to="3600 Thun"))
    assert travel.found(travel.journey(km=Decimal(60)), earlier=(before,)) == NOTHING


def test_t2_compares_within_the_claim_too(travel):
    lines = travel.journey(), travel.journey(date=october(21), km=Decimal(60))
    assert travel.found(*lines) == warned("km", "T2", line=1)


# T4


def test_t4_hearing_aids_are_mentioned_once_for_fittings(travel):
    fitting = travel.journey(purpose="aid_fitting")
    assert travel.found(fitting, fitting | {"date": october(21)}) == warned("purpose", "T4")


# T5


def test_t5_local_trips_of_less_than_ten_francs_a_month_are_mentioned(travel):
    assert travel.found(travel.by_train(local_trip=True, ticket_price=990)) == warned("local_trip", "T5")
    assert travel.found(travel.by_train(local_trip=True, ticket_price=1000)) == NOTHING
    assert travel.found(travel.by_train(ticket_price=990)) == NOTHING


def test_t5_the_trips_of_a_month_are_added_up(travel):
    trips = [travel.by_train(local_trip=True, ticket_price=500, date=october(day)) for day in (7, 14)]
    assert travel.found(*trips) == NOTHING
    assert travel.found(trips[0], earlier=(travel.sent_before(trips[1]),)) == NOTHING


def test_t5_each_month_stands_for_itself(travel):
    trips = [travel.by_train(local_trip=True, ticket_price=500, date=date(2026, month, 1)) for month in (9, 10)]
    assert travel.found(*trips) == warned("local_trip", "T5", 0) | warned("local_trip", "T5", 1)


# T6 and T7


def visit(travel, day, **changes):
    return travel.by_train(purpose="visit", date=october(day), **changes)


def test_t6_visits_every_third_day_are_fine(travel):
    assert travel.found(visit(travel, 1), visit(travel, 4), visit(travel, 7)) == NOTHING


def test_t6_faster_visits_are_asked_about_once(travel):
    visits = [visit(travel, day) for day in (5, 1, 3, 4)]
    assert travel.found(*visits) == warned("date", "T6", line=2)


@pytest.mark.parametrize("day", [2, 6])
def test_t6_visits_of_earlier_claims_count_before_and_after(travel, day):
    earlier = (travel.sent_before(visit(travel, 4)),)
    assert travel.found(visit(travel, day), earlier=earlier) == warned("date", "T6")
    assert travel.found(visit(travel, 8), earlier=earlier) == NOTHING


def test_t6_other_journeys_may_follow_each_other(travel):
    assert travel.found(travel.by_train(date=october(1)), travel.by_train(date=october(2))) == NOTHING


def test_t7_a_visit_is_paid_for_one_relative(travel):
    with_somebody = visit(travel, 1, companion=True, companion_name="Jean Muster")
    assert travel.found(with_somebody) == warned("companion", "T7")
    assert travel.found(visit(travel, 1), visit(travel, 1, **{"from": "2400 Le Locle"})) == warned("date", "T7", 1)


def test_t7_there_and_back_on_two_lines_is_one_visit(travel):
    there = visit(travel, 1, round_trip=False)
    back = visit(travel, 1, round_trip=False, **{"from": there["to"], "to": there["from"]})
    assert travel.found(there, back) == NOTHING


# G7


def test_g7_a_journey_on_a_day_claimed_before_is_asked_about(travel):
    before = travel.sent_before(travel.journey())
    assert travel.found(travel.journey(), earlier=(before,)) == warned("date", "G7")
    assert travel.found(travel.journey(date=october(15)), earlier=(before,)) == NOTHING


def test_g7_names_the_earlier_claim(travel):
    (problem,) = travel.problems(travel.journey(), earlier=(travel.sent_before(travel.journey()),))
    assert problem.message.mapping["reference"] == "BE-2026-2W8N-5RDA"


def test_g7_a_claim_between_two_days_of_an_earlier_one_is_fine(travel):
    before = travel.sent_before(travel.journey(date=october(1)), travel.journey(date=october(31)))
    assert travel.found(travel.journey(), earlier=(before,)) == NOTHING


def test_g7_another_decision_says_nothing(travel):
    before = travel.sent_before(travel.journey(), decision="30220240000001")
    assert travel.found(travel.journey(), earlier=(before,)) == NOTHING
