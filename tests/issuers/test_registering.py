"""Registrations: what they store, twice, and with an address that is known already."""

from dataclasses import replace
from datetime import timedelta

import pytest

from guichet.issuers.issuer_actions import register_company, register_insured, register_representative
from guichet.issuers.models import Company, InsuredPerson
from guichet.issuers.registration_received import COMPANY_RECEIVED, registrations_with
from guichet.messages.enqueue import outbox_of
from guichet.office.registrations.registration_actions import accept_registration, refuse_registration
from guichet.store.models import new_id
from guichet.testing.people import user_of
from guichet.users.models import Task
from guichet.users.registration import ACTIVATION
from guichet.users.user_retention import UNCONFIRMED_RETENTION, apply_to_user
from guichet.values import avs
from guichet.web.pages import CONDITIONS

KINDS = {kind.name: kind for kind in (ACTIVATION, COMPANY_RECEIVED)}


def waiting(ctx):
    return [row for _id, row in ctx.portal["waiting_companies"].page("waiting", size=99).rows]


def mails(ctx):
    return sorted(outbox_of(ctx.portal).values(), key=lambda message: message.created)


def run_errands(ctx):
    """What the worker does, a moment later."""
    errands = ctx.portal["tasks"]
    for task in sorted(errands.values(), key=lambda one: one.created):
        errands.remove(task.id)
        if ctx.now - task.created < timedelta(hours=1):
            KINDS[task.kind].run(ctx, task)


def received(ctx, answers, language="fr", later=timedelta(0)):
    user = register_company(replace(ctx, now=ctx.now + later), answers, language)
    run_errands(ctx)
    return user


def stored(ctx):
    """Ids of everything that a registration leaves a week later, when what was set aside is deleted."""
    later = ctx.now + UNCONFIRMED_RETENTION + timedelta(days=1)
    for user in [one for one in ctx.portal["users"].values() if one.state == "aside"]:
        apply_to_user(user, later)
    return {*ctx.portal["users"], *ctx.portal["issuers"]}


def test_a_company_waits_for_the_office_with_its_first_person_as_manager(operator, company_answers):
    register_company(operator, company_answers, "de")
    (row,) = waiting(operator)
    assert row[:4] == ("Aide Aare Sàrl", "7601001000001", "Chloé Meier", "Berne")
    assert (row.registered, row.email) == (operator.now, "chloe@aide-aare.example")
    company = operator.portal["issuers"][row.issuer_id]
    ((user_id, role),) = company.members.items()
    user = operator.portal["users"][user_id]
    assert isinstance(company, Company)
    assert role == "manager"
    assert (user.state, user.language, user.issuer_id) == ("waiting", "de", row.issuer_id)
    assert (company.display_name, company.street, company.postcode) == ("Aide Aare Sàrl", "Aareweg 4", "3005")


def test_a_waiting_company_cannot_sign_in_and_reads_what_happens_next(operator, company_answers):
    received(operator, company_answers)
    assert operator.portal["users"].with_email(company_answers["email"]) is None
    (mail,) = mails(operator)
    assert (mail.recipient, mail.subject) == (company_answers["email"], "Votre inscription est arrivée")
    assert mail.link == ""


def test_a_company_is_written_to_in_its_language(operator, company_answers):
    received(operator, company_answers, "de")
    (mail,) = mails(operator)
    assert mail.language == "de"
    assert "inscription" not in mail.subject


@pytest.mark.parametrize("spelt", [str, str.upper])
def test_a_double_click_stores_one_registration_and_mails_so(operator, company_answers, spelt):
    received(operator, company_answers)
    before = stored(operator)
    again = company_answers | {"email": spelt(company_answers["email"]), "company_name": "Other words"}
    received(operator, again, later=timedelta(milliseconds=20))
    assert [row.name for row in waiting(operator)] == ["Aide Aare Sàrl"]
    subjects = {mail.subject for mail in mails(operator)}
    assert subjects == {"Votre inscription est arrivée", "Votre inscription est déjà arrivée"}
    assert stored(operator) == before
    assert operator.portal["companies"].count(f"gln:{company_answers['gln']}") == 1


def test_first_of_two_registrations_waits_whichever_the_worker_takes_first(operator, company_answers):
    first, second = (register_company(operator, company_answers, "fr") for _number in range(2))
    first.created -= timedelta(milliseconds=20)
    errands = {task.subject: task for task in operator.portal["tasks"].values()}
    for user in (second, first):
        COMPANY_RECEIVED.run(operator, errands[user.id])
    assert first.id in operator.portal["users"]
    assert (first.state, second.state) == ("waiting", "aside")


@pytest.mark.parametrize("other", [{"gln": "7601001000018"}, {"phone": "+41795559999"}])
def test_other_company_or_phone_with_same_address_waits_beside_the_first(operator, company_answers, other):
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
def test_owner_of_a_known_address_is_warned_and_nothing_waits(operator, company_answers, address):
    before, owner = stored(operator), user_of(operator, address)
    received(operator, company_answers | {"email": address})
    (mail,) = mails(operator)
    assert (mail.recipient, mail.subject) == (address, "Vous avez déjà un compte")
    assert waiting(operator) == []
    assert stored(operator) == before
    assert user_of(operator, address) is owner


def test_a_registration_that_the_office_was_faster_with_stays_as_it_is(operator, company_answers):
    user = register_company(operator, company_answers, "fr")
    accept_registration(operator, user)
    before = mails(operator)
    run_errands(operator)
    assert user.state == "accepted"
    assert mails(operator) == before


def test_the_companies_wait_in_the_order_they_came(desks, clock, company_answers):
    for number in range(3):
        with desks.acting("be") as ctx:
            register_company(ctx, company_answers | {"email": f"p{number}@aide.example"}, "fr")
        clock.forward(minutes=1)
    with desks.looking("be") as ctx:
        assert [row.email for row in waiting(ctx)] == [f"p{number}@aide.example" for number in range(3)]


def test_an_insured_person_is_their_own_first_beneficiary(operator, insured_answers):
    user = register_insured(operator, insured_answers, "fr")
    issuer = operator.portal["issuers"][user.issuer_id]
    assert isinstance(issuer, InsuredPerson)
    assert dict(issuer.members) == {user.id: "owner"}
    (own,) = issuer.beneficiaries.values()
    assert issuer.self_id == own.id
    assert (own.name, own.avs, own.salutation) == ("Chloé Meier", "7569217076985", "f")
    assert avs.parse(own.avs) == own.avs
    assert issuer.display_name == "Chloé Meier"
    assert issuer.beneficiaries.directory.count("all") == 1


def test_insured_person_proves_phone_and_address_before_any_mail(operator, insured_answers):
    user = register_insured(operator, insured_answers, "fr")
    assert (user.state, user.phone_proven) == ("unconfirmed", False)
    assert operator.portal["users"].with_email(user.email) is None
    assert mails(operator) == []


def test_registering_with_another_s_address_gives_no_access_to_their_data(operator, insured_answers):
    known = user_of(operator, "manager@be.example")
    user = register_insured(operator, insured_answers | {"email": "manager@be.example"}, "fr")
    run_errands(operator)
    assert user.id != known.id
    assert user.issuer_id != known.issuer_id
    assert user_of(operator, "manager@be.example") is known


def represented(answers):
    """The same form as a mother fills it in for her child."""
    child = {"first_name": "Émile", "last_name": "Meier"}
    return answers | {"representation": "parent", "represented": answers | child}


def test_a_legal_representative_works_for_the_person_they_represent(operator, insured_answers):
    user = register_representative(operator, represented(insured_answers), "fr")
    issuer = operator.portal["issuers"][user.issuer_id]
    assert (user.name, user.state) == ("Chloé Meier", "unconfirmed")
    assert isinstance(issuer, InsuredPerson)
    assert issuer.representation == "parent"
    assert dict(issuer.members) == {user.id: "representative"}
    assert issuer.display_name == "Émile Meier"
    assert [person.name for person in issuer.beneficiaries.values()] == ["Émile Meier"]


def test_a_representative_may_do_what_an_insured_person_may(operator, insured_answers):
    own = register_insured(operator, insured_answers, "fr")
    other = register_representative(operator, represented(insured_answers), "fr")
    allowed = [operator.portal["issuers"][user.issuer_id].__acl__()[0][2] for user in (own, other)]
    assert allowed[0] == allowed[1] == ("view", "file")


def test_an_insured_person_without_representative_has_no_representation(operator, insured_answers):
    user = register_insured(operator, insured_answers, "fr")
    assert operator.portal["issuers"][user.issuer_id].representation == ""


def test_the_version_of_the_conditions_is_kept_with_the_account(operator, company_answers, insured_answers):
    users = [
        register_company(operator, company_answers, "fr"),
        register_insured(operator, insured_answers, "fr"),
        register_representative(operator, represented(insured_answers), "fr"),
    ]
    assert [user.conditions for user in users] == [CONDITIONS] * 3


def test_unconfirmed_registration_is_deleted_with_the_person_represented(operator, insured_answers):
    user = register_representative(operator, represented(insured_answers), "fr")
    user.created -= UNCONFIRMED_RETENTION + timedelta(seconds=1)
    issuer_id = user.issuer_id
    apply_to_user(user, operator.now)
    assert user.id not in operator.portal["users"]
    assert issuer_id not in operator.portal["issuers"]


def test_a_task_about_a_registration_that_is_gone_does_nothing(operator, company_answers):
    user = received(operator, company_answers)
    COMPANY_RECEIVED.run(operator, Task("company-received", new_id(), operator.now))
    assert (len(mails(operator)), user.state) == (1, "waiting")
