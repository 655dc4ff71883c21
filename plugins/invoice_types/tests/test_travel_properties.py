"""What holds for any answers that the schema can let through."""

from datetime import date
from decimal import Decimal

from guichet.invoices.types import CheckContext, Claim, EarlierClaim
from hypothesis import given, settings
from hypothesis import strategies as st
from invoice_types.travel.arithmetic import compute
from invoice_types.travel.checks import check, service_period
from invoice_types.travel.proofs import KINDS, required
from invoice_types.travel.summary import rows
from invoice_types.travel.words import MEANS, PURPOSES

from guichet.i18n import Localizer
from guichet.values.day import show

FR = Localizer("fr")
AMOUNT = st.none() | st.integers(0, 99_999_999_999)
TEXT = st.none() | st.text(min_size=1, max_size=12)
MINUTES = st.none() | st.integers(0, 1440)
FEW_DAYS = st.dates(date(2026, 10, 1), date(2026, 10, 4))
JOURNEY = st.fixed_dictionaries(
    {
        "date": st.none() | FEW_DAYS | st.dates(),
        "purpose": st.none() | st.sampled_from(list(PURPOSES)),
        "purpose_text": TEXT,
        "place_name": TEXT,
        "from": TEXT | st.sampled_from(["Bern", "Thun"]),
        "to": TEXT | st.sampled_from(["Bern", "Thun"]),
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
DATA = st.fixed_dictionaries({"lines": st.lists(JOURNEY, max_size=4)})
SOMEWHAT_FASTER = settings(max_examples=60, deadline=None)


@given(DATA)
@SOMEWHAT_FASTER
def test_the_total_is_the_sum_of_the_terms_and_never_negative(data):
    computation = compute(data)
    terms = [part.amount for line in computation.lines for part in line.parts]
    assert computation.total == sum(terms)
    assert all(isinstance(term, int) and term >= 0 for term in terms)
    assert len(computation.lines) == len(data["lines"])


@given(DATA, DATA, st.dates())
@SOMEWHAT_FASTER
def test_no_answers_make_the_type_stumble(data, before, today):
    computation = compute(data)
    first, last = service_period(before)
    earlier = EarlierClaim("BE-2026-2W8N-5RDA", "30220250012345", before, first, last)
    claim = Claim("318.632.1", date(1984, 3, 12), "30220250012345", date(2026, 11, 21), data, computation)
    context = CheckContext(today, "302", (earlier,))
    for problem in check(claim, context):
        assert FR(problem.message)
        assert "${" not in FR(problem.message)
    assert {proof.kind for proof in required(claim, context)} <= set(KINDS)
    assert len(rows(data, computation, FR)) == len(data["lines"])


@given(DATA)
@SOMEWHAT_FASTER
def test_meals_of_a_day_never_exceed_the_larger_allowance_for_two(data):
    per_day = {}
    for journey, line in zip(data["lines"], compute(data).lines, strict=True):
        for part in line.parts:
            if part.formula.startswith("Repas") and part.amount:
                day = show(journey["date"]) if not journey["nights"] else part.formula.mapping["day"]
                per_day[day] = per_day.get(day, 0) + part.amount
    assert all(amount <= 2 * 1900 for amount in per_day.values())
