"""The header of an invoice: who, on which account, by which decision."""

import json
from datetime import date

import pytest

from guichet.invoices.facts import Facts, facts_of, read_facts
from guichet.issuers.models import BankAccount, Beneficiary, Company, InsuredPerson
from guichet.testing.moving_clock import START

TODAY = date(2026, 11, 14)
PAYEE = {"account": "kept", "iban": None, "account_holder": None, "payment_reference": None}
OTHER = {
    "account": "other",
    "iban": "CH4431999123000889012",
    "account_holder": "Rosa Muster",
    "payment_reference": "210000000003139471430009017",
}
QR_REFERENCE = "210000000003139471430009017"
DECISION = {"choice": "30220250012345", "number": None, "label": None, "remember": True}


@pytest.fixture
def anna():
    anna = Beneficiary(
        first_name="Anna",
        last_name="Muster",
        birth_date=date(1984, 3, 12),
        avs="7561234567897",
        street="Dorfstrasse 7",
        postcode="3400",
        town="Burgdorf",
    )
    anna.iban, anna.decisions = "CH9300762011623852957", (("30220250012345", ""),)
    return anna


@pytest.fixture
def company():
    return Company(name="Home-Aide", gln="7601001000000", street="Rue 2", postcode="3400", town="Burgdorf", now=START)


@pytest.fixture
def facts(anna, company):
    """The facts of answers, some of them changed."""

    def read(issuer=company, **changes):
        issue = {"number": "R-17", "date": date(2026, 11, 10)}
        answers = {"payee": PAYEE, "decision": DECISION, "issue": issue, "remark": None} | changes
        return facts_of(issuer, anna, answers, TODAY)

    return read


def test_the_person_is_described_as_on_file(facts):
    found = facts()
    assert (found.beneficiary, found.avs, found.birth_date) == ("Anna Muster", "7561234567897", "1984-03-12")
    assert found.address == "Dorfstrasse 7, 3400 Burgdorf"


def test_a_company_issues_its_own_invoice(facts):
    found = facts()
    assert (found.issuer, found.gln) == ("Home-Aide", "7601001000000")
    assert (found.invoice_number, found.invoice_date) == ("R-17", "2026-11-10")


def test_a_company_s_invoice_without_date_is_of_today(facts):
    assert facts(issue={"number": None, "date": None}).invoice_date == "2026-11-14"


def test_an_insured_person_issues_an_invoice_of_today_without_a_number(facts, anna):
    issuer = InsuredPerson(START)
    issuer.self_id = issuer.beneficiaries.put(anna)
    found = facts(issuer, issue=None)
    assert (found.issuer, found.gln, found.invoice_number) == ("Anna Muster", "", "")
    assert found.invoice_date == "2026-11-14"


def test_the_kept_account_is_taken_whole(facts, anna):
    anna.iban, anna.account_holder = "CH4431999123000889012", "Rosa Muster"
    anna.payment_reference = "210000000003139471430009017"
    found = facts(payee=OTHER | {"account": "kept", "iban": "CH5604835012345678009", "account_holder": "Somebody"})
    assert (found.iban, found.account_holder) == ("CH4431999123000889012", "Rosa Muster")
    assert found.payment_reference == "210000000003139471430009017"


def test_another_account_is_taken_whole(facts, anna):
    anna.account_holder, anna.payment_reference = "Kept", "RF18539007547034"
    found = facts(payee=OTHER)
    assert (found.iban, found.account_holder, found.payment_reference) == (
        "CH4431999123000889012",
        "Rosa Muster",
        "210000000003139471430009017",
    )
    assert facts(payee=OTHER | {"account_holder": None, "payment_reference": None}).payment_reference == ""


@pytest.mark.parametrize("account", ["kept", "other"])
def test_an_account_without_a_holder_is_the_beneficiary_s(facts, account):
    assert facts(payee=OTHER | {"account": account, "account_holder": None}).account_holder == "Anna Muster"


def test_a_company_s_account_is_taken_whole(facts, company):
    current = BankAccount(label="Compte courant", iban="CH5604835012345678009", account_holder="")
    other = BankAccount(label="Fondation", iban="CH9300762011623852957", account_holder="Fondation Exemple")
    company.bank_accounts = (current, other)
    found = facts(payee=OTHER | {"account": current.id})
    assert (found.iban, found.account_holder) == ("CH5604835012345678009", "Home-Aide")
    assert found.payment_reference == "", "what was typed for another account stays there"
    assert facts(payee=OTHER | {"account": other.id}).account_holder == "Fondation Exemple"


@pytest.mark.parametrize(
    ("iban", "reference", "sent"),
    [
        ("CH4431999123000889012", QR_REFERENCE, QR_REFERENCE),
        ("CH5604835012345678009", QR_REFERENCE, ""),
        ("CH5604835012345678009", "RF18539007547034", "RF18539007547034"),
        ("CH4431999123000889012", "RF18539007547034", ""),
        ("CH4431999123000889012", "", ""),
    ],
)
@pytest.mark.parametrize("whose", ["company", "beneficiary"])
def test_the_beneficiary_s_reference_goes_along_where_a_bank_takes_it(
    facts, company, anna, whose, iban, reference, sent
):
    account = BankAccount(label="Compte courant", iban=iban, account_holder="")
    company.bank_accounts, anna.payment_reference = (account,), reference
    if whose == "beneficiary":
        anna.iban = iban
    chosen = account.id if whose == "company" else "kept"
    found = facts(payee=PAYEE | {"account": chosen})
    assert (found.iban, found.payment_reference) == (iban, sent)


def test_where_no_account_is_kept_the_one_typed_is_meant(facts, anna):
    anna.iban = ""
    typed = {name: value for name, value in OTHER.items() if name != "account"}
    assert facts(payee=typed).iban == "CH4431999123000889012"
    assert facts(payee=typed | {"iban": None}).iban == ""


@pytest.mark.parametrize(
    ("decision", "number"),
    [
        (DECISION, "30220250012345"),
        (DECISION | {"number": "30220240000001"}, "30220250012345"),
        (DECISION | {"choice": "other", "number": "30220240000001"}, "30220240000001"),
        (DECISION | {"choice": "other"}, ""),
        (DECISION | {"choice": None, "number": "30220240000001"}, "30220240000001"),
        (DECISION | {"choice": None}, ""),
        ({"number": "30220240000001", "label": None, "remember": True}, "30220240000001"),
    ],
)
def test_the_decision_is_the_one_chosen_or_else_typed(facts, decision, number):
    assert facts(decision=decision).decision_number == number


def test_facts_come_back_from_a_revision_as_they_were(facts):
    found = facts(remark="Merci « beaucoup »\nÀ bientôt", payee=OTHER)
    assert read_facts(found.as_json()) == found
    assert json.loads(found.as_json())["remark"].endswith("À bientôt")


def test_every_fact_is_text(facts):
    assert all(isinstance(getattr(facts(), name), str) for name in Facts.__dataclass_fields__)
