"""Registrations: what they store, twice, and with an address that is known already."""

from datetime import timedelta

import pytest

from guichet.issuers.company_confirmation import confirm_company
from guichet.issuers.issuer_actions import register_company, register_insured, register_representative
from guichet.issuers.models import Company, InsuredPerson
from guichet.messages.enqueue import outbox_of
from guichet.messages.undelivered import note_outcome, undelivered_count
from guichet.office.registrations.registration_actions import accept_registration, refuse_registration
from guichet.store.models import new_id
from guichet.testing.outbox import full_link
from guichet.testing.people import user_of
from guichet.users.journal import notes
from guichet.users.links import LinkError
from guichet.users.models import Task
from guichet.users.registration import ACTIVATION
from guichet.users.user_retention import UNCONFIRMED_RETENTION, apply_to_user
from guichet.values import avs
from guichet.web.pages import CONDITIONS


def waiting(ctx):
    return [row for _id, row in ctx.portal["waiting_companies"].page("waiting", size=99).rows]


def mails(ctx):
    return sorted(outbox_of(ctx.portal).values(), key=lambda message: message.created)


def run_tasks(ctx):
    """What the worker does, a moment later."""
    tasks = ctx.portal["tasks"]
    for task in sorted(tasks.values(), key=lambda one: one.created):
        tasks.remove(task.id)
        ACTIVATION.run(ctx, task)


def mailed(ctx, answers, language="fr"):
    """A registration, and the secret of the link that was mailed to its address; without a link an empty text."""
    before = mails(ctx)
    user = register_company(ctx, answers, language)
    run_tasks(ctx)
    (mail,) = (one for one in mails(ctx) if one not in before)
    return user, full_link(ctx.desk, mail).partition("link=")[2]


def confirmed(ctx, answers, language="fr"):
    """A registration whose address is proven by the link."""
    user, secret = mailed(ctx, answers, language)
    confirm_company(ctx, secret)
    return user


def stored(ctx):
    return {*ctx.portal["users"], *ctx.portal["issuers"]}


def seen_by_the_office(ctx):
    """Everything that lists or counts registrations of companies."""
    lists = ctx.portal["waiting_companies"], ctx.portal["companies"], ctx.portal["decided_registrations"]
    return [{facet: one.count(facet) for facet in one.facets("")} for one in lists]


def test_office_sees_a_company_in_no_list_before_its_address_is_proven(operator, company_answers):
    before = seen_by_the_office(operator)
    user, secret = mailed(operator, company_answers)
    assert (user.state, seen_by_the_office(operator)) == ("unconfirmed-company", before)
    confirm_company(operator, secret)
    assert (user.state, operator.portal["waiting_companies"].count("waiting")) == ("waiting", 1)
    assert operator.portal["companies"].count(f"gln:{company_answers['gln']}") == 1


def test_office_cannot_decide_on_a_company_whose_address_is_not_proven(operator, company_answers):
    user, _secret = mailed(operator, company_answers)
    before = len(mails(operator))
    accept_registration(operator, user)
    refuse_registration(operator, user, "Ce GLN est celui d’une autre société.")
    assert (user.state, len(mails(operator))) == ("unconfirmed-company", before)


def test_a_company_waits_for_the_office_with_its_first_person_as_manager(operator, company_answers):
    confirmed(operator, company_answers, "de")
    (row,) = waiting(operator)
    assert row[:4] == ("Aide Aare Sàrl", "7601001000001", "Chloé Meier", "Berne")
    assert (row.received, row.email) == (operator.now, "chloe@aide-aare.example")
    company = operator.portal["issuers"][row.issuer_id]
    ((user_id, role),) = company.members.items()
    user = operator.portal["users"][user_id]
    assert isinstance(company, Company)
    assert role == "manager"
    assert (user.state, user.language, user.issuer_id) == ("waiting", "de", row.issuer_id)
    assert (company.display_name, company.street, company.postcode) == ("Aide Aare Sàrl", "Aareweg 4", "3005")
    assert company.received == operator.now


def test_a_company_is_mailed_what_comes_next_after_each_step(operator, company_answers):
    confirmed(operator, company_answers)
    assert operator.portal["users"].with_email(company_answers["email"]) is None
    # Both are of one moment.
    asked, arrived = sorted(mails(operator), key=lambda mail: mail.subject)
    assert asked.subject == "Confirmez l’inscription de votre société"
    assert "L’office reçoit votre inscription dès que vous l’avez confirmée" in asked.text
    assert arrived.subject == "Votre inscription est arrivée"
    assert arrived.link == ""
    assert {asked.recipient, arrived.recipient} == {company_answers["email"]}
    # The journal says so too, since its owner reads it.
    assert "email_proven" in [line.event for line in notes(operator.portal["users"].pending_with(asked.recipient)[0])]


def test_a_company_is_written_to_in_its_language(operator, company_answers):
    confirmed(operator, company_answers, "de")
    assert {mail.language for mail in mails(operator)} == {"de"}
    assert not any("inscription" in mail.subject for mail in mails(operator))


@pytest.mark.parametrize("spelt", [str, str.upper])
def test_of_a_double_click_the_office_sees_one_registration(operator, company_answers, spelt):
    _first, first_secret = mailed(operator, company_answers)
    before = stored(operator)
    again = company_answers | {"email": spelt(company_answers["email"]), "company_name": "Other words"}
    second, second_secret = mailed(operator, again)
    confirm_company(operator, first_secret)
    confirm_company(operator, second_secret)
    assert [row.name for row in waiting(operator)] == ["Aide Aare Sàrl"]
    assert stored(operator) == before
    with pytest.raises(LinkError, match="used"):
        confirm_company(operator, second_secret)
    assert second.id not in operator.portal["users"]


@pytest.mark.parametrize("other", [{"gln": "7601001000018"}, {"phone": "+41795559999"}])
def test_other_company_or_phone_with_same_address_waits_beside_the_first(operator, company_answers, other):
    users = {confirmed(operator, company_answers), confirmed(operator, company_answers | other)}
    assert len(waiting(operator)) == 2
    assert {user.state for user in users} == {"waiting"}


def test_link_of_the_owner_confirms_the_owner_s_registration_alone(operator, company_answers):
    stranger, _never_opened = mailed(operator, company_answers)
    owner, secret = mailed(operator, company_answers | {"password": "tilleul-pont-neige-7"})
    confirm_company(operator, secret)
    assert (stranger.state, owner.state) == ("unconfirmed-company", "waiting")


def test_a_company_that_was_refused_applies_again(operator, company_answers):
    refuse_registration(operator, confirmed(operator, company_answers), "Ce GLN est celui d’une autre société.")
    confirmed(operator, company_answers)
    assert [row.name for row in waiting(operator)] == ["Aide Aare Sàrl"]
    assert [mail.subject for mail in mails(operator)].count("Votre inscription est arrivée") == 2


@pytest.mark.parametrize("address", ["manager@be.example", "Manager@BE.example"])
def test_owner_of_a_known_address_is_warned_and_nothing_waits(operator, company_answers, address):
    owner = user_of(operator, address)
    user, secret = mailed(operator, company_answers | {"email": address})
    (mail,) = mails(operator)
    assert (mail.recipient, mail.subject, secret) == (address, "Vous avez déjà un compte", "")
    assert waiting(operator) == []
    assert user_of(operator, address) is owner
    assert user.state == "unconfirmed-company"


def test_link_of_an_address_that_has_an_account_since_confirms_nothing(operator, company_answers, insured_answers):
    user, secret = mailed(operator, company_answers)
    operator.portal["users"].activate_user(register_insured(operator, insured_answers, "fr"))
    assert insured_answers["email"] == company_answers["email"]
    with pytest.raises(LinkError, match="taken"):
        confirm_company(operator, secret)
    assert (user.state, waiting(operator)) == ("unconfirmed-company", [])


def test_company_that_is_never_confirmed_is_deleted_after_a_week(operator, company_answers):
    before = stored(operator)
    user, secret = mailed(operator, company_answers)
    apply_to_user(user, operator.now + UNCONFIRMED_RETENTION)
    assert user.id in operator.portal["users"]
    apply_to_user(user, operator.now + UNCONFIRMED_RETENTION + timedelta(seconds=1))
    assert stored(operator) == before
    with pytest.raises(LinkError, match="lapsed"):
        confirm_company(operator, secret)


@pytest.mark.parametrize("proven", [False, True])
def test_mail_that_reaches_no_one_shows_office_proven_companies_alone(operator, company_answers, proven):
    mailed(operator, company_answers) if not proven else confirmed(operator, company_answers)
    last = next(mail for mail in mails(operator) if mail.subject.startswith("Votre inscription") or not proven)
    outbox_of(operator.portal).end(last, "failed", operator.now, "smtp-550-5.1.1", "recipient")
    note_outcome(operator.portal, last.id)
    assert undelivered_count(operator.portal) == proven


def test_the_companies_wait_in_the_order_they_came(desks, clock, company_answers):
    for number in range(3):
        with desks.acting("be") as ctx:
            confirmed(ctx, company_answers | {"email": f"p{number}@aide.example"})
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
    run_tasks(operator)
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
    user, _secret = mailed(operator, company_answers)
    ACTIVATION.run(operator, Task("activation", new_id(), operator.now))
    assert (len(mails(operator)), user.state) == (1, "unconfirmed-company")
