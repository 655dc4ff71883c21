"""The header of an invoice: for whom, on which account, by which decision."""

from dataclasses import asdict, replace
from datetime import date

import pytest

from guichet.declaration.header import InvoiceHeader
from guichet.issuers.models import BankAccount

QR_IBAN, OTHER_IBAN = "CH4431999123000889012", "CH5604835012345678009"
QR_REFERENCE, RF_REFERENCE = "210000000003139471430009017", "RF18539007547034"
TYPED = {
    "account": "other",
    "iban": QR_IBAN,
    "account_holder": "Rosa Muster",
    "payment_reference": QR_REFERENCE,
}


@pytest.fixture
def header(unsaved):
    """The header of answers, some of them changed."""

    def of(issuer=None, **changes):
        return unsaved.evaluate(unsaved.answers(**changes), issuer=issuer).header

    return of


def account(iban=OTHER_IBAN, holder="", label="Compte courant"):
    return BankAccount(label=label, iban=iban, account_holder=holder)


def test_person_is_described_as_on_file(header):
    found = header()
    assert (found.beneficiary, found.avs, found.birth_date) == ("Anna Muster", "7561234567897", date(1984, 3, 12))
    assert found.address == "Dorfstrasse 7, 3400 Burgdorf"


def test_company_issues_its_own_invoice(header):
    found = header(issue={"date": "10.11.2026"})
    assert (found.issuer, found.gln) == ("Home-Aide Emmental SA", "7601001000000")
    assert (found.invoice_number, found.invoice_date) == ("R-17", date(2026, 11, 10))


def test_invoice_of_a_company_without_date_is_of_today(header):
    assert header(issue={"number": "", "date": ""}).invoice_date == date(2026, 11, 14)


def test_insured_person_issues_an_invoice_of_today_without_a_number(header, unsaved):
    found = header(unsaved.insured())
    assert (found.issuer, found.gln, found.invoice_number) == ("Anna Muster", "", "")
    assert found.invoice_date == date(2026, 11, 14)


def test_saved_account_is_taken_whole(header, unsaved):
    unsaved.anna.iban, unsaved.anna.account_holder = QR_IBAN, "Rosa Muster"
    unsaved.anna.payment_reference = QR_REFERENCE
    found = header(payee=TYPED | {"account": "saved", "iban": OTHER_IBAN, "account_holder": "Paul Autre"})
    assert (found.iban, found.account_holder, found.payment_reference) == (QR_IBAN, "Rosa Muster", QR_REFERENCE)


def test_other_account_is_taken_whole(header, unsaved):
    unsaved.anna.account_holder, unsaved.anna.payment_reference = "On file", RF_REFERENCE
    found = header(payee=TYPED)
    assert (found.iban, found.account_holder, found.payment_reference) == (QR_IBAN, "Rosa Muster", QR_REFERENCE)
    assert header(payee=TYPED | {"account_holder": "", "payment_reference": ""}).payment_reference == ""


@pytest.mark.parametrize("chosen", ["saved", "other"])
def test_account_whose_holder_was_not_named_has_no_name(header, chosen):
    assert header(payee=TYPED | {"account": chosen, "account_holder": ""}).account_holder == ""


def test_account_of_the_company_is_taken_whole(header, unsaved):
    current, other = account(), account("CH9300762011623852957", "Fondation Exemple", "Fondation")
    unsaved.company.bank_accounts = (current, other)
    found = header(payee=TYPED | {"account": current.id})
    assert (found.iban, found.account_holder) == (OTHER_IBAN, "Home-Aide Emmental SA")
    assert found.payment_reference == "", "what was typed for another account stays with that one"
    assert header(payee={"account": other.id}).account_holder == "Fondation Exemple"


@pytest.mark.parametrize(
    ("iban", "reference", "sent"),
    [
        (QR_IBAN, QR_REFERENCE, QR_REFERENCE),
        (OTHER_IBAN, QR_REFERENCE, ""),
        (OTHER_IBAN, RF_REFERENCE, RF_REFERENCE),
        (QR_IBAN, RF_REFERENCE, ""),
        (QR_IBAN, "", ""),
    ],
)
@pytest.mark.parametrize("whose", ["company", "beneficiary"])
def test_saved_reference_goes_along_where_a_bank_takes_it(header, unsaved, whose, iban, reference, sent):
    own = account(iban)
    unsaved.company.bank_accounts, unsaved.anna.payment_reference = (own,), reference
    if whose == "beneficiary":
        unsaved.anna.iban = iban
    found = header(payee={"account": own.id if whose == "company" else "saved"})
    assert (found.iban, found.payment_reference) == (iban, sent)


def test_typed_account_counts_where_none_is_saved(header, unsaved):
    unsaved.anna.iban = ""
    assert header(payee=TYPED | {"account": ""}).iban == QR_IBAN
    assert header(payee=TYPED | {"account": "", "iban": ""}).iban == ""


@pytest.mark.parametrize("chosen", ["saved", "0123456789abcdef"])
def test_account_that_is_no_longer_saved_is_no_account(header, unsaved, chosen):
    unsaved.anna.iban = ""
    assert header(payee=TYPED | {"account": chosen}).iban == "", "what was typed for another account is not paid"


@pytest.mark.parametrize(
    ("decision", "number"),
    [
        ({}, "30220250012345"),
        ({"number": "30220240000001"}, "30220250012345"),
        ({"choice": "other", "number": "30220240000001"}, "30220240000001"),
        ({"choice": "other"}, ""),
        ({"choice": "", "number": "30220240000001"}, "30220240000001"),
        ({"choice": ""}, ""),
        ({"choice": "30220259999999", "number": "30220240000001"}, ""),
    ],
)
def test_decision_is_the_one_chosen_or_else_typed(header, decision, number):
    assert header(decision=decision).decision_number == number


def test_header_comes_back_from_its_data_as_it_was(header):
    found = header(remark="Merci « beaucoup »\r\nÀ bientôt", payee=TYPED)
    assert found.remark.endswith("À bientôt")
    assert InvoiceHeader.from_data(found.as_data()) == found


def test_data_of_a_header_is_text(header):
    found = replace(header(), representative="Paula Exemple")
    assert found.as_data().keys() == asdict(found).keys()
    assert all(isinstance(value, str) for value in found.as_data().values())


def test_header_without_representative_has_the_data_of_before(header):
    assert set(asdict(header())) - set(header().as_data()) == {"representative"}
    assert InvoiceHeader.from_data(header().as_data()) == header()
