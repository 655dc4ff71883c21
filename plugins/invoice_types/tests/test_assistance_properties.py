"""Properties of any answers to the assistance form, hostile ones among them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from guichet.sdk import Decision, EarlierInvoice, FrozenAnswers, Localizer, ServiceDay
from guichet.testing.invoice_types import serialize
from invoice_types.assistance import Assistance
from invoice_types.assistance.assistant import RELATIONS
from invoice_types.assistance.work import AREAS, LEVELS, REASONS

FORM = Assistance.form
LANGUAGES = [Localizer(language) for language in ("fr", "de")]
QUICK = settings(max_examples=60, deadline=None)
RAW = st.sampled_from(
    ["", "0", "3", "3.5", "3:30", "24", "25", "31", "1-31", "3, 10", "29.3.2026", "1.1.0001", "31.12.9999", "12.9999"]
    + ["1.0001", "10.2026", "24:00", "0:00", "2:30", "true", "a", "none", "spouse", "ill", "1", "4", "x", "-5", "1.234"]
)
ANY = st.recursive(
    RAW | st.none() | st.integers() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3),
    max_leaves=6,
)


def mapping(form):
    """Raw answers to the questions of a form, most of a shape that can be read."""
    return st.fixed_dictionaries({name: answers(field) for name, field in form.fields.items()})


def answers(field):
    if hasattr(field, "line"):
        lines = min(field.max_items, 3)
        return st.lists(mapping(field.line), max_size=lines) | ANY
    choices = st.sampled_from(list(field.choices)) if hasattr(field, "choices") else st.nothing()
    return choices | RAW | ANY


@given(mapping(FORM) | ANY, st.dates(date(1, 1, 2)), st.none() | st.integers(0, 10**9))
@QUICK
def test_no_answers_make_the_type_stumble(assistance, raw, today, monthly):
    evaluation = assistance.evaluate(today=today)
    earlier = EarlierInvoice("BE-2026-2W8N-5RDA", "1", (ServiceDay("month", today, today),), FrozenAnswers({}), {"": 5})
    decision = Decision("1", monthly_amount=monthly, night_level="2", nights=3, special_hours="no", acute_phase="no")
    context = evaluation.context.__class__(today, today, decision=decision, earlier=(earlier,))
    evaluation = type(evaluation)(Assistance(), raw, context)
    for issue in evaluation.issues:
        for localize in LANGUAGES:
            assert "${" not in localize(issue.message)
    assert evaluation.amounts.total >= 0
    assert all(type(term.amount) is int and term.amount >= 0 for term in evaluation.amounts.terms)
    folded = tuple(replace(row, values=()) if row.line_of else row for row in evaluation.summary)
    assert evaluation.folded_summary == folded


DAYS = st.none() | st.sets(st.integers(1, 31), min_size=1).map(lambda days: tuple(sorted(days)))
HOURS = st.none() | st.decimals(0, 24, places=2).map(lambda hours: Decimal(f"{hours:f}").normalize() + 0)
MINUTES = st.none() | st.integers(0, 1440)
PERSON = st.fixed_dictionaries(
    {
        "name": st.none() | st.just("Mara"),
        "birth_date": st.none() | st.dates(date(1900, 1, 1), date(2026, 1, 1)),
        "relation": st.none() | st.sampled_from(list(RELATIONS)),
        "for_others": st.booleans(),
        "days": st.lists(st.fixed_dictionaries({"hours": HOURS}), min_size=31, max_size=31),
        "activities": st.lists(
            st.fixed_dictionaries(
                {
                    "days": DAYS,
                    "start": MINUTES,
                    "end": MINUTES,
                    "hours": HOURS,
                    "area": st.none() | st.sampled_from(list(AREAS)),
                    "special": st.booleans(),
                }
            ),
            max_size=3,
        ),
        "nights": st.lists(
            st.fixed_dictionaries(
                {
                    "days": DAYS,
                    "level": st.none() | st.sampled_from(list(LEVELS)),
                    "persons": st.none() | st.integers(1, 10).map(Decimal),
                }
            ),
            max_size=2,
        ),
        "prevented": st.lists(
            st.fixed_dictionaries(
                {
                    "first": st.none() | st.dates(date(2026, 9, 1), date(2026, 11, 1)),
                    "last": st.none() | st.dates(date(2026, 9, 1), date(2026, 11, 1)),
                    "hours": HOURS,
                    "reason": st.none() | st.sampled_from(list(REASONS)),
                    "benefit": st.none() | st.integers(0, 10**7),
                }
            ),
            max_size=2,
        ),
    }
)


@given(st.lists(PERSON, max_size=3))
@QUICK
def test_answers_survive_the_way_to_the_page_and_back(assistance, persons):
    first = assistance.evaluate(*serialize(FORM, {"assistants": persons})["assistants"]).appstruct
    again = serialize(FORM, first)["assistants"]
    assert assistance.evaluate(*again).appstruct["assistants"] == first["assistants"]
