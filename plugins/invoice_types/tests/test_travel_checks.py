"""Contradictions and unusual values in the journeys of an invoice: T1, T2, T4, T6, T7, and G7 by day."""

from datetime import date

import pytest

NOTHING = set()


def october(day):
    return f"{day}.10.2026"


def warned(name, code, line=0):
    return {("warning", f"lines.{line}.{name}", code)}


def refused(name, code, line=0):
    return {("error", f"lines.{line}.{name}", code)}


# Within a line


def test_journey_leads_somewhere_else(travel):
    assert travel.found(travel.journey(to="3400  burgdorf")) == refused("to", "same-place")


@pytest.mark.parametrize(
    ("km", "found"), [("300", NOTHING), ("300.1", warned("km", "km")), ("999.9", warned("km", "km"))]
)
def test_long_distances_are_asked_about(travel, km, found):
    assert travel.found(travel.journey(km=km)) == found


@pytest.mark.parametrize("back", ["8:15", "7:00"])
def test_return_is_after_the_departure_unless_there_was_a_night(travel, back):
    times = {"departure_time": "8:15", "return_time": back}
    assert travel.found(travel.journey(**times)) == refused("return_time", "times")
    assert travel.found(travel.journey(**times, nights="1")) == NOTHING


def test_reason_without_a_cost_is_asked_about(travel):
    assert travel.found(travel.journey(extra_text="chien-guide")) == warned("extra_cost", "extra-cost")


def test_nights_that_are_not_paid_are_mentioned(travel):
    assert warned("nights", "nights") <= travel.found(travel.journey(purpose="visit", nights="1"))
    assert warned("nights", "nights") <= travel.found(travel.journey(meals_provided="true", nights="1"))
    assert travel.found(travel.journey(nights="1")) == NOTHING


# T1


def test_two_journeys_at_once_are_asked_about(travel):
    morning = travel.journey(departure_time="8:00", return_time="12:00")
    noon = travel.by_train(to="Thun", departure_time="11:59", return_time="14:00")
    assert travel.found(morning, noon) == warned("departure_time", "T1", line=1)


def test_journeys_one_after_the_other_are_fine(travel):
    morning = travel.journey(departure_time="8:00", return_time="12:00")
    noon = travel.journey(departure_time="12:00", return_time="14:00")
    assert travel.found(morning, noon) == NOTHING


def test_journey_of_several_days_covers_the_days_between(travel):
    away = travel.journey(departure_time="8:00", return_time="12:00", nights="2")
    within = travel.journey(date=october(15), departure_time="8:00", return_time="12:00")
    assert travel.found(away, within) == warned("departure_time", "T1", line=1)


def test_same_journey_entered_twice_is_asked_about_once(travel):
    same = travel.journey()
    assert travel.found(same, same, travel.journey(date=october(21))) == warned("date", "T1", 1)
    assert travel.found(same, same, same) == warned("date", "T1", 1) | warned("date", "T1", 2)


@pytest.mark.parametrize(
    ("sent", "typed"),
    [("Hôpital, Neuchâtel", "Neuchâtel Hopital"), ("8001 Zürich", "8001 Zuerich"), ("L’Isle", "L'Isle")],
)
def test_place_is_the_same_in_any_spelling(travel, sent, typed):
    lines = travel.journey(to=sent), travel.journey(to=typed)
    assert travel.found(*lines) == warned("date", "T1", 1)
    before = travel.sent_before(travel.journey(date=october(7), to=sent))
    assert travel.found(travel.journey(km="60", to=typed), earlier=(before,)) == warned("km", "T2")


def test_there_and_back_on_two_lines_is_no_journey_entered_twice(travel):
    there = travel.journey(round_trip="")
    back = travel.journey(from_=there["to"], to=there["from"], round_trip="")
    assert travel.found(there, back) == NOTHING


# T2


@pytest.mark.parametrize(
    ("km", "found"),
    [("27.0", NOTHING), ("27.1", warned("km", "T2")), ("18.0", NOTHING), ("17.9", warned("km", "T2"))],
)
def test_known_route_differs_by_a_fifth_at_most(travel, km, found):
    before = travel.sent_before(travel.journey(date=october(7)))
    assert travel.found(travel.journey(km=km), earlier=(before,)) == found


def test_last_time_on_a_route_counts_not_the_first(travel):
    first = travel.sent_before(travel.journey(date=october(1), km="60"))
    last = travel.sent_before(travel.journey(date=october(7)))
    assert travel.found(travel.journey(), earlier=(last, first)) == NOTHING


def test_way_back_is_the_same_route(travel):
    before = travel.sent_before(travel.journey(date=october(7), from_="3008 BERN", to="3400 Burgdorf"))
    assert travel.found(travel.journey(km="60"), earlier=(before,)) == warned("km", "T2")


def test_kilometres_of_another_route_say_nothing(travel):
    before = travel.sent_before(travel.journey(date=october(7), to="3600 Thun"))
    assert travel.found(travel.journey(km="60"), earlier=(before,)) == NOTHING


@pytest.mark.parametrize(("first", "second"), [("", october(21)), (october(14), "")])
def test_journey_without_a_date_is_not_compared(travel, first, second):
    lines = travel.journey(date=first), travel.journey(date=second, km="60")
    assert {code for _level, _path, code in travel.found(*lines)} == {"required"}


def test_kilometres_are_compared_within_the_invoice_too(travel):
    lines = travel.journey(), travel.journey(date=october(21), km="60")
    assert travel.found(*lines) == warned("km", "T2", line=1)


# T4


def test_hearing_aids_are_mentioned_once_for_fittings(travel):
    fitting = travel.journey(purpose="aid_fitting")
    assert travel.found(fitting, fitting | {"date": october(21)}) == warned("purpose", "T4")


# T5 is gone (addendum 12): the sentence on local trips of less than CHF 10 a month was removed from RAI art. 90 al. 2
# in 2022, so that nothing may discourage the sender.
def test_local_trips_of_less_than_ten_francs_a_month_are_not_mentioned(travel):
    assert travel.found(travel.by_train(local_trip="true", ticket_price="9.90")) == NOTHING


# T6 and T7


def visit(travel, day, **changes):
    return travel.by_train(purpose="visit", date=october(day), **changes)


def test_visits_every_third_day_are_fine(travel):
    assert travel.found(visit(travel, 1), visit(travel, 4), visit(travel, 7)) == NOTHING


def test_faster_visits_are_asked_about_once(travel):
    visits = [visit(travel, day) for day in (5, 1, 3, 4)]
    assert travel.found(*visits) == warned("date", "T6", line=2)


@pytest.mark.parametrize("day", [2, 6])
def test_visits_of_earlier_invoices_count_before_and_after(travel, day):
    earlier = (travel.sent_before(visit(travel, 4)),)
    assert travel.found(visit(travel, day), earlier=earlier) == warned("date", "T6")
    assert travel.found(visit(travel, 8), earlier=earlier) == NOTHING


def test_other_journeys_may_follow_each_other(travel):
    assert travel.found(travel.by_train(date=october(1)), travel.by_train(date=october(2))) == NOTHING


def test_visit_is_paid_for_one_relative(travel):
    two_relatives = visit(travel, 1, companion="true", companion_name="Jean Muster")
    assert travel.found(two_relatives) == warned("companion", "T7")
    assert travel.found(visit(travel, 1), visit(travel, 1, from_="2400 Le Locle")) == warned("date", "T7", 1)


def test_there_and_back_on_two_lines_is_one_visit(travel):
    there = visit(travel, 1, round_trip="")
    back = visit(travel, 1, round_trip="", from_=there["to"], to=there["from"])
    assert travel.found(there, back) == NOTHING


# G7


def test_journey_on_a_day_claimed_before_is_asked_about(travel):
    before = travel.sent_before(travel.journey())
    assert travel.found(travel.journey(), earlier=(before,)) == warned("date", "G7")
    assert travel.found(travel.journey(date=october(15)), earlier=(before,)) == NOTHING


def test_earlier_invoice_is_named(travel):
    (issue,) = travel.evaluate(travel.journey(), earlier=(travel.sent_before(travel.journey()),)).issues
    assert issue.message.mapping["reference"] == "BE-2026-2W8N-5RDA"


def test_invoice_between_two_days_of_an_earlier_one_is_fine(travel):
    before = travel.sent_before(travel.journey(date=october(1)), travel.journey(date=october(31)))
    assert travel.found(travel.journey(), earlier=(before,)) == NOTHING


def test_day_claimed_under_another_decision_says_nothing(travel):
    before = travel.sent_before(travel.journey(), decision="30220240000001")
    assert travel.found(travel.journey(), earlier=(before,)) == NOTHING


# G4 to G6, G10, G11: the shared checks on the days and amounts of journeys


def test_journey_of_today_may_be_claimed_and_one_of_tomorrow_may_not(travel):
    assert travel.found(travel.journey(date="21.11.2026")) == NOTHING
    assert travel.found(travel.journey(date="22.11.2026")) == refused("date", "G4")


def test_journey_is_over_when_the_person_is_home_again(travel):
    away = travel.journey(date="20.11.2026", nights="2")
    assert travel.found(away) == refused("nights", "G4")
    assert travel.found(away | {"nights": "1"}) == NOTHING


def test_each_lapsed_journey_is_an_error(travel):
    lapsed = travel.journey(date="31.10.2021")
    assert travel.found(lapsed, lapsed | {"to": "Thun"}) == refused("date", "G5") | refused("date", "G5", 1)


def test_old_journeys_are_mentioned_once_at_the_oldest(travel):
    lines = [travel.journey(date=day) for day in ("1.11.2025", "1.10.2025", "1.10.2026")]
    assert travel.found(*lines) == warned("date", "G6", line=1)


def test_invoice_of_nothing_is_not_sent(travel):
    free = travel.by_train(ticket_price="0")
    assert travel.found(free) == {("error", "lines", "G10")}
    assert travel.found(free, travel.journey(date=october(21))) == NOTHING


def test_total_of_nothing_is_not_named_while_something_is_missing(travel):
    assert travel.found(travel.by_train(ticket_price="")) == refused("ticket_price", "required")


def test_day_without_a_rate_is_an_issue_and_no_crash(travel):
    journey = travel.journey(date="31.12.2019")
    assert travel.found(journey, today=date(2020, 3, 1)) == refused("date", "G11")
