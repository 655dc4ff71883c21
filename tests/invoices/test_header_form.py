"""The questions of the header: which count, and that the others are kept and judged by nothing (case 03)."""

import pytest

from guichet.declaration import initial_cstruct
from guichet.declaration.form_checks import check_form
from guichet.invoices.header_form import CompanyHeaderForm, HeaderForm

JUNK = "quarante francs \x07"
BY_SAVED = {"payee": {"account": "saved"}, "decision": {"choice": "30220250012345"}}


@pytest.mark.parametrize("form", [HeaderForm, CompanyHeaderForm])
def test_declaration_of_the_header_is_in_order(form):
    # The page has one heading for the whole header, so its parts have no titles of their own.
    assert [message for message in check_form(form) if "label" not in message] == []


def test_company_numbers_its_invoices_and_an_insured_person_does_not():
    assert list(CompanyHeaderForm.fields) == ["payee", "decision", "issue", "remark"]
    assert list(HeaderForm.fields) == ["payee", "decision", "remark"]


def test_new_decision_number_is_saved_only_if_the_box_is_ticked():
    assert initial_cstruct(HeaderForm)["decision"]["remember"] == ""


@pytest.mark.parametrize(
    ("part", "changes", "counting"),
    [
        ("payee", {"account": "saved"}, False),
        ("payee", {"account": "other"}, True),
        ("payee", {"account": ""}, True),
        ("decision", {"choice": "30220250012345"}, False),
        ("decision", {"choice": "other"}, True),
        ("decision", {"choice": ""}, True),
    ],
)
def test_new_account_and_number_count_unless_a_saved_one_is_chosen(unsaved, part, changes, counting):
    inside = {
        "payee": {"payee.iban", "payee.account_holder", "payee.payment_reference"},
        "decision": {"decision.number", "decision.label", "decision.remember"},
    }[part]
    irrelevant = unsaved.evaluate(unsaved.answers(**{part: changes})).irrelevant
    assert irrelevant & inside == (set() if counting else inside)


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("payee", "iban"),
        ("payee", "account_holder"),
        ("payee", "payment_reference"),
        ("decision", "number"),
        ("decision", "label"),
        ("decision", "remember"),
    ],
)
def test_junk_in_an_answer_put_away_changes_nothing(unsaved, part, name):
    before = unsaved.evaluate(unsaved.answers(**BY_SAVED))
    junk = unsaved.answers(**{**BY_SAVED, part: BY_SAVED[part] | {name: JUNK}})
    after = unsaved.evaluate(junk)
    assert (after.header, after.issues, after.total) == (before.header, before.issues, before.total)
    assert after.is_ready
    assert after.cstruct[part][name] == JUNK


def test_junk_is_an_error_as_soon_as_its_question_counts(unsaved):
    assert unsaved.codes(unsaved.answers(payee={"account": "other", "iban": JUNK})) == [
        ("error", "payee.iban", "unreadable")
    ]
    answers = unsaved.answers(decision={"choice": "other", "number": JUNK})
    assert unsaved.codes(answers) == [("error", "decision.number", "unreadable")]


def test_account_and_decision_number_are_required(unsaved):
    empty = unsaved.answers(payee={"account": ""}, decision={"choice": ""})
    assert unsaved.codes(empty) == [("error", "payee.account", "G3"), ("error", "decision.number", "required")]


def test_number_of_the_invoice_is_required_of_a_company_alone(unsaved):
    answers = unsaved.answers(issue={"number": ""})
    assert unsaved.codes(answers) == [("error", "issue.number", "required")]
    assert unsaved.codes(answers, issuer=unsaved.insured()) == []


@pytest.mark.parametrize(
    "broken", [{}, {"payee": None}, {"decision": "x"}, {"issue": []}, {"remark": {}}, {"remark": None}]
)
def test_answers_of_another_shape_are_survived(unsaved, broken):
    evaluation = unsaved.evaluate({"details": unsaved.answers()["details"]} | broken)
    assert not evaluation.is_ready
    assert evaluation.total == 2025


def test_header_that_was_not_posted_is_asked_for_and_not_called_unreadable(unsaved):
    assert unsaved.codes({"details": unsaved.answers()["details"]}) == [
        ("error", "payee.account", "G3"),
        ("error", "decision.number", "required"),
        ("error", "issue.number", "required"),
        ("error", "issue.date", "required"),
    ]
