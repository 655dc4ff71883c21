"""Registrations: what they store, twice, and with an address that is known already."""

from dataclasses import replace
from datetime import timedelta

import pytest

from guichet.holders.actions import register_company, register_insured, register_representative
from guichet.holders.models import Company, InsuredPerson
from guichet.holders.received import registrations_with
from guichet.identity.errands import KINDS
from guichet.identity.models import Errand
from guichet.identity.tidying import UNCONFIRMED_KEPT, tidy
from guichet.messages.actions import outbox_of
from guichet.office.actions import accept_registration, refuse_registration
from guichet.store.models import new_id
from guichet.testing.people import account_of
from guichet.values import avs
from guichet.web.pages import CONDITIONS


def waiting(act):
    return [row for _id, row in act.portal["waiting_companies"].page("waiting", size=99).rows]


def mails(act):
    return sorted(outbox_of(act.portal).values(), key=lambda message: message.created)


def run_errands(act):
    """What the worker does, a moment later."""
    errands = act.portal["errands"]
    for errand in sorted(errands.values(), key=lambda one: one.created):
        errands.remove(errand.id)
        if act.now - errand.created < timedelta(hours=1):
            KINDS[errand.kind](act, errand)


def received(act, answers, language="fr", later=timedelta(0)):
    account = register_company(replace(act, now=act.now + later), answers, language)
    run_errands(act)
    return account


def stored(act):
    """Ids of everything that a registration leaves."""
    return {*act.portal["accounts"], *act.portal["holders"]}


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
    received(operator, company_answers)
    assert operator.portal["accounts"].with_email(company_answers["email"]) is None
    (mail,) = mails(operator)
    assert (mail.recipient, mail.subject) == (company_answers["email"], "Votre inscription est arrivée")
    assert mail.link == ""


def test_a_company_is_written_to_in_its_language(operator, company_answers):
    received(operator, company_answers, "de")
    (mail,) = mails(operator)
    assert mail.language == "de"
    assert "inscription" not in mail.subject


@pytest.mark.parametrize("spelt", [str, str.upper])
def test_a_double_click_waits_once_and_is_told_so(operator, company_answers, spelt):
    received(operator, company_answers)
    before = stored(operator)
    again = company_answers | {"email": spelt(company_answers["email"]), "company_name": "Other words"}
    received(operator, again, later=timedelta(milliseconds=20))
    assert [row.name for row in waiting(operator)] == ["Aide Aare Sàrl"]
    told = {mail.subject for mail in mails(operator)}
    assert told == {"Votre inscription est arrivée", "Votre inscription est déjà arrivée"}
    assert stored(operator) == before
    assert operator.portal["companies"].count(f"gln:{company_answers['gln']}") == 1


def test_of_two_clicks_the_first_one_waits_whichever_the_worker_looks_at_first(operator, company_answers):
    first, second = (register_company(operator, company_answers, "fr") for _number in range(2))
    first.created -= timedelta(milliseconds=20)
    errands = {errand.subject: errand for errand in operator.portal["errands"].values()}
    for account in (second, first):
        KINDS["company-received"](operator, errands[account.id])
    assert first.id in operator.portal["accounts"]
    assert second.id not in operator.portal["accounts"]


@pytest.mark.parametrize("other", [{"gln": "7601001000018"}, {"phone": "+41795559999"}])
def test_another_company_or_phone_with_the_same_address_waits_beside_the_first(operator, company_answers, other):
    first = received(operator, company_answers)
    second = received(operator, company_answers | other)
    assert len(waiting(operator)) == 2
    assert {mail.subject for mail in mails(operator)} == {"Votre inscription est arrivée"}
    assert set(registrations_with(operator.portal, company_answers["email"].upper())) == {first, second}
    assert registrations_with(operator.portal, "somebody@else.example") == []


def test_a_company_that_was_refused_applies_again(operator, company_answers):
    refuse_registration(operator, received(operator, company_answers), "Ce GLN est celui d’une autre société.")
    received(operator, company_answers)
    assert [row.name for row in waiting(operator)] == ["Aide Aare Sàrl"]
    assert [mail.subject for mail in mails(operator)].count("Votre inscription est arrivée") == 2


@pytest.mark.parametrize("address", ["manager@be.example", "Manager@BE.example"])
def test_the_owner_of_a_known_address_is_told_and_nothing_waits(operator, company_answers, address):
    before, owner = stored(operator), account_of(operator, address)
    received(operator, company_answers | {"email": address})
    (mail,) = mails(operator)
    assert (mail.recipient, mail.subject) == (address, "Vous avez déjà un compte")
    assert waiting(operator) == []
    assert stored(operator) == before
    assert account_of(operator, address) is owner


def test_a_registration_that_the_office_was_faster_with_stays_as_it_is(operator, company_answers):
    account = register_company(operator, company_answers, "fr")
    accept_registration(operator, account)
    before = mails(operator)
    run_errands(operator)
    assert account.state == "accepted"
    assert mails(operator) == before


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
    assert dict(holder.members) == {account.id: "owner"}
    (own,) = holder.beneficiaries.values()
    assert holder.self_id == own.id
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
    run_errands(operator)
    assert account.id != known.id
    assert account.home != known.home
    assert account_of(operator, "manager@be.example") is known


def represented(answers):
    """The same form as a mother fills it in for her child."""
    child = {"first_name": "Émile", "last_name": "Meier"}
    return answers | {"representation": "parent", "represented": answers | child}


def test_a_legal_representative_works_for_the_person_they_represent(operator, insured_answers):
    account = register_representative(operator, represented(insured_answers), "fr")
    holder = operator.portal["holders"][account.home[1]]
    assert (account.name, account.state) == ("Chloé Meier", "unconfirmed")
    assert isinstance(holder, InsuredPerson)
    assert holder.representation == "parent"
    assert dict(holder.members) == {account.id: "representative"}
    assert holder.display_name == "Émile Meier"
    assert [person.name for person in holder.beneficiaries.values()] == ["Émile Meier"]


def test_a_representative_may_do_what_an_insured_person_may(operator, insured_answers):
    own = register_insured(operator, insured_answers, "fr")
    other = register_representative(operator, represented(insured_answers), "fr")
    allowed = [operator.portal["holders"][account.home[1]].__acl__()[0][2] for account in (own, other)]
    assert allowed[0] == allowed[1] == ("view", "file")


def test_whoever_acts_for_themselves_represents_nobody(operator, insured_answers):
    account = register_insured(operator, insured_answers, "fr")
    assert operator.portal["holders"][account.home[1]].representation == ""


def test_the_version_of_the_conditions_is_kept_with_the_account(operator, company_answers, insured_answers):
    accounts = [
        register_company(operator, company_answers, "fr"),
        register_insured(operator, insured_answers, "fr"),
        register_representative(operator, represented(insured_answers), "fr"),
    ]
    assert [account.conditions for account in accounts] == [CONDITIONS] * 3


def test_a_registration_nobody_confirms_is_forgotten_with_the_person_represented(operator, insured_answers):
    account = register_representative(operator, represented(insured_answers), "fr")
    account.created -= UNCONFIRMED_KEPT + timedelta(seconds=1)
    holder_id = account.home[1]
    tidy(operator.portal, operator.now)
    assert account.id not in operator.portal["accounts"]
    assert holder_id not in operator.portal["holders"]


def test_an_errand_about_a_registration_that_is_gone_does_nothing(operator, company_answers):
    account = received(operator, company_answers)
    KINDS["company-received"](operator, Errand("company-received", new_id(), "fr", operator.now))
    assert (len(mails(operator)), account.state) == (1, "waiting")
