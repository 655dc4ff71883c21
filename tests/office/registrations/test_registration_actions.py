"""Accepting and refusing registrations of companies, and their retention."""

from datetime import timedelta

import pytest

from guichet.action_context import NotAllowed
from guichet.office.reasons.models import Reason, ReasonText
from guichet.office.registrations import registration_actions
from guichet.office.registrations.decided_registrations import (
    ACCEPTED,
    DECIDED,
    REFUSED,
    DecidedCompany,
    refused_before,
)
from guichet.office.registrations.registration_retention import remove_refused, unlist_activated
from guichet.testing.outbox import full_link

WHY = "Le GLN est celui d’une autre société."
REASON = Reason([ReasonText("fr", "Déjà inscrite", "Vous êtes inscrits."), ReasonText("de", "Schon da", "Schon da!")])


def decided(scenario, user):
    return DecidedCompany(*scenario.portal[DECIDED].row(user.id))


# Accepting


def test_an_accepted_company_gets_the_link_that_opens_its_desk(scenario):
    user = scenario.waiting_company()
    assert registration_actions.accept_registration(scenario.office_ctx, user) == "accepted"
    assert user.state == "accepted"
    assert scenario.portal["waiting_companies"].count("waiting") == 0
    mail = scenario.mails()[-1]
    assert mail.recipient == "anna@atelier.example"
    assert mail.link.startswith("https://guichet.be.example/welcome?link=")


def test_a_second_decision_says_so_and_mails_nothing(scenario):
    user = scenario.waiting_company()
    registration_actions.accept_registration(scenario.office_ctx, user)
    assert registration_actions.accept_registration(scenario.office_ctx, user) == "already-accepted"
    assert registration_actions.refuse_registration(scenario.office_ctx, user, "Non") == "already-accepted"
    assert user.state == "accepted"
    assert len(scenario.mails()) == 1


def test_a_registration_whose_address_became_active_cannot_be_accepted(scenario):
    first, second = scenario.waiting_company(), scenario.waiting_company()
    registration_actions.accept_registration(scenario.office_ctx, first)
    scenario.portal["users"].activate_user(first)
    assert registration_actions.accept_registration(scenario.office_ctx, second) == "address-taken"
    assert second.state == "waiting"
    assert scenario.portal["waiting_companies"].count("waiting") == 1
    assert registration_actions.refuse_registration(scenario.office_ctx, second, "Inscrite deux fois.") == "refused"


def test_the_welcome_mail_can_be_resent_until_the_access_is_activated(scenario):
    user = scenario.waiting_company()
    assert not registration_actions.resend_welcome(scenario.office_ctx, user)
    registration_actions.accept_registration(scenario.office_ctx, user)
    assert registration_actions.resend_welcome(scenario.office_ctx, user)
    first, second = (full_link(scenario.office_ctx.desk, mail) for mail in scenario.mails())
    assert first != second
    scenario.portal["users"].activate_user(user)
    assert not registration_actions.resend_welcome(scenario.office_ctx, user)
    assert len(scenario.mails()) == 2


# Refusing


def test_a_refused_company_gets_the_comment_and_cannot_sign_in(scenario):
    user = scenario.waiting_company()
    assert registration_actions.refuse_registration(scenario.office_ctx, user, WHY) == "refused"
    assert user.state == "refused"
    assert scenario.portal["users"].with_email("anna@atelier.example") is None
    assert scenario.portal["waiting_companies"].count("waiting") == 0
    assert WHY in scenario.mails()[-1].text


@pytest.mark.parametrize(("language", "text"), [("fr", "Vous êtes inscrits."), ("de", "Schon da!"), ("it", "inscrits")])
def test_the_mail_has_the_reason_in_the_language_of_the_user_then_comment(scenario, language, text):
    user = scenario.waiting_company()
    user.language = language
    registration_actions.refuse_registration(scenario.office_ctx, user, WHY, REASON)
    text_sent = scenario.mails()[-1].text
    assert text_sent.index(text) < text_sent.index(WHY)


def test_the_mail_of_a_refusal_links_to_a_new_registration(scenario):
    user = scenario.waiting_company()
    registration_actions.refuse_registration(scenario.office_ctx, user, "", REASON)
    mail = scenario.mails()[-1]
    assert "vous pouvez inscrire votre société à nouveau" in mail.text
    assert mail.link == "https://guichet.be.example/register-company?link=~secret~"


def test_a_refused_registration_cannot_be_accepted_afterwards(scenario):
    user = scenario.waiting_company()
    registration_actions.refuse_registration(scenario.office_ctx, user, "Non")
    assert registration_actions.accept_registration(scenario.office_ctx, user) == "already-refused"
    assert user.state == "refused"


def test_a_company_cannot_decide_its_own_registration(scenario):
    user = scenario.waiting_company()
    with pytest.raises(NotAllowed):
        registration_actions.accept_registration(scenario.ctx(user), user)
    with pytest.raises(NotAllowed):
        registration_actions.refuse_registration(scenario.ctx(scenario.sender), user, "Non")
    with pytest.raises(NotAllowed):
        registration_actions.resend_welcome(scenario.ctx(user), user)
    assert user.state == "waiting"


# Retention


def test_a_refusal_is_found_by_its_gln_with_the_reason_of_that_time(scenario):
    user = scenario.waiting_company()
    registration_actions.refuse_registration(scenario.office_ctx, user, WHY, REASON)
    ((name, row),) = refused_before(scenario.portal, "7601001000000")
    assert name == user.id
    assert (row.name, row.person, row.comment) == ("Atelier Sud", "Anna Rossi", WHY)
    assert row.reason[0] == ("fr", "Déjà inscrite", "Vous êtes inscrits.")
    assert list(refused_before(scenario.portal, "7601001000001")) == []


def test_a_refused_registration_is_deleted_completely_after_90_days(scenario):
    user = scenario.waiting_company()
    registration_actions.refuse_registration(scenario.office_ctx, user, WHY)
    decided_at = scenario.office_ctx.now
    assert remove_refused(scenario.desk, scenario.portal, decided_at) == 0
    assert remove_refused(scenario.desk, scenario.portal, decided_at + timedelta(days=90)) == 0
    assert decided(scenario, user).comment == WHY
    assert remove_refused(scenario.desk, scenario.portal, decided_at + timedelta(days=91)) == 1
    assert user.id not in scenario.portal["users"]
    assert user.issuer_id not in scenario.portal["issuers"]
    assert scenario.portal["companies"].count("gln:7601001000000") == 0
    assert scenario.portal[DECIDED].count(REFUSED) == 0
    assert scenario.company.id in scenario.portal["issuers"], "other companies stay"


def test_an_accepted_company_is_listed_until_its_access_is_activated(scenario):
    user = scenario.waiting_company()
    registration_actions.accept_registration(scenario.office_ctx, user)
    unlist_activated(scenario.portal, scenario.now, ())
    assert scenario.portal[DECIDED].count(ACCEPTED) == 1
    scenario.portal["users"].activate_user(user)
    unlist_activated(scenario.portal, scenario.now, ())
    assert scenario.portal[DECIDED].count(ACCEPTED) == 0
    assert user.state == "active"
