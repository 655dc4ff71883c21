"""Letting companies in, once."""

import pytest

from guichet.act import NotAllowed
from guichet.office import actions


def test_an_accepted_company_can_sign_in_and_gets_the_link_that_opens_its_desk(house):
    account = house.waiting_company()
    assert actions.accept_registration(house.at_the_office, account) == "accepted"
    assert house.portal["accounts"].with_email("anna@atelier.example") is account
    assert house.portal["waiting_companies"].count("waiting") == 0
    mail = house.mails()[-1]
    assert mail.recipient == "anna@atelier.example"
    assert mail.link == f"https://guichet.be.example/holders/{account.home[1]}/"
    assert "Atelier Sud" in mail.text


def test_a_refused_company_is_told_why_and_cannot_sign_in(house):
    account = house.waiting_company()
    reason = "Le GLN est celui d’une autre société."
    assert actions.refuse_registration(house.at_the_office, account, reason) == "refused"
    assert account.state == "refused"
    assert house.portal["accounts"].with_email("anna@atelier.example") is None
    assert house.portal["waiting_companies"].count("waiting") == 0
    assert reason in house.mails()[-1].text


def test_a_second_click_says_so_and_mails_nothing(house):
    account = house.waiting_company()
    actions.accept_registration(house.at_the_office, account)
    assert actions.accept_registration(house.at_the_office, account) == "already-accepted"
    assert actions.refuse_registration(house.at_the_office, account, "Non") == "already-accepted"
    assert account.state == "active"
    assert len(house.mails()) == 1


def test_a_refusal_is_not_undone_by_a_late_click(house):
    account = house.waiting_company()
    actions.refuse_registration(house.at_the_office, account, "Non")
    assert actions.accept_registration(house.at_the_office, account) == "already-refused"
    assert account.state == "refused"


def test_of_two_registrations_with_one_address_the_second_cannot_be_accepted(house):
    first, second = house.waiting_company(), house.waiting_company()
    actions.accept_registration(house.at_the_office, first)
    assert actions.accept_registration(house.at_the_office, second) == "address-taken"
    assert second.state == "waiting"
    assert house.portal["waiting_companies"].count("waiting") == 1
    assert actions.refuse_registration(house.at_the_office, second, "Inscrite deux fois.") == "refused"


def test_a_company_cannot_let_itself_in(house):
    account = house.waiting_company()
    with pytest.raises(NotAllowed):
        actions.accept_registration(house.act(account), account)
    with pytest.raises(NotAllowed):
        actions.refuse_registration(house.act(house.sender), account, "Non")
    assert account.state == "waiting"
