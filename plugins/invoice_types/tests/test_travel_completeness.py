"""What a journey has to say before it can be sent."""

from datetime import date
from decimal import Decimal

import pytest

from guichet.i18n import Localizer

NOTHING = set()


def needed(name, code="needed"):
    return ("block", f"lines.0.{name}", code)


def test_a_complete_journey_has_no_problem(travel):
    assert travel.found(travel.journey()) == NOTHING
    assert travel.found(travel.by_train()) == NOTHING


def test_a_claim_has_at_least_one_journey(travel):
    assert travel.found() == {("block", "lines", "needed")}


@pytest.mark.parametrize("name", ["date", "from", "to", "place_name", "purpose", "means"])
def test_every_journey_says_when_where_why_and_how(travel, name):
    assert needed(name) in travel.found(travel.journey(**{name: None}))


def test_an_empty_line_is_asked_for_each_basic_answer_and_nothing_else(travel):
    found = travel.found({})
    assert found == {needed(name) for name in ("date", "from", "to", "place_name", "purpose", "means")}


def test_a_journey_leads_somewhere_else(travel):
    assert needed("to", "same-place") in travel.found(travel.journey(to="3400  burgdorf"))


def test_another_purpose_is_put_into_words(travel):
    assert needed("purpose_text") in travel.found(travel.journey(purpose="other"))
    assert travel.found(travel.journey(purpose="other", purpose_text="Remise du fauteuil")) == NOTHING


# By car


def test_a_necessary_car_needs_its_kilometres(travel):
    assert travel.found(travel.journey(km=None)) == {needed("km")}
    assert travel.found(travel.journey(km=Decimal(0))) == {needed("km")}


def test_the_message_says_what_to_do_and_leaves_the_line_to_the_form(travel):
    (problem,) = travel.problems(travel.journey(km=None))
    assert Localizer("fr")(problem.message) == "Saisissez le nombre de kilomètres"


@pytest.mark.parametrize(
    ("km", "found"),
    [("300", NOTHING), ("300.1", {("warn", "lines.0.km", "km")}), ("999.9", {("warn", "lines.0.km", "km")})],
)
def test_long_distances_are_asked_about(travel, km, found):
    assert travel.found(travel.journey(km=Decimal(km))) == found


def test_a_thousand_kilometres_one_way_are_too_many(travel):
    assert travel.found(travel.journey(km=Decimal(1000))) == {needed("km", "km")}


def test_a_car_that_is_not_necessary_needs_the_price_of_the_ticket_and_no_more(travel):
    not_necessary = {"car_necessary": False, "justification": None, "km": None}
    assert travel.found(travel.journey(**not_necessary)) == {needed("ticket_price")}
    assert travel.found(travel.journey(**not_necessary, ticket_price=1860)) == NOTHING


@pytest.mark.parametrize(
    "how", [{}, {"means": "taxi", "taxi_amount": 5000}, {"means": "transport_service", "taxi_amount": 5000}]
)
def test_t3_every_means_but_public_transport_is_justified(travel, how):
    assert travel.found(travel.journey(justification=None, **how)) == {needed("justification", "T3")}
    assert travel.found(travel.journey(**how)) == NOTHING


# Public transport and taxi


def test_a_train_journey_needs_its_price(travel):
    assert travel.found(travel.by_train(ticket_price=None)) == {needed("ticket_price")}


def test_with_a_voucher_no_price_is_asked_for(travel, at):
    times = {"departure_time": at("8:00"), "return_time": at("14:00")}
    assert travel.found(travel.by_train(ticket_price=None, voucher_used=True, **times)) == NOTHING


@pytest.mark.parametrize("amount", [None, 0])
def test_a_taxi_needs_the_amount_paid(travel, amount):
    assert travel.found(travel.journey(means="taxi", taxi_amount=amount)) == {needed("taxi_amount")}


# Times


def test_one_time_asks_for_the_other(travel, at):
    assert travel.found(travel.journey(departure_time=at("8:15"))) == {needed("return_time")}
    assert travel.found(travel.journey(return_time=at("16:30"))) == {needed("departure_time")}
    assert travel.found(travel.journey(departure_time=at("8:15"), return_time=at("16:30"))) == NOTHING


def test_midnight_is_a_time_too(travel, at):
    assert travel.found(travel.journey(departure_time=0, return_time=at("9:00"))) == NOTHING
    assert travel.found(travel.journey(departure_time=0)) == {needed("return_time")}


@pytest.mark.parametrize("back", ["8:15", "7:00"])
def test_the_return_is_after_the_departure_unless_there_was_a_night(travel, at, back):
    times = {"departure_time": at("8:15"), "return_time": at(back)}
    assert travel.found(travel.journey(**times)) == {needed("return_time", "times")}
    assert travel.found(travel.journey(**times, nights=Decimal(1))) == NOTHING


# Companion, extras


def test_a_companion_has_a_name(travel):
    assert travel.found(travel.journey(companion=True)) == {needed("companion_name")}
    assert travel.found(travel.journey(companion=True, companion_name="Jean Muster")) == NOTHING


def test_extra_costs_say_what_for(travel):
    assert travel.found(travel.journey(extra_cost=500)) == {needed("extra_text")}
    assert travel.found(travel.journey(extra_cost=500, extra_text="chien-guide")) == NOTHING


def test_a_reason_without_a_cost_is_asked_about(travel):
    assert travel.found(travel.journey(extra_text="chien-guide")) == {("warn", "lines.0.extra_cost", "extra-cost")}


def test_nights_that_are_not_paid_are_mentioned(travel):
    nights = ("warn", "lines.0.nights", "nights")
    assert nights in travel.found(travel.journey(purpose="visit", nights=Decimal(1)))
    assert nights in travel.found(travel.journey(meals_provided=True, nights=Decimal(1)))
    assert travel.found(travel.journey(nights=Decimal(1))) == NOTHING


def test_the_line_is_that_of_the_journey(travel):
    other_day = date(2026, 10, 21)
    assert travel.found(travel.by_train(), travel.journey(km=None, date=other_day)) == {
        ("block", "lines.1.km", "needed")
    }
