"""The travel form as a declaration: the same Rappen as the form before it, its checks, its conditions."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invoice_types.travel.arithmetic import compute
from invoice_types.travel.words import MEANS, PURPOSES

from guichet.declaration import (
    CheckContext,
    EarlierInvoice,
    FrozenAnswers,
    ServiceDay,
    check_invoice_type,
    evaluate,
    initial_cstruct,
    serialize,
)
from guichet.i18n import Localizer
from invoice_types.travel import Travel

FR = Localizer("fr")
TRAVEL = Travel()
TODAY = date(2026, 11, 21)
AMOUNT = st.none() | st.sampled_from([0, 1840, 99_999_999_999]) | st.integers(0, 30000)
TEXT = st.none() | st.sampled_from(["Bern", "Thun", "bern "])
MINUTES = st.none() | st.sampled_from([0, 480, 780, 781, 960, 1440]) | st.integers(0, 1440)
JOURNEY = st.fixed_dictionaries(
    {
        "date": st.dates(date(2026, 10, 1), date(2026, 10, 3)) | st.none() | st.dates(),
        "purpose": st.none() | st.sampled_from(list(PURPOSES)),
        "purpose_text": TEXT,
        "place_name": TEXT,
        "from": TEXT,
        "to": TEXT,
        "round_trip": st.booleans(),
        "means": st.none() | st.sampled_from(list(MEANS)),
        "justification": TEXT,
        "ticket_price": AMOUNT,
        "km": st.none() | st.decimals(0, Decimal("999.9"), places=1),
        "car_necessary": st.booleans(),
        "car_ai_financed": st.booleans(),
        "taxi_amount": AMOUNT,
        "departure_time": MINUTES,
        "return_time": MINUTES,
        "nights": st.none() | st.integers(0, 3).map(Decimal) | st.integers(0, 99).map(Decimal),
        "companion": st.booleans(),
        "companion_name": TEXT,
        "companion_ticket": AMOUNT,
        "extra_cost": AMOUNT,
        "extra_text": TEXT,
        "voucher_used": st.booleans(),
        "meals_provided": st.booleans(),
        "local_trip": st.booleans(),
    }
)
LINES = st.lists(JOURNEY, max_size=4)


def evaluated(*lines, **around):
    context = CheckContext(**{"today": TODAY, "filed_on": TODAY, "attached": frozenset({"ticket"}), **around})
    return evaluate(TRAVEL, serialize(TRAVEL.form, {"lines": list(lines)}), context)


def journey(**changes):
    """22.5 km to the hospital and back with a necessary car, without times; other answers as in a new form."""
    given_answers = {
        "date": date(2026, 10, 14),
        "purpose": "medical_measure",
        "place_name": "Inselspital",
        "from": "3400 Burgdorf",
        "to": "3008 Bern",
        "means": "private_car",
        "justification": "Fauteuil roulant",
        "km": Decimal("22.5"),
        "car_necessary": True,
    }
    return given_answers | changes


def by_train(**changes):
    return journey(**{"means": "public", "ticket_price": 2340, **changes})


def codes(*lines, **around):
    return {(issue.level, issue.path, issue.code) for issue in evaluated(*lines, **around).issues}


def minutes(text):
    hours, rest = text.split(":")
    return int(hours) * 60 + int(rest)


def test_declaration_is_in_order():
    assert check_invoice_type(TRAVEL) == []


@given(LINES)
@settings(max_examples=400)
def test_each_line_comes_to_the_same_rappen_as_before(lines):
    before = compute({"lines": lines})
    amounts = evaluated(*lines).amounts
    assert [amounts.at(f"lines.{index}").amount for index in range(len(lines))] == [
        line.amount for line in before.lines
    ]
    assert amounts.total == before.total
    assert tuple(rate.key for rate in amounts.rates) == before.rates


@given(LINES)
@settings(max_examples=100)
def test_each_term_of_before_has_one_after(lines):
    before = [part.amount for line in compute({"lines": lines}).lines for part in line.parts]
    terms = [each.amount for each in evaluated(*lines).amounts.terms]
    assert [amount for amount in terms if amount] == [amount for amount in before if amount]


@given(LINES, LINES, st.dates())
@settings(max_examples=100)
def test_no_answers_make_the_type_stumble(lines, before, today):
    earlier = EarlierInvoice("BE-2026-2W8N-5RDA", "1", (), FrozenAnswers({"lines": before}))
    evaluation = evaluated(*lines, today=today, earlier=(earlier,))
    for issue in evaluation.issues:
        assert "${" not in FR(issue.message)
    assert len(evaluation.summary) == len(lines)


TR3_TERMS = [6400, 1900, 1900, 3750]
EXAMPLES = {
    "TR1": ([by_train(ticket_price=1860, departure_time=480, return_time=915)], 3010),
    "TR2": (
        [journey(km=Decimal("34.5"), companion=True, companion_name="Ida", departure_time=480, return_time=1050)],
        6905,
    ),
    "TR3": (
        [
            journey(
                means="taxi",
                taxi_amount=6400,
                date=date(2026, 10, 12),
                departure_time=minutes("13:00"),
                return_time=minutes("16:30"),
                nights=Decimal(1),
            )
        ],
        13950,
    ),
    "TR4": (
        [by_train(purpose="leave", ticket_price=4200, nights=Decimal(1), departure_time=600, return_time=600)],
        4200,
    ),
    "TR5": ([journey(car_ai_financed=True, km=Decimal(12))], 700),
    "TR6": (
        [
            by_train(ticket_price=1840, departure_time=480, return_time=840),
            by_train(ticket_price=1280, departure_time=900, return_time=1080),
        ],
        4270,
    ),
}


@pytest.mark.parametrize(("lines", "total"), EXAMPLES.values(), ids=EXAMPLES)
def test_example_of_the_field_table(lines, total):
    evaluation = evaluated(*lines)
    assert evaluation.amounts.total == total
    assert evaluation.errors == {}


def test_journey_in_order_can_be_sent():
    assert evaluated(journey()).is_ready
    assert evaluated(by_train()).is_ready


def test_slip_in_the_taxi_field_does_not_stop_a_journey_by_car():
    raw = serialize(TRAVEL.form, {"lines": [journey()]})
    raw["lines"][0]["taxi_amount"] = "quarante francs"
    context = CheckContext(TODAY, TODAY)
    assert evaluate(TRAVEL, raw, context).is_ready
    raw["lines"][0]["means"] = "taxi"
    assert list(evaluate(TRAVEL, raw, context).errors) == ["lines.0.taxi_amount"]


def test_new_form_asks_for_what_every_journey_needs():
    missing = evaluate(TRAVEL, initial_cstruct(TRAVEL.form), CheckContext(TODAY, TODAY)).missing_answers
    names = ["date", "from", "to", "place_name", "purpose", "means"]
    assert [issue.path for issue in missing] == [f"lines.0.{name}" for name in names]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (journey(km=None), "km"),
        (journey(justification=None), "justification"),
        (journey(car_necessary=False), "ticket_price"),
        (by_train(ticket_price=None), "ticket_price"),
        (journey(means="taxi"), "taxi_amount"),
        (journey(means="taxi", taxi_amount=6400, justification=None), "justification"),
        (journey(purpose="other"), "purpose_text"),
        (journey(companion=True), "companion_name"),
        (journey(departure_time=480), "return_time"),
        (journey(return_time=480), "departure_time"),
        (journey(extra_cost=500), "extra_text"),
    ],
)
def test_answer_that_others_make_necessary_is_asked_for(line, name):
    assert codes(line) == {("error", f"lines.0.{name}", "required")}


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([journey(to="3400  BURGDORF")], ("error", "lines.0.to", "same-place")),
        ([journey(km=Decimal(301))], ("warning", "lines.0.km", "km")),
        ([journey(departure_time=600, return_time=540)], ("error", "lines.0.return_time", "times")),
        ([journey(extra_text="Bagages")], ("warning", "lines.0.extra_cost", "extra-cost")),
        ([journey(nights=Decimal(1), purpose="leave")], ("warning", "lines.0.nights", "nights")),
        ([journey(), journey()], ("warning", "lines.1.date", "T1")),
        ([journey(), journey(date=date(2026, 10, 16), km=Decimal(30))], ("warning", "lines.1.km", "T2")),
        ([journey(purpose="aid_fitting")], ("warning", "lines.0.purpose", "T4")),
        (
            [by_train(purpose="visit"), by_train(purpose="visit", date=date(2026, 10, 16))],
            ("warning", "lines.1.date", "T6"),
        ),
        ([by_train(purpose="visit", companion=True, companion_name="Ida")], ("warning", "lines.0.companion", "T7")),
        ([journey(date=date(2026, 11, 20), nights=Decimal(3))], ("error", "lines.0.nights", "G4")),
        ([by_train(ticket_price=0)], ("error", "lines", "G10")),
    ],
)
def test_what_looks_odd_is_named(lines, found):
    assert found in codes(*lines)


def test_earlier_invoices_are_compared_with_by_day_and_route():
    before = FrozenAnswers({"lines": [journey(km=Decimal(45))]})
    days = (ServiceDay("lines.0.date", date(2026, 10, 14), date(2026, 10, 14)),)
    earlier = EarlierInvoice("BE-2026-2W8N-5RDA", "30220250012345", days, before)
    found = codes(journey(), earlier=(earlier,), decision_number="30220250012345")
    assert found == {("warning", "lines.0.km", "T2"), ("warning", "lines.0.date", "G7")}


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        (journey(), []),
        (by_train(), ["ticket"]),
        (by_train(ticket_price=0), []),
        (by_train(voucher_used=True), []),
        (by_train(voucher_used=True, companion=True, companion_ticket=1000), ["ticket"]),
        (journey(means="taxi", taxi_amount=6400), ["ticket"]),
        (journey(extra_cost=500, extra_text="Bagages"), ["ticket"]),
    ],
)
def test_costs_with_a_receipt_need_it(line, kinds):
    assert [document.kind for document in evaluated(line).required_attachments] == kinds


def test_line_is_read_back_in_one_row():
    (row,) = evaluated(by_train(departure_time=480, return_time=915)).summary
    parts = [[part if isinstance(part, date) else str(part) for part in value.parts] for value in row.values]
    assert parts[:3] == [
        [date(2026, 10, 14), "3400 Burgdorf", "3008 Bern", "Inselspital"],
        ["Mesure médicale"],
        ["Transports publics", "Aller-retour"],
    ]
    assert row.amount == 2340 + 1150
