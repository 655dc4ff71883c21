"""Registrations: what they store, twice, and with an address that is known already."""

import pytest

from guichet.holders.actions import register_company, register_insured
from guichet.holders.models import Company, InsuredPerson
from guichet.holders.rows import WaitingCompany
from guichet.messages.actions import outbox_of
from guichet.testing.people import account_of
from guichet.values import avs


def waiting(act):
    return [WaitingCompany(*row) for _key, row in act.portal["waiting_companies"].scan("waiting")]


def mails(act):
    return sorted(outbox_of(act.portal).values(), key=lambda message: message.created)


def test_a_company_waits_for_the_office_with_its_first_person_as_manager(operator, company_answers):
    register_company(operator, company_answers, "de")
    (row,) = waiting(operator)
    assert row[:4] == ("Aide Aare Sàrl", "7601001000001", "Chloé Meier", "Berne")
    assert (row.registered, row.email) == (operator.now, "chloe@aide-aare.example")
    company = operator.portal["holders"][row.holder_id]
    ((account_id, role),) = company.members.items()
    account = operator.portal["accounts"][account_id]
    assert isinstance(company, Company)
    assert role == "manager"
    assert (account.state, account.language, account.home) == ("waiting", "de", ("holders", row.holder_id))
    assert (company.display_name, company.street, company.postcode) == ("Aide Aare Sàrl", "Aareweg 4", "3005")


def test_a_company_that_waits_cannot_sign_in_and_is_told_what_happens(operator, company_answers):
    register_company(operator, company_answers, "fr")
    assert operator.portal["accounts"].with_email(company_answers["email"]) is None
    (mail,) = mails(operator)
    assert (mail.recipient, mail.subject) == (company_answers["email"], "Votre inscription est arrivée")
    assert mail.link == ""


def test_a_company_is_written_to_in_its_language(operator, company_answers):
    register_company(operator, company_answers, "de")
    (mail,) = mails(operator)
    assert mail.language == "de"
    assert "inscription" not in mail.subject


@pytest.mark.parametrize("spelt", [str, str.upper])
def test_a_company_that_registers_twice_waits_once(operator, company_answers, spelt):
    register_company(operator, company_answers, "fr")
    again = company_answers | {"email": spelt(company_answers["email"]), "company_name": "Another name"}
    register_company(operator, again, "fr")
    assert [row.name for row in waiting(operator)] == ["Aide Aare Sàrl"]
    assert len(mails(operator)) == 1


def test_the_second_registration_leaves_no_holder_behind(operator, company_answers):
    register_company(operator, company_answers, "fr")
    holders = list(operator.portal["holders"])
    register_company(operator, company_answers, "fr")
    assert list(operator.portal["holders"]) == holders


@pytest.mark.parametrize("address", ["manager@be.example", "Manager@BE.example"])
def test_the_owner_of_a_known_address_is_told_and_nothing_waits(operator, company_answers, address):
    holders = list(operator.portal["holders"])
    before = account_of(operator, address)
    register_company(operator, company_answers | {"email": address}, "fr")
    (mail,) = mails(operator)
    assert (mail.recipient, mail.subject) == (address, "Vous avez déjà un compte")
    assert waiting(operator) == []
    assert list(operator.portal["holders"]) == holders
    assert account_of(operator, address) is before


def test_the_companies_wait_in_the_order_they_came(desks, clock, company_answers):
    for number in range(3):
        with desks.acting("be") as act:
            register_company(act, company_answers | {"email": f"p{number}@aide.example"}, "fr")
        clock.forward(minutes=1)
    with desks.looking("be") as act:
        assert [row.email for row in waiting(act)] == [f"p{number}@aide.example" for number in range(3)]


def test_an_insured_person_is_their_own_first_beneficiary(operator, insured_answers):
    account = register_insured(operator, insured_answers, "fr")
    holder = operator.portal["holders"][account.home[1]]
    assert isinstance(holder, InsuredPerson)
    assert dict(holder.members) == {account.__name__: "owner"}
    (own,) = holder.beneficiaries.values()
    assert holder.self_id == own.__name__
    assert (own.name, own.avs, own.salutation) == ("Chloé Meier", "7569217076985", "f")
    assert avs.parse(own.avs) == own.avs
    assert holder.display_name == "Chloé Meier"
    assert holder.beneficiaries.directory.count("all") == 1


def test_an_insured_person_proves_phone_and_address_before_anything_is_written_to_them(operator, insured_answers):
    account = register_insured(operator, insured_answers, "fr")
    assert (account.state, account.phone_proven) == ("unconfirmed", False)
    assert operator.portal["accounts"].with_email(account.email) is None
    assert mails(operator) == []


def test_registering_with_another_s_address_gives_no_access_to_their_data(operator, insured_answers):
    known = account_of(operator, "manager@be.example")
    account = register_insured(operator, insured_answers | {"email": "manager@be.example"}, "fr")
    assert account.__name__ != known.__name__
    assert account.home != known.home
    assert account_of(operator, "manager@be.example") is known
