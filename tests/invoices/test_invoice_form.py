"""The form of an invoice on its page: what is saved is offered, whose invoice it is, what is to be mended and where."""

import pytest

from guichet.invoices.evaluation import evaluate_invoice
from guichet.invoices.invoice_actions import start_draft
from guichet.invoices.invoice_form import invoice_form, saved_choices, show_issues
from guichet.issuers.models import BankAccount
from guichet.testing.people import ANNA, BEAT, beneficiary_of, issuer_of

MANAGER = "manager@be.example"


@pytest.fixture
def bank_accounts(house):
    """Two accounts of the company: its own, and a QR-IBAN in another name."""
    house.company.bank_accounts = (
        BankAccount(label="Compte courant", iban="CH5604835012345678009", account_holder=""),
        BankAccount(label="Encaissements", iban="CH4431999123000889012", account_holder="Fondation Exemple"),
    )
    return house.company.bank_accounts


@pytest.fixture
def form_of(visitor, house_of):
    """The form of a new invoice: ``form_of(person=…, lines=…)``, made in a request of Lea Rochat's."""

    def form(avs="", issues=False, **journey):
        with visitor("be", MANAGER).request() as request:
            house = house_of(request.action_context)
            invoice = house.draft(person=beneficiary_of(house.company, avs) if avs else None)
            if journey:
                house.save(invoice, house.raw(invoice, **journey))
            evaluation = house.evaluate(invoice)
            made = invoice_form(request, evaluation)
            if issues:
                show_issues(made, evaluation.errors, request.localize)
            return made

    return form


def names(node):
    return [child.name for child in node.children]


def choices(house, path, person=None):
    return saved_choices(house.evaluate(house.draft(person=person)))[path]


# What is saved is offered first


def test_saved_account_and_decision_are_offered_first(form_of):
    form = form_of()
    assert names(form["payee"]) == ["account", "iban", "account_holder", "payment_reference"]
    assert names(form["decision"]) == ["choice", "number", "label", "remember"]
    assert (form.cstruct["payee"]["account"], form.cstruct["decision"]["choice"]) == ("saved", "30220250012345")


def test_account_and_decision_are_asked_for_at_once_where_none_is_saved(form_of):
    form = form_of(BEAT)
    assert names(form["payee"]) == ["iban", "account_holder", "payment_reference"]
    assert names(form["decision"]) == ["number", "label", "remember"]


def test_company_chooses_among_the_account_of_the_beneficiary_and_its_own(house, bank_accounts, french):
    current, qr = bank_accounts
    offered = choices(house, "payee.account")
    assert [key for key, _label, _note in offered] == ["saved", current.id, qr.id, "other"]
    assert [str(label) for _key, label, _note in offered[:3]] == [
        "Compte enregistré, titulaire non indiqué",
        "Home-Aide Emmental SA, Compte courant",
        "Fondation Exemple, Encaissements",
    ]
    assert [french(note).replace("\u00a0", " ") for _key, _label, note in offered[:3]] == [
        "CH93 0076 2011 6238 5295 7",
        "CH56 0483 5012 3456 7800 9",
        "CH44 3199 9123 0008 8901 2, avec N° de référence de paiement",
    ]
    assert house.draft().cstruct["payee"]["account"] == "saved"


def test_account_of_the_beneficiary_has_the_name_of_its_holder(house):
    anna = beneficiary_of(house.company, ANNA)
    anna.account_holder = "Otto Muster"
    assert choices(house, "payee.account", anna)[0][1] == "Otto Muster"


@pytest.mark.parametrize("with_own", [True, False])
def test_account_of_the_company_comes_first_where_the_supplier_is_paid(house, bank_accounts, with_own):
    if not with_own:
        house.company.bank_accounts = ()
    types = house.operator.desk.plugins.invoice_types
    paid = {type_id for type_id, one in types.items() if one.pays_supplier}
    assert paid == {"318.632", "318.635", "318.636", "318.637", "318.638", "318.639"}
    for type_id in types:
        own = with_own and type_id in paid
        assert house.draft(type_id=type_id).cstruct["payee"]["account"] == (bank_accounts[0].id if own else "saved")


def test_account_of_the_company_is_proposed_for_a_beneficiary_without_one(house, bank_accounts):
    beat = beneficiary_of(house.company, BEAT)
    offered = choices(house, "payee.account", beat)
    assert [key for key, _label, _note in offered] == [*(account.id for account in bank_accounts), "other"]
    assert house.draft(person=beat).cstruct["payee"]["account"] == bank_accounts[0].id


@pytest.mark.parametrize("path", ["payee.account", "decision.choice"])
def test_entry_of_another_company_cannot_be_chosen(house, path):
    rival = issuer_of(house.operator, "rival@be.example")
    rival.bank_accounts = (BankAccount(label="X", iban="CH9300762011623852957", account_holder=""),)
    invoice = house.draft()
    raw = house.raw(invoice)
    part, name = path.split(".")
    raw[part][name] = rival.bank_accounts[0].id if part == "payee" else "30220259999999"
    assert [issue.path for issue in house.evaluate(invoice, raw).errors] == [path]


def insured_draft(house):
    email = "insured@be.example"
    issuer = issuer_of(house.operator, email)
    person = issuer.beneficiaries[issuer.self_id]
    return start_draft(house.as_(email), issuer, person, house.evaluate(house.draft()).invoice_type)


def test_insured_person_is_offered_no_account_of_a_company(house, bank_accounts):
    evaluation = evaluate_invoice(house.operator.desk.plugins, insured_draft(house), house.as_().now.date())
    assert [key for key, _label, _note in saved_choices(evaluation)["payee.account"]] == ["saved", "other"]


def test_latest_of_several_decisions_is_proposed(house):
    house.anna.decisions = (("30220250012345", "Old"), ("30220260000001", "New"))
    assert house.draft().cstruct["decision"]["choice"] == "30220260000001"
    assert [key for key, _label, _note in choices(house, "decision.choice")] == [
        "30220250012345",
        "30220260000001",
        "other",
    ]


def test_company_gives_a_number_and_an_insured_person_does_not(house):
    assert list(house.draft().cstruct) == ["payee", "decision", "issue", "remark", "details"]
    assert list(insured_draft(house).cstruct) == ["payee", "decision", "remark", "details"]


def test_remark_is_the_last_question_of_the_page(form_of):
    assert names(form_of()) == ["payee", "decision", "issue", "details", "remark"]


# What is to be mended


@pytest.mark.parametrize("km", ["viele", "0", ""])
def test_answer_to_be_mended_is_named_at_its_question(form_of, km):
    problems = form_of(issues=True, km=km).problems
    assert [problem.href for problem in problems] == ["#details-lines-0-km"]


def test_missing_document_is_no_problem_of_a_question(form_of):
    assert form_of(issues=True, means="public", ticket_price="23.40").problems == []


def test_form_in_order_has_no_problems(form_of):
    assert form_of(issues=True, km="45").problems == []


def test_problem_of_a_hidden_question_stands_at_the_nearest_shown_one(form_of):
    form = form_of(BEAT)
    form.add_problem("payee.account", "Choisissez le compte à créditer")
    assert [problem.href for problem in form.problems] == ["#payee"]
    page = str(form.render())
    assert 'id="payee"' in page
    assert "Choisissez le compte à créditer" in page


def test_formula_stands_under_its_line(form_of):
    page = str(form_of(km="45").render()).replace("\u00a0", " ")
    assert "45 km × 2 × CHF 0.45" in page
    assert "40.50" in page


def test_wrong_answers_are_shown_as_they_were_typed(form_of):
    assert 'value="viele"' in str(form_of(km="viele").render())
