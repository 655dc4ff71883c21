"""Form 318.632, « Autre facture »."""

from datetime import date

import pytest

from guichet.sdk import CheckContext, Localizer
from guichet.testing.invoice_types import evaluate, texts_of
from invoice_types.other_invoice import OtherInvoice

FR = Localizer("fr")
OTHER = OtherInvoice()
TODAY = date(2026, 11, 28)


def line(quantity="1", unit_price="100.00", **changes):
    return {"description": "Séance", "day": "14.10.2026", "quantity": quantity, "unit_price": unit_price} | changes


def evaluated(*lines, attached=("bill", "payment"), company=False, **document):
    context = CheckContext(TODAY, TODAY, attached=frozenset(attached), by_company=company, pays_company=company)
    return evaluate(OTHER, {"lines": list(lines), **document}, context)


def codes(evaluation):
    """The issues that the sender sees."""
    return [(issue.level, issue.path, issue.code) for issue in evaluation.issues if not issue.for_office_only]


# The examples O1 to O8 of the field table.
EXAMPLES = {
    "O1": ([line("12", "120.45")], {}, 144540),
    "O2": ([line("1", "1020.00", own_share="120")], {"already_paid": "true"}, 90000),
    "O3": ([line("1", "640.00", own_share="70")], {"already_paid": "true"}, 57000),
    "O4": ([line("1", "960.00", approved_max="900")], {}, 90000),
    "O5": ([line("1", "230.00", approved_max="150"), line("1", "312.40")], {}, 46240),
    "O6": ([line("1", "854.30")], {"third_party": "300.00"}, 55430),
    "O8": ([line("3.5", "140.00"), line("1", "190.00"), line("46", "0.70")], {}, 71220),
    "tax points": ([line("42.5", "0.97")], {}, 4123),
}


@pytest.mark.parametrize(("lines", "document", "total"), EXAMPLES.values(), ids=EXAMPLES)
def test_example_of_the_field_table(lines, document, total):
    evaluation = evaluated(*lines, **document)
    assert evaluation.amounts.total == total
    assert evaluation.is_ready


def test_share_of_a_third_party_above_the_sum_is_an_error():
    assert codes(evaluated(line("1", "854.30"), third_party="900.00")) == [("error", "third_party", "G10")]


def test_own_share_above_what_is_payable_is_an_error():
    evaluation = evaluated(line("1", "960", approved_max="100", own_share="101"), line())
    assert ("error", "lines.0.own_share", "share") in codes(evaluation)


def test_amount_above_the_maximum_is_mentioned():
    assert codes(evaluated(line("1", "960", approved_max="900"))) == [("warning", "lines.0.approved_max", "maximum")]


def test_period_ends_after_it_begins():
    assert codes(evaluated(line(until="13.10.2026"))) == [("error", "lines.0.until", "period")]
    assert evaluated(line(until="20.10.2026")).is_ready


def test_proof_of_payment_goes_with_a_paid_bill():
    needed = evaluated(line(), already_paid="true", attached=("bill",)).missing_attachments
    assert [document.kind for document in needed] == ["payment"]
    assert evaluated(line(), attached=("bill",)).missing_attachments == ()


@pytest.mark.parametrize(
    ("day", "issues"),
    [("", ["decision-date"]), ("27.11.2026", []), ("28.11.2026", []), ("29.11.2026", ["future"])],
)
def test_company_states_the_day_of_the_decision(day, issues):
    """RAI art. 79ter al. 1 let. d."""
    evaluation = evaluated(line(), company=True, copy_given="true", decision_date=day)
    assert [code for _level, _path, code in codes(evaluation)] == issues


def test_insured_person_needs_neither_the_day_nor_a_copy():
    assert codes(evaluated(line())) == []
    assert codes(evaluated(line(), decision_date="29.11.2026")) == [("error", "decision_date", "future")]


def test_company_gives_the_insured_person_a_copy():
    """LAI art. 27ter al. 1."""
    evaluation = evaluated(line(), company=True, decision_date="1.9.2026")
    assert codes(evaluation) == [("warning", "copy_given", "copy")]


@pytest.mark.parametrize(
    ("number", "issues"),
    [
        ("4.01", []),
        ("15.02", []),
        ("14.03", [("warning", "V3")]),
        ("5.07.1", [("warning", "V3")]),
        ("4,1", [("error", "V2")]),
    ],
)
def test_number_of_the_annex_belongs_to_this_form(number, issues):
    found = codes(evaluated(line(omai_number=number)))
    assert [(level, code) for level, _path, code in found] == issues


@pytest.mark.parametrize(("company", "paid", "told"), [(False, "", True), (False, "true", False), (True, "", False)])
def test_office_sees_an_account_without_proof_of_payment(company, paid, told):
    """RAI art. 78 al. 5 and 6."""
    issues = evaluated(line(), company=company, already_paid=paid).issues
    assert ("payee" in [issue.code for issue in issues if issue.for_office_only]) is told


@pytest.mark.parametrize("name", ["description", "day", "quantity", "unit_price"])
def test_each_service_needs_its_answers(name):
    assert ("error", f"lines.0.{name}", "required") in codes(evaluated(line(**{name: ""})))


def test_bill_of_366_services_is_one_invoice():
    assert evaluated(*[line()] * 366).amounts.total == 366 * 10000
    assert list(evaluated(*[line()] * 367).errors) == ["lines"]


def test_formula_names_quantity_price_and_maximum():
    terms = evaluated(line("1.5", "100", approved_max="120")).amounts.terms
    assert FR(terms[0].formula).startswith("1.5 × ")
    assert "au maximum" in FR(terms[0].formula)


def test_service_is_read_back_in_one_row_and_the_document_in_its_own():
    rows = texts_of(evaluated(line("12", "120.45", until="20.10.2026"), third_party="300", copy_given="true"), FR)
    assert rows == [
        (
            "Prestation 1",
            [
                "14 octobre 2026 – 20 octobre 2026",
                "Séance",
                "12, CHF 120.45, sans la TVA",
                "12 × CHF 120.45 = CHF 1 445.40",
            ],
        ),
        ("Date de la décision ou de la communication", []),
        ("Copie de la facture remise à la personne assurée", ["Oui"]),
        ("Facture déjà payée par la personne assurée", ["Non"]),
        ("Part prise en charge par un tiers", ["CHF 300.00", "Part prise en charge par un tiers : CHF -300.00"]),
    ]
