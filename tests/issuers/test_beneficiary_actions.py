"""What may be done to a beneficiary, and by whom."""

import pytest

from guichet.action_context import NotAllowed
from guichet.audit import entries
from guichet.issuers import issuer_actions
from guichet.issuers.index_rows import BeneficiaryRow
from guichet.issuers.models import Beneficiary
from guichet.testing.people import ANNA, BEAT, CHIARA, IBAN, beneficiary_of, issuer_of, user_of

MANAGER = "manager@be.example"


@pytest.fixture
def ctx(desks):
    """Lea Rochat at work, for the length of a test."""
    with desks.acting("be", MANAGER) as ctx:
        yield ctx


@pytest.fixture
def company(ctx):
    return issuer_of(ctx, MANAGER)


@pytest.fixture
def anna(company):
    return beneficiary_of(company, ANNA)


def listed(company):
    return [row for _id, row in company.beneficiaries.directory.page("all").rows]


def test_a_new_beneficiary_is_stored_listed_and_recorded(ctx, company, answers):
    emile = issuer_actions.add_beneficiary(ctx, company, answers())
    assert company.beneficiaries[emile.id] is emile
    assert (emile.name, emile.iban, emile.account_holder, emile.payment_reference) == ("Émile Dupré", IBAN, "", "")
    assert emile.decisions == (("30220250099999", "Ergothérapie"),)
    assert BeneficiaryRow("Émile Dupré", CHIARA, emile.birth_date, 1) in listed(company)
    last = list(entries(ctx.portal))[-1]
    assert (last.action, last.target, last.actor) == ("beneficiary.added", emile.id, ctx.actor)


def test_a_beneficiary_may_have_no_decision_and_no_account_yet(ctx, company, answers):
    emile = issuer_actions.add_beneficiary(ctx, company, answers(decision_number=None, decision_label=None, iban=None))
    assert (emile.decisions, emile.iban) == ((), "")


def test_a_decision_without_description_is_kept_too(ctx, company, answers):
    assert issuer_actions.add_beneficiary(ctx, company, answers(decision_label=None)).decisions == (
        ("30220250099999", ""),
    )


def test_a_changed_name_moves_in_the_list(ctx, company, anna, answers):
    issuer_actions.change_beneficiary(ctx, anna, answers(last_name="Zünd"))
    assert [row.name for row in listed(company)] == ["Beat Beispiel", "Émile Zünd"]
    assert anna.birth_date == answers()["birth_date"]


def test_a_change_of_the_person_keeps_decisions_and_account(ctx, anna, answers):
    issuer_actions.change_beneficiary(ctx, anna, answers(decision_number="30220240000001", iban=None))
    assert (anna.decisions, anna.iban) == ((("30220250012345", "Physiothérapie"),), IBAN)


def test_an_account_that_was_emptied_is_forgotten(ctx, anna):
    issuer_actions.save_bank_details(ctx, anna, "", "", "")
    assert anna.iban == ""


def test_a_decision_number_is_kept_once_with_its_latest_description(ctx, company, anna):
    issuer_actions.save_decision(ctx, anna, "30220240000001", "Moyens auxiliaires")
    issuer_actions.save_decision(ctx, anna, "30220250012345", "Physiothérapie 2026")
    assert anna.decisions == (("30220240000001", "Moyens auxiliaires"), ("30220250012345", "Physiothérapie 2026"))
    assert next(row.decisions for row in listed(company) if row.avs == ANNA) == 2


def test_a_decision_number_is_forgotten_and_a_second_click_changes_nothing(ctx, company, anna):
    for _click in range(2):
        issuer_actions.remove_decision(ctx, anna, "30220250012345")
        assert anna.decisions == ()
    assert next(row.decisions for row in listed(company) if row.avs == ANNA) == 0


def test_bank_details_are_kept_together(ctx, company):
    beat = beneficiary_of(company, BEAT)
    issuer_actions.save_bank_details(ctx, beat, "CH4431999123000889012", "Rosa Beispiel", "210000000003139471430009017")
    assert (beat.iban, beat.account_holder, beat.payment_reference) == (
        "CH4431999123000889012",
        "Rosa Beispiel",
        "210000000003139471430009017",
    )


def test_removed_beneficiary_leaves_the_list_and_stays_for_open_invoices(ctx, company, anna):
    issuer_actions.remove_beneficiary(ctx, anna)
    assert [row.name for row in listed(company)] == ["Beat Beispiel"]
    assert company.beneficiaries[anna.id] is anna
    assert anna.removed
    assert list(entries(ctx.portal))[-1].action == "beneficiary.removed"


@pytest.mark.parametrize("action", ["change", "remove", "remember decision", "forget decision", "remember account"])
def test_a_removed_beneficiary_cannot_be_changed(ctx, anna, answers, action):
    issuer_actions.remove_beneficiary(ctx, anna)
    with pytest.raises(NotAllowed):
        ACTIONS[action](ctx, anna, answers())


ACTIONS = {
    "change": lambda ctx, person, answers: issuer_actions.change_beneficiary(ctx, person, answers),
    "remove": lambda ctx, person, answers: issuer_actions.remove_beneficiary(ctx, person),
    "remember decision": lambda ctx, person, answers: issuer_actions.save_decision(ctx, person, "30220240000001", ""),
    "forget decision": lambda ctx, person, answers: issuer_actions.remove_decision(ctx, person, "30220250012345"),
    "remember account": lambda ctx, person, answers: issuer_actions.save_bank_details(ctx, person, "", "", ""),
    "add": lambda ctx, person, answers: issuer_actions.add_beneficiary(ctx, person.__parent__.__parent__, answers),
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("who", ["rival@be.example", "insured@be.example", "clerk@be.example"])
def test_only_the_issuer_s_members_change_a_beneficiary(desks, answers, who, action):
    with desks.acting("be", who) as ctx:
        company = issuer_of(ctx, MANAGER)
        anna = beneficiary_of(company, ANNA)
        before = dict(vars(anna)), listed(company), list(company.beneficiaries)
        with pytest.raises(NotAllowed):
            ACTIONS[action](ctx, anna, answers())
        assert (dict(vars(anna)), listed(company), list(company.beneficiaries)) == before


@pytest.mark.parametrize("action", ACTIONS)
def test_a_collaborator_may_do_all_a_manager_may(desks, answers, action):
    with desks.acting("be", "collaborator@be.example") as ctx:
        ACTIONS[action](ctx, beneficiary_of(issuer_of(ctx, MANAGER), ANNA), answers())


def test_an_insured_person_cannot_add_a_beneficiary(desks, answers):
    with desks.acting("be", "insured@be.example") as ctx:
        issuer = issuer_of(ctx, "insured@be.example")
        own = issuer.beneficiaries[issuer.self_id]
        issuer_actions.change_beneficiary(ctx, own, answers())
        assert issuer.display_name == "Émile Dupré"
        for action in ("add", "remove"):
            with pytest.raises(NotAllowed):
                ACTIONS[action](ctx, own, answers())
        assert list(issuer.beneficiaries) == [issuer.self_id]


def test_the_trail_names_the_fields_that_changed_and_not_what_is_in_them(ctx, anna, answers):
    issuer_actions.change_beneficiary(ctx, anna, answers(street="Bahnhofstrasse 12", postcode="3400", town="Burgdorf"))
    last = next(entry for entry in entries(ctx.portal) if entry.action == "beneficiary.changed")
    assert last.details == ("first_name", "last_name", "birth_date", "avs")


def test_a_former_member_may_do_nothing(desks, answers):
    with desks.acting("be") as operator:
        issuer_of(operator, MANAGER).members.pop(user_of(operator, "collaborator@be.example").id)
    with desks.acting("be", "collaborator@be.example") as ctx, pytest.raises(NotAllowed):
        issuer_actions.add_beneficiary(ctx, issuer_of(ctx, MANAGER), answers())


def test_a_beneficiary_of_a_company_has_no_title():
    assert Beneficiary.salutation == ""


def test_no_way_saves_more_than_fifty_decisions_of_a_person(ctx, anna):
    for number in range(60):
        issuer_actions.save_decision(ctx, anna, f"302{number:08}", "")
    assert len(anna.decisions) == 50
    last, _label = anna.decisions[-1]
    issuer_actions.save_decision(ctx, anna, last, "Physiothérapie")
    assert dict(anna.decisions)[last] == "Physiothérapie"
