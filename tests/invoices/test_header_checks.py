"""The checks of the header: decision number, account, date of the invoice."""

from datetime import UTC, date, datetime, timedelta

import pytest

from guichet.documents.cleaning.outcome import CleanFile
from guichet.i18n import Localizer
from guichet.invoices.header_checks import power_of_attorney_issues
from guichet.issuers.beneficiary_details import PowerOfAttorney
from guichet.issuers.models import BankAccount

QR_IBAN, QR_REFERENCE, RF_REFERENCE = "CH4431999123000889012", "210000000003139471430009017", "RF18539007547034"

FILE = CleanFile("procuration.pdf", "application/pdf", b"%PDF", 1, "")
STORED = {"filename": FILE.filename, "blob": None, "now": datetime(2026, 1, 1, tzinfo=UTC)}


def typed(number):
    return {"choice": "other", "number": number}


@pytest.fixture
def found(unsaved):
    """Level, path and code of every issue of the header."""

    def of(issuer=None, **changes):
        return set(unsaved.codes(unsaved.answers(**changes), issuer=issuer))

    return of


def test_header_in_order_says_nothing(found, unsaved):
    assert found() == found(unsaved.insured()) == set()


# G1


def test_decision_number_is_wanted(found):
    assert found(decision=typed("")) == {("error", "decision.number", "required")}


def test_number_that_is_no_longer_saved_has_to_be_chosen_again(found):
    assert found(decision={"choice": "30220259999999"}) == {("error", "decision.choice", "G1")}


# G2


@pytest.mark.parametrize(
    ("number", "warned"), [("32420250012345", True), ("302280", False), ("324280", True), ("30219600000001", False)]
)
def test_decision_of_another_office_is_a_warning(found, number, warned):
    assert found(decision=typed(number)) == ({("warning", "decision.number", "G2")} if warned else set())


def test_other_office_is_named_to_the_sender(unsaved):
    (issue,) = unsaved.evaluate(unsaved.answers(decision=typed("32420250012345"))).issues
    assert "(NE)" in Localizer("fr")(issue.message)
    assert not issue.for_office_only


# G15


@pytest.mark.parametrize(
    ("number", "label", "remember", "said"),
    [
        ("302 2025 0012345", "Autre description", "true", True),
        ("302 2025 0012345", "", "true", True),
        ("302 2025 0012345", "Physiothérapie", "true", False),
        ("302 2025 0012345", "Autre description", "", False),
        ("302 2026 0000001", "Autre description", "true", False),
    ],
)
def test_number_to_be_saved_that_is_saved_already_is_said_at_its_field(found, unsaved, number, label, remember, said):
    unsaved.anna.set_decision("30220250012345", "Physiothérapie")
    issues = found(decision=typed(number) | {"label": label, "remember": remember})
    assert issues == ({("error", "decision.number", "G15")} if said else set())


def test_saved_number_that_was_chosen_ignores_what_was_typed_beside_it(found, unsaved):
    unsaved.anna.set_decision("30220250012345", "Physiothérapie")
    chosen = {"choice": "30220250012345", "number": "30220250012345", "label": "", "remember": "true"}
    assert found(decision=chosen) == set()


# P1


@pytest.mark.parametrize(
    ("periods", "warned"),
    [
        ([], False),
        ([(None, None)], False),
        ([(None, -1)], True),
        ([(None, 0)], False),
        ([(1, None)], True),
        ([(None, -1), (0, 1)], False),
    ],
)
def test_powers_of_attorney_none_of_which_is_valid_today_are_a_warning(periods, warned):
    today = date(2026, 11, 14)

    def day(number):
        return None if number is None else today + timedelta(days=number)

    documents = [
        PowerOfAttorney(FILE, **STORED, valid_from=day(first), valid_until=day(last)) for first, last in periods
    ]
    issues = [(issue.level, issue.code) for issue in power_of_attorney_issues(documents, today)]
    assert issues == ([("warning", "P1")] if warned else [])


# G3


def test_account_is_wanted(found):
    assert found(payee={"account": "other"}) == {("error", "payee.iban", "required")}


@pytest.mark.parametrize("chosen", ["saved", "0123456789abcdef"])
def test_account_that_is_no_longer_saved_has_to_be_chosen_again(found, unsaved, chosen):
    unsaved.anna.iban = ""
    assert found(payee={"account": chosen}) == {("error", "payee.account", "G3")}


@pytest.mark.parametrize(
    ("reference", "issues"),
    [
        ("", {("error", "payee.payment_reference", "G3")}),
        (RF_REFERENCE, {("error", "payee.payment_reference", "G3")}),
        (QR_REFERENCE, set()),
        ("21 00000 00003 13947 14300 09017", set()),
    ],
)
def test_typed_qr_iban_is_not_paid_without_its_reference(found, reference, issues):
    payee = {"account": "other", "iban": "CH44 3199 9123 0008 8901 2", "payment_reference": reference}
    assert found(payee=payee) == issues


def test_qr_reference_goes_with_no_other_account(found):
    payee = {"account": "other", "iban": "CH9300762011623852957", "payment_reference": QR_REFERENCE}
    assert found(payee=payee) == {("error", "payee.payment_reference", "G3")}
    assert found(payee=payee | {"payment_reference": RF_REFERENCE}) == set()


def test_iban_with_a_wrong_check_digit_is_an_error(found):
    payee = {"account": "other", "iban": "CH93 0076 2011 6238 5295 8"}
    assert found(payee=payee) == {("error", "payee.iban", "unreadable")}


@pytest.mark.parametrize("whose", ["beneficiary", "company"])
def test_saved_qr_iban_waits_for_the_reference_of_the_beneficiary(found, unsaved, whose):
    account = BankAccount(label="QR", iban=QR_IBAN, account_holder="")
    unsaved.company.bank_accounts = (account,)
    unsaved.anna.iban = QR_IBAN
    payee = {"account": "saved" if whose == "beneficiary" else account.id}
    assert found(payee=payee) == {("error", "payee.account", "G3")}
    unsaved.anna.payment_reference = RF_REFERENCE
    assert found(payee=payee) == {("error", "payee.account", "G3")}
    unsaved.anna.payment_reference = QR_REFERENCE
    assert found(payee=payee) == set()


# G9


@pytest.mark.parametrize(
    ("name", "third"),
    [
        ("Anna Muster", False),
        ("ANNA  MUSTER", False),
        ("Änna Müster", False),
        ("Home-Aide Emmental SA", False),
        ("home-aide emmental sa", False),
        ("Rosa Muster", True),
        ("Anna Muster-Rossi", True),
    ],
)
def test_account_of_a_third_person_is_shown_to_the_office_alone(unsaved, name, third):
    payee = {"account": "other", "iban": "CH9300762011623852957", "account_holder": name}
    evaluation = unsaved.evaluate(unsaved.answers(payee=payee))
    issues = [(one.level, one.code, one.for_office_only) for one in evaluation.issues]
    assert issues == ([("warning", "G9", True)] if third else [])
    assert (evaluation.warnings, evaluation.is_ready) == ((), True)


def test_holder_is_not_judged_while_there_is_no_account(found):
    payee = {"account": "other", "iban": "", "account_holder": "Rosa Muster"}
    assert found(payee=payee) == {("error", "payee.iban", "required")}


# H1, H2


def journey(day):
    return {
        "date": day, "from": "Burgdorf", "to": "Bern", "place_name": "Inselspital", "purpose": "medical_measure",
        "means": "private_car", "car_necessary": "true", "km": "22.5", "justification": "Fauteuil roulant",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("invoice_date", "last", "issues"),
    [
        ("14.11.2026", "14.10.2026", []),
        ("14.10.2026", "14.10.2026", []),
        ("15.11.2026", "14.10.2026", ["G16"]),
        ("13.10.2026", "14.10.2026", ["G17"]),
        ("13.10.2026", "14.11.2026", ["G17"]),
        # A service in the future is G4's to name, and a day that is missing the form's.
        ("13.10.2026", "15.11.2026", ["G4"]),
        ("14.11.2026", "", ["required"]),
        ("15.11.2026", "", ["G16", "required"]),
    ],
)
def test_invoice_is_dated_between_the_last_service_and_today(unsaved, invoice_date, last, issues):
    answers = unsaved.answers(journey(last), issue={"date": invoice_date})
    found = unsaved.codes(answers)
    assert [code for _level, _path, code in found] == issues
    assert all(path == "issue.date" for _level, path, code in found if code in ("G16", "G17"))


def test_last_service_of_several_counts(unsaved):
    lines = [journey("14.10.2026"), journey("20.10.2026") | {"nights": "2"}]
    assert unsaved.codes(unsaved.answers(*lines, issue={"date": "22.10.2026"})) == []
    assert unsaved.codes(unsaved.answers(*lines, issue={"date": "21.10.2026"})) == [("error", "issue.date", "G17")]


def test_invoice_of_an_insured_person_is_not_dated(unsaved):
    answers = unsaved.answers(journey("14.10.2026"), issue={"date": "1.1.2030"})
    assert unsaved.evaluate(answers, issuer=unsaved.insured()).header.invoice_date == date(2026, 11, 14)
    assert unsaved.codes(answers, issuer=unsaved.insured()) == []
