"""Form 318.632.2: the examples of the field table, rates, documents and rows."""

from datetime import date

import pytest

from guichet.sdk import CheckContext, Localizer
from guichet.testing.invoice_types import evaluate, texts_of
from invoice_types.minors import Minors

FRENCH = Localizer("fr")
TODAY = date(2026, 11, 28)
ATTESTED = {"attested": "yes", "attested_from": "1.6.2026", "attested_to": "30.6.2026"}


def month(number, **days):
    """A month of 2026; the hospital is paid by a social insurance unless a test says otherwise."""
    named = number if isinstance(number, str) else f"{number}.2026"
    return {"month": named, "at_home": "0", "hospital_insured": "true"} | days


def evaluated(*months, degree="severe", supplement="none", special="", today=TODAY, **around):
    answers = {"degree": degree, "supplement": supplement, "special_case": special, "nights_declared": "true"}
    around = {"attached": frozenset({"attestation", "home_bill"}), **around}
    return evaluate(Minors(), answers | {"months": list(months)}, CheckContext(today, today, **around))


APRIL, MAY = month(4, at_home="30"), month(5, at_home="22", other_home="9")
# The examples J1 to J8 of the field table (addendum 5.3), then the fixtures of its first edition.
EXAMPLES = {
    "J1": ("severe", "8h", [month(1, at_home="31"), month(2, at_home="28"), month(3, at_home="31")], 1360800),
    "J2": ("medium", "4h", [APRIL, MAY, month(6, hospital="30", **ATTESTED)], 619920),
    "J2 not attested": ("medium", "4h", [APRIL, MAY, month(6, hospital="30", attested="no")], 393120),
    "J3": ("severe", "none", [month(6, at_home="24", hospital="6")], 201600),
    "J4": ("slight", "none", [month(5, at_home="20", paid_home="11")], 38220),
    "J5": ("severe", "4h", [month(8, at_home="15", paid_home="16")], 231840),
    "J6": ("slight", "none", [month("12.2024", at_home="31"), month("1.2025", at_home="31")], 102765),
    "J7": ("medium", "6h", [month(2, at_home="18", institution="10")], 181440),
    "31 days at home": ("severe", "8h", [month("3.2025", at_home="31")], 468720),
    "home paid by others": ("slight", "none", [month("3.2025", at_home="20", other_home="11")], 33600),
    "rates of 2021": ("medium", "4h", [month("11.2021", at_home="30")], 215100),
}


@pytest.mark.parametrize(("degree", "supplement", "months", "total"), EXAMPLES.values(), ids=EXAMPLES)
def test_example_of_the_field_table(degree, supplement, months, total):
    evaluation = evaluated(*months, degree=degree, supplement=supplement)
    assert evaluation.amounts.total == total
    assert evaluation.is_ready


def test_example_j8_days_in_an_institution_are_paid_in_a_special_case():
    february = month(2, at_home="18", institution="10")
    assert evaluated(february, degree="slight", special="true").amounts.total == 47040
    assert evaluated(february, degree="slight").amounts.total == 30240


def test_example_j9_month_without_a_rate_is_sent_all_the_same():
    january = evaluated(month("1.2027", at_home="31"), today=date(2027, 2, 10))
    assert (january.amounts.total, january.is_ready) == (0, True)
    assert [issue.code for issue in january.issues] == ["G11"]
    assert "l’office le complétera" in FRENCH(january.issues[0].message)


# LAI art. 42bis al. 4 speaks of a whole calendar month, LPGA art. 67 al. 2 of all shorter stays.
@pytest.mark.parametrize(("days", "paid"), [("29", 30), ("30", 0)])
def test_hospital_is_paid_up_to_the_day_before_a_whole_month(days, paid):
    june = month(6, at_home=str(30 - int(days)), hospital=days, attested="no")
    assert evaluated(june).amounts.total == paid * 6720


def test_whole_month_that_no_social_insurance_pays_is_paid():
    assert evaluated(month(6, hospital="30", hospital_insured="")).amounts.total == 30 * 6720


def test_month_is_paid_by_its_own_rate_on_both_sides_of_a_change():
    turn = evaluated(month("12.2024", at_home="1"), month("1.2025", at_home="1"), supplement="4h")
    assert [term.amount for term in turn.amounts.terms] == [6535, 3265, 6720, 3360]


@pytest.mark.parametrize(("number", "told"), [("12.2022", ["quarter"]), ("12.2024", ["", "quarter"]), ("1.2025", [])])
def test_office_is_told_of_rates_that_were_not_seen_published(number, told):
    evaluation = evaluated(month(number, at_home="20", paid_home="11"))
    issues = [issue for issue in evaluation.issues if issue.code == "G11"]
    assert all(issue.for_office_only for issue in issues)
    assert sorted("quarter" if "quarter" in FRENCH(issue.message) else "" for issue in issues) == told


def test_attestation_is_required_for_a_whole_month_alone():
    def kinds(**days):
        return [document.kind for document in evaluated(month(6, **days)).required_attachments]

    assert kinds(hospital="30", **ATTESTED) == ["attestation"]
    assert kinds(hospital="29", at_home="1", **ATTESTED) == []
    assert kinds(hospital="30", attested="no") == []


def test_right_that_begins_in_the_month_limits_the_days_of_service():
    (day,) = evaluated(month(6, at_home="11", first_day="20.6.2026")).service_days
    assert (day.first, day.last) == (date(2026, 6, 20), date(2026, 6, 30))


@pytest.mark.parametrize("name", ["degree", "supplement", "nights_declared"])
def test_decision_and_declaration_are_asked_for(name):
    answers = {"degree": "slight", "supplement": "4h", "nights_declared": "true", "months": [APRIL]}
    evaluation = evaluate(Minors(), answers | {name: ""}, CheckContext(TODAY, TODAY))
    assert [(issue.path, issue.code) for issue in evaluation.issues] == [(name, "required")]


def test_month_is_read_back_in_one_row_with_both_amounts():
    evaluation = evaluated(month(5, at_home="20", hospital="2", paid_home="9"), degree="slight", supplement="4h")
    (_degree, _supplement, _special, row, *_others) = texts_of(evaluation, FRENCH)
    assert row == (
        "Mois 1",
        [
            "mai 2026",
            "À la maison : 20 jours",
            "À l’hôpital : 2 jours",
            "Hôpital payé par une assurance sociale",
            "En home, payés par la famille : 9 jours",
            "API : 22 × CHF 16.80 = CHF 369.60",
            "API, home payé par la famille : 9 × CHF 4.20, un quart : CHF 37.80",
            "SSI : 31 × CHF 33.60 = CHF 1 041.60",
        ],
    )
