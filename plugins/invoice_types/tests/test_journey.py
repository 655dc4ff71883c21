"""The required answers of a journey, and the values derived from one journey alone."""

import re
from datetime import date

import pytest

from guichet.sdk import Localizer
from guichet.testing.invoice_types import initial_cstruct, serialize
from invoice_types.travel.journey import Journey

NOTHING = set()
NAMES = [
    "date", "from", "to", "place_name", "purpose", "purpose_text",
    "round_trip", "means", "voucher_used", "car_necessary", "car_ai_financed", "km",
    "ticket_price", "taxi_amount", "justification", "departure_time", "return_time", "nights",
    "companion", "companion_name", "companion_ticket", "extra_cost", "extra_text", "meals_provided",
    "local_trip",
]  # fmt: skip
"""In the order of filling in."""
BASIC = ("date", "from", "to", "place_name", "purpose", "means")


def missing(name, line=0):
    return ("error", f"lines.{line}.{name}", "required")


def unreadable(name):
    return ("error", f"lines.0.{name}", "unreadable")


def test_questions_are_those_of_the_form_in_the_order_of_filling_in():
    assert list(Journey.fields) == NAMES


def test_complete_journey_has_no_issue(travel):
    assert travel.found(travel.journey()) == NOTHING
    assert travel.found(travel.by_train()) == NOTHING


def test_invoice_has_at_least_one_journey(travel):
    assert travel.found() == {("error", "lines", "required")}


@pytest.mark.parametrize("name", BASIC)
def test_every_journey_says_when_where_why_and_how(travel, name):
    assert missing(name) in travel.found(travel.journey() | {name: ""})


def test_empty_line_is_asked_for_each_basic_answer_and_nothing_else(travel):
    assert travel.found({}) == {missing(name) for name in BASIC}
    new = initial_cstruct(travel.invoice_type.form)["lines"]
    assert travel.found(*new) == {missing(name) for name in BASIC}


def test_new_line_is_a_return_trip(travel):
    (line,) = initial_cstruct(travel.invoice_type.form)["lines"]
    assert (line["round_trip"], set(line)) == ("true", set(NAMES))


def test_other_purpose_is_put_into_words(travel):
    assert travel.found(travel.journey(purpose="other")) == {missing("purpose_text")}
    assert travel.found(travel.journey(purpose="other", purpose_text="Remise du fauteuil")) == NOTHING


# Reading


def test_typed_answers_become_the_values_that_the_sums_need(travel):
    (line,) = travel.evaluate(travel.journey(km="22,5", departure_time="8:15", return_time="16h30")).invoice.lines
    assert (line.day, str(line.km), line.nights) == (date(2026, 10, 14), "22.5", None)
    assert (line.departure, line.back) == (495, 990)


def test_answers_survive_the_way_to_the_page_and_back(travel):
    line = travel.journey(departure_time="8:15", return_time="16h30", companion="true", companion_name="Ida")
    typed = travel.evaluate(line).appstruct
    raw = serialize(travel.invoice_type.form, typed)
    assert travel.evaluate(*raw["lines"]).appstruct == typed


# By car


def test_necessary_car_needs_its_kilometres(travel):
    assert travel.found(travel.journey(km="")) == {missing("km")}
    assert travel.found(travel.journey(km="0")) == {unreadable("km")}


def test_message_says_what_to_do_and_leaves_the_line_to_the_form(travel):
    (issue,) = travel.evaluate(travel.journey(km="")).issues
    assert Localizer("fr")(issue.message) == "Saisissez le nombre de kilomètres"


def test_thousand_kilometres_one_way_are_too_many(travel):
    assert travel.found(travel.journey(km="1000")) == {unreadable("km")}


def test_unnecessary_car_needs_only_the_price_of_the_ticket(travel):
    not_necessary = {"car_necessary": "", "justification": "", "km": ""}
    assert travel.found(travel.journey(**not_necessary, ticket_price="18.60")) == NOTHING


def test_car_without_reason_names_both_ways_on_in_one_message(travel):
    (issue,) = travel.evaluate(travel.journey(car_necessary="", justification="", km="45")).issues
    assert (issue.level, issue.path, issue.code) == ("error", "lines.0.car_necessary", "car")
    said = Localizer("fr")(issue.message)
    assert all(word in said for word in ("Cochez", "les kilomètres", "la raison", "le prix du billet"))


def test_car_of_the_ai_is_paid_per_kilometre_and_needs_no_reason_or_ticket(travel):
    of_the_ai = {"car_ai_financed": "true", "car_necessary": "", "justification": ""}
    assert travel.found(travel.journey(**of_the_ai, km="")) == {missing("km")}
    assert travel.found(travel.journey(**of_the_ai, km="12"), attached=frozenset()) == NOTHING
    assert travel.paid(**of_the_ai, km="12") == 700


def test_necessary_car_asks_for_no_ticket(travel):
    assert travel.found(travel.journey(km="", justification="")) == {missing("km"), missing("justification")}


# T3
@pytest.mark.parametrize(
    "how", [{}, {"means": "taxi", "taxi_amount": "50"}, {"means": "transport_service", "taxi_amount": "50"}]
)
def test_every_means_but_public_transport_is_justified(travel, how):
    assert travel.found(travel.journey(justification="", **how)) == {missing("justification")}
    assert travel.found(travel.journey(**how)) == NOTHING


# Public transport and taxi


def test_train_journey_needs_its_price(travel):
    assert travel.found(travel.by_train(ticket_price="")) == {missing("ticket_price")}


def test_no_price_is_asked_for_with_a_voucher(travel):
    times = {"departure_time": "8:00", "return_time": "14:00"}
    assert travel.found(travel.by_train(ticket_price="", voucher_used="true", **times)) == NOTHING


def test_taxi_needs_the_amount_paid(travel):
    assert travel.found(travel.journey(means="taxi")) == {missing("taxi_amount")}
    assert travel.found(travel.journey(means="taxi", taxi_amount="0")) == {unreadable("taxi_amount")}


# Times


def test_one_time_asks_for_the_other(travel):
    assert travel.found(travel.journey(departure_time="8:15")) == {missing("return_time")}
    assert travel.found(travel.journey(return_time="16:30")) == {missing("departure_time")}
    assert travel.found(travel.journey(departure_time="8:15", return_time="16:30")) == NOTHING


def test_midnight_is_a_time_too(travel):
    assert travel.found(travel.journey(departure_time="0:00", return_time="9:00")) == NOTHING
    assert travel.found(travel.journey(departure_time="0:00")) == {missing("return_time")}


# Companion, extras


def test_companion_has_a_name(travel):
    assert travel.found(travel.journey(companion="true")) == {missing("companion_name")}
    assert travel.found(travel.journey(companion="true", companion_name="Jean Muster")) == NOTHING


def test_extra_costs_say_what_for(travel):
    assert travel.found(travel.journey(extra_cost="5")) == {missing("extra_text")}
    assert travel.found(travel.journey(extra_cost="5", extra_text="chien-guide")) == NOTHING


def test_issue_is_at_the_line_of_its_journey(travel):
    lines = travel.by_train(), travel.journey(km="", date="21.10.2026")
    assert travel.found(*lines) == {missing("km", line=1)}


# Answers that the present choices put away


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("purpose_text", {}),
        ("voucher_used", {}),
        ("ticket_price", {}),
        ("taxi_amount", {}),
        ("companion_name", {}),
        ("companion_ticket", {}),
        ("companion_ticket", {"companion": "true", "companion_name": "Ida"}),
        ("km", {"means": "public", "ticket_price": "23.40"}),
        ("car_necessary", {"means": "public", "ticket_price": "23.40"}),
        ("car_ai_financed", {"means": "taxi", "taxi_amount": "64"}),
        ("justification", {"means": "public", "ticket_price": "23.40"}),
        ("ticket_price", {"means": "public", "voucher_used": "true", "departure_time": "8", "return_time": "14"}),
    ],
)
def test_junk_in_an_answer_put_away_changes_nothing(travel, name, line):
    before = travel.evaluate(travel.journey(**line | {name: ""}))
    after = travel.evaluate(travel.journey(**line | {name: "quarante francs"}))
    assert after.is_ready
    assert (after.appstruct, after.amounts, after.issues) == (before.appstruct, before.amounts, before.issues)
    assert name not in after.appstruct["lines"][0]
    assert after.cstruct["lines"][0][name] == "quarante francs"


def test_slip_is_an_error_as_soon_as_its_question_counts(travel):
    slip = travel.journey(taxi_amount="quarante francs")
    assert travel.found(slip) == NOTHING
    assert travel.found(slip | {"means": "taxi"}) == {unreadable("taxi_amount")}


def test_every_message_of_a_missing_answer_is_a_sentence_of_its_own(travel):
    """« Complétez « Date » » would not say what to write; the questions of a journey have words of their own."""
    required = [question for question in Journey.fields.values() if question.required is not False]
    assert all(question.missing is not None for question in required)
    assert not any(re.search(r"\$\{", str(question.missing)) for question in required)
