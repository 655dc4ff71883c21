"""Letting companies in, once; refusing them with a reason; forgetting those refused long ago."""

from datetime import timedelta

import pytest

from guichet.action_context import NotAllowed
from guichet.office import actions
from guichet.office.lists import ACCEPTED, REFUSED, refused_before
from guichet.office.models import Reason, ReasonText
from guichet.office.registration_retention import remove_refused, unlist_activated
from guichet.office.rows import DECIDED, DecidedCompany

WHY = "Le GLN est celui d’une autre société."
REASON = Reason([ReasonText("fr", "Déjà inscrite", "Vous êtes inscrits."), ReasonText("de", "Schon da", "Schon da!")])


def decided(house, user):
    return DecidedCompany(*house.portal[DECIDED].row(user.id))


# Accepting


def test_an_accepted_company_gets_the_link_that_opens_its_desk(house):
    user = house.waiting_company()
    assert actions.accept_registration(house.at_the_office, user) == "accepted"
    assert user.state == "accepted"
    assert house.portal["waiting_companies"].count("waiting") == 0
    mail = house.mails()[-1]
    assert mail.recipient == "anna@atelier.example"
    assert mail.link.startswith("https://guichet.be.example/welcome?link=")


def test_a_second_click_says_so_and_mails_nothing(house):
    user = house.waiting_company()
    actions.accept_registration(house.at_the_office, user)
    assert actions.accept_registration(house.at_the_office, user) == "already-accepted"
    assert actions.refuse_registration(house.at_the_office, user, "Non") == "already-accepted"
    assert user.state == "accepted"
    assert len(house.mails()) == 1


def test_of_two_registrations_with_one_address_the_second_cannot_be_accepted_once_the_first_has_come(house):
    first, second = house.waiting_company(), house.waiting_company()
    actions.accept_registration(house.at_the_office, first)
    house.portal["users"].activate_user(first)
    assert actions.accept_registration(house.at_the_office, second) == "address-taken"
    assert second.state == "waiting"
    assert house.portal["waiting_companies"].count("waiting") == 1
    assert actions.refuse_registration(house.at_the_office, second, "Inscrite deux fois.") == "refused"


def test_the_welcome_mail_can_be_sent_again_until_the_person_has_come(house):
    user = house.waiting_company()
    assert not actions.resend_welcome(house.at_the_office, user)
    actions.accept_registration(house.at_the_office, user)
    assert actions.resend_welcome(house.at_the_office, user)
    first, second = (mail.link for mail in house.mails())
    assert first != second
    house.portal["users"].activate_user(user)
    assert not actions.resend_welcome(house.at_the_office, user)
    assert len(house.mails()) == 2


# Refusing


def test_a_refused_company_is_told_why_and_cannot_sign_in(house):
    user = house.waiting_company()
    assert actions.refuse_registration(house.at_the_office, user, WHY) == "refused"
    assert user.state == "refused"
    assert house.portal["users"].with_email("anna@atelier.example") is None
    assert house.portal["waiting_companies"].count("waiting") == 0
    assert WHY in house.mails()[-1].text


@pytest.mark.parametrize(("language", "text"), [("fr", "Vous êtes inscrits."), ("de", "Schon da!"), ("it", "inscrits")])
def test_the_mail_carries_the_reason_in_the_language_of_the_account_and_then_the_words(house, language, text):
    user = house.waiting_company()
    user.language = language
    actions.refuse_registration(house.at_the_office, user, WHY, REASON)
    said = house.mails()[-1].text
    assert said.index(text) < said.index(WHY)


def test_a_refused_company_is_told_that_it_may_apply_again_and_where(house):
    user = house.waiting_company()
    actions.refuse_registration(house.at_the_office, user, "", REASON)
    mail = house.mails()[-1]
    assert "vous pouvez inscrire votre société à nouveau" in mail.text
    assert mail.link == "https://guichet.be.example/register-company"


def test_a_refusal_is_not_undone_by_a_late_click(house):
    user = house.waiting_company()
    actions.refuse_registration(house.at_the_office, user, "Non")
    assert actions.accept_registration(house.at_the_office, user) == "already-refused"
    assert user.state == "refused"


def test_a_company_cannot_let_itself_in(house):
    user = house.waiting_company()
    with pytest.raises(NotAllowed):
        actions.accept_registration(house.ctx(user), user)
    with pytest.raises(NotAllowed):
        actions.refuse_registration(house.ctx(house.sender), user, "Non")
    with pytest.raises(NotAllowed):
        actions.resend_welcome(house.ctx(user), user)
    assert user.state == "waiting"


# What is kept of it


def test_a_refusal_is_found_by_its_gln_with_the_reason_as_it_stood_then(house):
    user = house.waiting_company()
    actions.refuse_registration(house.at_the_office, user, WHY, REASON)
    ((name, row),) = refused_before(house.portal, "7601001000000")
    assert name == user.id
    assert (row.name, row.person, row.words) == ("Atelier Sud", "Anna Rossi", WHY)
    assert row.reason[0] == ("fr", "Déjà inscrite", "Vous êtes inscrits.")
    assert list(refused_before(house.portal, "7601001000001")) == []


def test_a_refused_registration_is_kept_ninety_days_and_then_deleted_with_all_of_it(house):
    user = house.waiting_company()
    actions.refuse_registration(house.at_the_office, user, WHY)
    decided_at = house.at_the_office.now
    assert remove_refused(house.desk, house.portal, decided_at) == 0
    assert remove_refused(house.desk, house.portal, decided_at + timedelta(days=90)) == 0
    assert decided(house, user).words == WHY
    assert remove_refused(house.desk, house.portal, decided_at + timedelta(days=91)) == 1
    assert user.id not in house.portal["users"]
    assert user.home[1] not in house.portal["issuers"]
    assert house.portal["companies"].count("gln:7601001000000") == 0
    assert house.portal[DECIDED].count(REFUSED) == 0
    assert house.company.id in house.portal["issuers"], "nobody else is touched"


def test_an_accepted_company_is_listed_until_its_person_has_come(house):
    user = house.waiting_company()
    actions.accept_registration(house.at_the_office, user)
    assert unlist_activated(house.portal, house.now) == 0
    assert house.portal[DECIDED].count(ACCEPTED) == 1
    house.portal["users"].activate_user(user)
    assert unlist_activated(house.portal, house.now) == 1
    assert house.portal[DECIDED].count(ACCEPTED) == 0
    assert user.state == "active"
