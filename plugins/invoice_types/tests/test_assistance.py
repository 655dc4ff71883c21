"""Form 318.536 as a whole: the examples of the field tables, amounts, rates, documents, rows, copies."""

from datetime import date
from decimal import Decimal

import pytest

from guichet.sdk import Amount, FormBuilder, Localizer, RateTable
from guichet.testing.invoice_types import copied_cstruct, texts_of
from invoice_types import _
from invoice_types.assistance import Assistance
from invoice_types.assistance.assistance_amounts import converted_hours

FR, RATES = Localizer("fr"), RateTable("invoice_types.assistance")


def work(**changes):
    """An activity on the 5th for three hours in area a."""
    return {"days": "5", "hours": "3", "area": "a"} | changes


def nights(days, level, persons="1"):
    return {"days": days, "level": level, "persons": persons}


def ill(hours, benefit="", first="12.10.2026", last="16.10.2026", **changes):
    return {"first": first, "last": last, "hours": hours, "reason": "ill", "benefit": benefit} | changes


# Sections 11 and 5.10 of the field tables. Hours of a month are spread over its days: a day has 24 at most.
EXAMPLES = {
    "S1": ({"hours": {1: "20", 2: "20", 3: "20", 4: "2.5"}}, {}, 220625),
    "S2": (
        {"hours": {1: "20", 2: "20"}, "activities": [work(hours="8.25", area="g", special="true")],
         "nights": [nights("1-12", "2")]},
        {},
        141200 + 43684 + 96600,
    ),
    "S3": ({"hours": {1: "20", 2: "20", 3: "15"}, "prevented": [ill("24", "400")]}, {}, 194150 + 44720),
    "S4": ({"nights": [nights("1-10", "3", "2")]}, {}, 110520),
    "S5": (
        {"hours": {1: "20", 2: "20", 3: "20", 4: "18.74"}},
        {"converted_nights": "6", "converted_level": "4", "converted_hours": "28.74"},
        277952,
    ),
    "80.25 hours": ({"hours": {1: "20", 2: "20", 3: "20", 4: "20.25"}}, {}, 283283),
    "4 nights of level 3": ({"nights": [nights("3, 10, 17, 24", "3")]}, {}, 49120),
    "4 nights shared by two": ({"nights": [nights("3, 10, 17, 24", "3", "2")]}, {}, 44208),
    "the month of the picture": (
        {"hours": {1: "20", 2: "20", 3: "20", 4: "20.25"}, "nights": [nights("3, 10, 17, 24", "3")],
         "prevented": [ill("6")]},
        {},
        283283 + 49120 + 21180,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("entries", "document", "total"), EXAMPLES.values(), ids=EXAMPLES)
def test_example_of_the_field_tables(assistance, entries, document, total):
    evaluation = assistance.evaluate(assistance.person(**entries), **document)
    assert evaluation.amounts.total == total
    assert evaluation.is_ready


def test_hours_of_all_assistants_are_rounded_once(assistance):
    # 0.25 h are CHF 8.825: rounded for each, three would be CHF 26.49.
    persons = [assistance.person(f"Person {n}", hours={1: "0.25"}) for n in range(3)]
    (term,) = assistance.evaluate(*persons).amounts.terms
    assert (term.amount, term.code) == (2648, "standard")


@pytest.mark.parametrize(("persons", "amount"), [("1", 122800), ("2", 110520), ("3", 98240), ("4", 85960)])
def test_each_further_person_takes_a_tenth_off_the_night(assistance, persons, amount):
    assert assistance.total(nights=[nights("1-10", "3", persons)]) == amount


@pytest.mark.parametrize(("benefit", "amount"), [("847.19", 1), ("847.20", 0), ("847.21", 0), ("2000", 0)])
def test_continued_pay_is_never_less_than_nothing(assistance, benefit, amount):
    one_hour = 3530
    total = assistance.total(
        hours={1: "1"}, prevented=[ill("24", benefit), ill("1", first="20.10.2026", last="20.10.2026")]
    )
    assert total == one_hour + amount + one_hour


def test_two_unused_nights_give_hours_cut_to_hundredths():
    on = date(2025, 10, 1)
    night, hour = RATES.find("assistance-night-4", on), RATES.find("assistance-hour", on)
    assert converted_hours(Decimal(2), night, hour) == Decimal("9.58")
    assert converted_hours(Decimal(6), night, hour) == Decimal("28.74")


# Rates


@pytest.mark.parametrize(
    ("month", "hour", "special", "levels"),
    [
        ("2023-01", "34.30", "51.50", ["57.20", "78.20", "119.35", "164.35"]),
        ("2024-12", "34.30", "51.50", ["57.20", "78.20", "119.35", "164.35"]),
        ("2025-01", "35.30", "52.95", ["58.85", "80.50", "122.80", "169.10"]),
        ("2026-12", "35.30", "52.95", ["58.85", "80.50", "122.80", "169.10"]),
    ],
)
def test_rates_of_a_month(month, hour, special, levels):
    day = date.fromisoformat(f"{month}-01")
    assert RATES.find("assistance-hour", day).value == Decimal(hour)
    assert RATES.find("assistance-special-hour", day).value == Decimal(special)
    found = [RATES.find(f"assistance-night-{level}", day) for level in "1234"]
    assert [rate.value for rate in found] == [Decimal(value) for value in levels]
    computed = ["computed", "computed"] if day.year < 2025 else ["single source", "single source"]
    assert [rate.status for rate in found[1:3]] == computed


def test_month_of_2027_is_sent_and_the_office_completes_it(assistance):
    person = assistance.person(hours={4: "3"}, nights=[nights("4", "1")])
    evaluation = assistance.evaluate(person, month="1.2027", today=date(2027, 2, 1))
    assert (evaluation.amounts.total, evaluation.is_ready) == (0, True)
    assert ("warning", "month", "G11") in assistance.codes(evaluation)


# Documents


@pytest.mark.parametrize(
    ("last", "reason", "needed"),
    [
        ("14.10.2026", "ill", []),
        ("15.10.2026", "ill", ["certificate"]),
        ("16.10.2026", "accident", ["certificate"]),
        ("16.10.2026", "military", []),
        ("16.10.2026", "insured_absent", []),
    ],
)
def test_certificate_is_needed_from_the_fourth_day(assistance, last, reason, needed):
    person = assistance.person(prevented=[ill("6", last=last, reason=reason)])
    evaluation = assistance.evaluate(person, attached=frozenset())
    assert [document.kind for document in evaluation.missing_attachments] == needed


def test_acute_phase_is_attested(assistance):
    acute = {"acute_phase": "true", "acute_from": "1.9.2026", "acute_until": "31.10.2026"}
    missing = assistance.evaluate(assistance.person(), **acute, attached=frozenset()).missing_attachments
    assert [document.kind for document in missing] == ["acute"]


# Rows, copies, questions of an office


def test_assistant_is_read_back_in_one_row_and_the_amounts_together(assistance):
    person = assistance.person(
        hours={1: "3", 2: "3.5"},
        activities=[work(days="5, 6", start="8:00", end="10:30", hours="", area="g", special="true")],
        nights=[nights("3, 10", "3", "2")],
        prevented=[ill("6", "100")],
    )
    rows = dict(texts_of(assistance.evaluate(person), FR))
    assert rows["Mois"] == ["octobre 2026"]
    assert rows["Personne 1"] == [
        "Mara Modèle, 2 mars 1990",
        "6.5 h, 5 h de qualification particulière, 2 nuits, 6 h de salaire continué",
        "Aucun lien de parenté",
        "Heures par jour : 1: 3, 2: 3.5",
        "Activité : 5, 6, de 08:00 à 10:30, g · Activité professionnelle, qualifications particulières",
        "Nuits : 3, 10, Degré 3, pour 2 personnes assurées",
        "Empêchement : du 12 octobre 2026 au 16 octobre 2026, Maladie, 6 h, indemnité CHF 100.00",
    ]
    assert rows["Montant du mois"] == [
        "Heures, qualification standard : 6.5 h × CHF 35.30 = CHF 229.45",
        "Heures, qualifications particulières : 5 h × CHF 52.95 = CHF 264.75",
        "Nuits, degré 3, 2 personnes : 2 × CHF 122.80 × 0.9 = CHF 221.04",
        "Salaire continué, Mara Modèle : 6 h × CHF 35.30 − indemnité CHF 100.00 = CHF 111.80",
        "Total : CHF 827.04",
    ]


def test_copy_proposes_the_next_month_for_the_same_people_without_hours(assistance):
    person = assistance.person(hours={1: "3"}, nights=[nights("3", "3")], prevented=[ill("6")], activities=[work()])
    december = {"month": "12.2026", "assistants": [person], "stays": [{"first": "1.12.2026"}], "late_consent": "x"}
    copied = copied_cstruct(Assistance.form, december, date(2027, 1, 3))
    assert copied["month"] == "01.2027"
    (again,) = copied["assistants"]
    assert {name: again[name] for name in ("name", "birth_date", "relation")} == {
        "name": "Mara Modèle",
        "birth_date": "2.3.1990",
        "relation": "none",
    }
    assert [day["hours"] for day in again["days"]] == [""] * 31
    assert (again["activities"], again["nights"], again["prevented"], copied["stays"]) == ([], [], [], [])
    assert copied["late_consent"] == ""


def test_office_may_ask_for_an_advance_which_is_taken_off(assistance):
    form = FormBuilder(Assistance.form)
    form.add("advance", Amount(_("Avance déjà reçue"), optional=True))
    amended = Assistance().with_form(form.build())
    evaluation = assistance.evaluate(assistance.person(hours={1: "10"}), advance="53.00", invoice_type=amended)
    assert evaluation.amounts.total == 35300 - 5300
    assert "advance" not in Assistance.form.fields
