"""Properties of any answers to the travel form."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from guichet.sdk import EarlierInvoice, FrozenAnswers, Localizer
from guichet.testing.invoice_types import serialize
from invoice_types.travel.journey import MEANS, PURPOSES

FRENCH = Localizer("fr")
AMOUNT = st.none() | st.integers(0, 99_999_999_999)
TEXT = st.none() | st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
PLACE = TEXT | st.sampled_from(["Bern", "Thun", "bern "])
MINUTES = st.none() | st.integers(0, 1440)
JOURNEY = st.fixed_dictionaries(
    {
        "date": st.none() | st.dates(date(2026, 10, 1), date(2026, 10, 4)) | st.dates(),
        "purpose": st.none() | st.sampled_from(list(PURPOSES)),
        "purpose_text": TEXT,
        "place_name": TEXT,
        "from": PLACE,
        "to": PLACE,
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
        "nights": st.none() | st.integers(0, 99).map(Decimal),
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
QUICK = settings(max_examples=60, deadline=None)


def evaluated(travel, lines, **around):
    raw = serialize(travel.invoice_type.form, {"lines": lines})
    return travel.evaluate(*raw["lines"], **around)


@given(LINES)
@QUICK
def test_total_is_the_sum_of_the_lines_and_never_negative(travel, lines):
    amounts = evaluated(travel, lines).amounts
    assert all(type(term.amount) is int and term.amount >= 0 for term in amounts.terms)
    assert amounts.total == sum(amounts.at(f"lines.{number}").amount for number in range(len(lines)))


@given(LINES, LINES, st.dates())
@QUICK
def test_no_answers_make_the_type_stumble(travel, lines, before, today):
    earlier = EarlierInvoice("BE-2026-2W8N-5RDA", "30220250012345", (), FrozenAnswers({"lines": before}))
    evaluation = evaluated(travel, lines, today=today, earlier=(earlier,))
    for issue in evaluation.issues:
        assert FRENCH(issue.message)
        assert "${" not in FRENCH(issue.message)
    kinds = {attachment.kind for attachment in travel.invoice_type.attachments}
    assert {document.kind for document in evaluation.required_attachments} <= kinds
    assert len(evaluation.summary) == len(lines)
    assert evaluation.folded_summary == tuple(replace(row, values=()) for row in evaluation.summary)


@given(LINES)
@QUICK
def test_meals_of_a_day_never_exceed_the_larger_allowance_for_two(travel, lines):
    evaluation = evaluated(travel, lines)
    per_day = {}
    for term in evaluation.amounts.terms:
        if term.formula.startswith("Repas") and term.amount:
            line = evaluation.invoice.lines[int(term.path.split(".")[1])]
            day = term.formula.mapping["day"] if line.night_count else line.day
            per_day[day] = per_day.get(day, 0) + term.amount
    assert all(amount <= 2 * 1900 for amount in per_day.values())


@given(JOURNEY)
@QUICK
def test_answers_of_a_journey_survive_the_way_to_the_page_and_back(travel, line):
    first = evaluated(travel, [line])
    raw = serialize(travel.invoice_type.form, first.appstruct)
    assert travel.evaluate(*raw["lines"]).appstruct == first.appstruct
