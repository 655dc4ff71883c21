"""The people of a company: who may look after them, what is written to whom, and that a manager is always left."""

from dataclasses import replace

import pytest
from ZODB.POSException import ConflictError

from guichet.act import NotAllowed, system
from guichet.audit import entries
from guichet.demo import acting_as
from guichet.holders.company import actions
from guichet.holders.company.account import leave_on_closing
from guichet.holders.company.invitations import A_DAY
from guichet.holders.members import active_managers, member_of, members_of, reachable
from guichet.identity.account.actions import confirm_new_email
from guichet.identity.actions import close_account
from guichet.identity.by_link.invitations import take_up
from guichet.identity.journal import notes
from guichet.identity.links import LIVES, LinkError, find_link
from guichet.messages.actions import outbox_of
from guichet.messages.claims import claim
from guichet.messages.mail import email_message
from guichet.store.database import writing
from guichet.testing.people import PASSWORD, account_of, holder_of

MANAGER, COLLABORATOR = "manager@be.example", "collaborator@be.example"
JULIE = {
    "first_name": "Julie",
    "last_name": "Neuve",
    "role": "collaborator",
    "email": "julie@home-aide.example",
    "phone": "+41795550101",
}


@pytest.fixture
def act(desks):
    """Lea Rochat at work, for the length of a test."""
    with desks.acting("be", MANAGER) as act:
        yield act


@pytest.fixture
def company(act):
    return holder_of(act, MANAGER)


@pytest.fixture
def lea(act, company):
    return member_of(company, account_of(act, MANAGER).id)


@pytest.fixture
def marc(act, company):
    return member_of(company, account_of(act, COLLABORATOR).id)


@pytest.fixture
def julie(act, company):
    """Somebody who was invited a moment ago."""
    account = actions.add_member(act, company, JULIE, "fr")
    return member_of(company, account.id)


@pytest.fixture
def two_managers(desks):
    """Marc is a manager, too."""
    with desks.acting("be", MANAGER) as act:
        make_manager(act, COLLABORATOR)
    with desks.acting("be") as act:
        for message_id in list(outbox_of(act.portal)):
            outbox_of(act.portal).remove(message_id)


def make_manager(act, email):
    company = holder_of(act, MANAGER)
    member = member_of(company, account_of(act, email).id)
    actions.change_member(act, member, known(member) | {"role": "manager"})


def known(member):
    """The form as it stands."""
    kept = {name: getattr(member.account, name) for name in ("first_name", "last_name", "email", "phone")}
    return kept | {"role": member.role}


def mails(act, recipient=""):
    messages = [one for one in outbox_of(act.portal).values() if one.channel == "mail"]
    return [one for one in messages if recipient in ("", one.recipient)]


def secret_of(message):
    return message.link.partition("link=")[2]


def invitation(act, recipient=JULIE["email"]):
    """The secret of the one invitation that went to an address."""
    (sent,) = [one for one in mails(act, recipient) if one.link_label == "Choisir mon mot de passe"]
    return secret_of(sent)


def events(account):
    return [note.event for note in notes(account)]


class TestWhoMay:
    """« Gérant » and « Collaborateur »."""

    def test_the_one_who_registered_is_manager_and_alone_looks_after_people(self, act, company, lea, marc):
        assert company.managers() == [lea.id]
        assert "members" in company.permissions_of("manager")
        assert "members" not in company.permissions_of("collaborator")
        assert active_managers(company) == [lea.account]

    def test_managers_come_first_then_everybody_by_name(self, company, lea, marc, julie):
        assert [one.account.name for one in members_of(company)] == ["Lea Rochat", "Marc Favre", "Julie Neuve"]

    @pytest.mark.parametrize("who", [COLLABORATOR, "rival@be.example", "insured@be.example", "clerk@be.example"])
    @pytest.mark.parametrize("action", ["add", "change", "remove", "invite again", "bank account"])
    def test_nobody_but_a_manager_changes_people(self, desks, who, action):
        with desks.acting("be", who) as act:
            company = holder_of(act, MANAGER)
            member = member_of(company, account_of(act, MANAGER).id)
            before = dict(company.members), dict(vars(member.account))
            with pytest.raises(NotAllowed):
                ACTIONS[action](act, company, member)
            assert (dict(company.members), dict(vars(member.account))) == before
            assert mails(act) == []


ACTIONS = {
    "add": lambda act, company, member: actions.add_member(act, company, JULIE, "fr"),
    "change": lambda act, company, member: actions.change_member(act, member, JULIE),
    "remove": lambda act, company, member: actions.remove_member(act, member),
    "invite again": lambda act, company, member: actions.resend_invitation(act, member),
    "bank account": lambda act, company, member: actions.add_bank_account(act, company, {}),
}


class TestInviting:
    """« Ajouter un collaborateur »."""

    def test_somebody_added_waits_for_the_password_and_belongs_to_the_company(self, act, company, julie):
        account = julie.account
        assert (account.state, account.home, account.password_hash) == ("invited", ("holders", company.id), "")
        assert company.members[julie.id] == "collaborator"
        assert act.portal["accounts"].with_email(JULIE["email"]) is None, "an address belongs to whoever proves it"

    def test_the_person_gets_a_link_and_the_managers_learn_who_was_added(self, act, julie):
        (sent,) = mails(act, JULIE["email"])
        assert sent.link_label == "Choisir mon mot de passe"
        assert "Home-Aide Emmental SA vous donne accès" in sent.text
        (told,) = mails(act, MANAGER)
        assert "Lea Rochat a donné accès au guichet en ligne à Julie Neuve, avec le rôle" in told.text
        assert "Collaborateur" in told.text

    def test_with_the_link_she_chooses_a_password_and_is_in(self, act, julie):
        take_up(act, invitation(act), PASSWORD)
        assert julie.account.state == "active"
        assert act.portal["accounts"].with_email(JULIE["email"]) is julie.account

    def test_an_invitation_runs_seven_days(self, act, julie):
        assert julie.invited_until == act.now + LIVES["invitation"]

    def test_sent_again_the_earlier_link_stops_working(self, act, julie):
        actions.resend_invitation(replace(act, now=act.now + LIVES["invitation"]), julie)
        sent = sorted(mails(act, JULIE["email"]), key=lambda one: one.created)
        first, second = (secret_of(one) for one in sent)
        with pytest.raises(LinkError) as problem:
            find_link(act.portal, "invitation", first, act.now)
        assert problem.value.trouble == "replaced"
        assert find_link(act.portal, "invitation", second, act.now).account_id == julie.id
        assert julie.invited_until == act.now + 2 * LIVES["invitation"]

    def test_who_has_taken_it_up_is_not_invited_again(self, act, marc):
        actions.resend_invitation(act, marc)
        assert mails(act) == []

    def test_an_address_that_has_an_account_looks_the_same_to_the_company(self, act, company, julie):
        taken = actions.add_member(act, company, JULIE | {"email": "rival@be.example"}, "fr")
        member = member_of(company, taken.id)
        assert (member.invited_until, taken.state) == (julie.invited_until, julie.account.state)
        (told,) = mails(act, "rival@be.example")
        assert "a déjà un compte" in told.text
        assert told.link == ""

    def test_a_company_sends_twenty_invitations_a_day(self):
        assert (A_DAY.amount, A_DAY.get_expiry()) == (20, 24 * 3600)

    def test_the_trail_names_ids_and_roles_alone(self, act, julie):
        added = next(one for one in entries(act.portal, "2026-11") if one.action == "company.member_added")
        assert (added.target, added.details, added.actor) == (julie.id, ("collaborator",), act.actor)

    @pytest.mark.parametrize("name", ["Eve\r\nBcc: everybody@example.org", "Eve\nSubject: x", "Eve\u2028X: y"])
    def test_a_name_never_makes_a_header_of_a_mail(self, act, company, name):
        actions.add_member(act, company, JULIE | {"first_name": name}, "fr")
        for message in mails(act):
            letter = claim(outbox_of(act.portal), message.id, act.now)
            mail = email_message(letter, sender="guichet@be.example", office_name="Office", phone="1")
            headers = mail.as_bytes().partition(b"\n\n")[0].decode()
            assert {"Bcc", "X"}.isdisjoint(mail.keys())
            assert len(mail.get_all("Subject")) == 1
            assert "everybody" not in headers


class TestChanging:
    """« Modifier »."""

    def test_nothing_changed_nothing_told(self, act, lea, marc):
        for member in (lea, marc):
            actions.change_member(act, member, known(member))
        assert mails(act) == []
        assert "role_changed" not in events(marc.account)

    def test_a_role_acts_at_once_and_is_told_and_noted(self, act, company, marc):
        actions.change_member(act, marc, known(marc) | {"role": "manager"})
        assert set(company.managers()) == {account_of(act, MANAGER).id, marc.id}
        assert "members" in company.permissions_of(company.members[marc.id])
        (yours,) = mails(act, COLLABORATOR)
        assert "Votre rôle pour Home-Aide Emmental SA" in yours.text
        assert "Gérant" in yours.text
        (told,) = mails(act, MANAGER)
        assert "Lea Rochat a donné à Marc Favre le rôle" in told.text
        assert events(marc.account)[0] == "role_changed"
        assert ("account.role_changed", marc.id) in {(one.action, one.target) for one in entries(act.portal, "2026-11")}

    def test_a_name_is_told_to_its_owner(self, act, marc):
        actions.change_member(act, marc, known(marc) | {"last_name": "Favre-Dubois"})
        assert marc.account.name == "Marc Favre-Dubois"
        (mail,) = mails(act)
        assert mail.recipient == COLLABORATOR
        assert "Lea Rochat a modifié votre nom" in mail.text
        assert events(marc.account)[0] == "details_changed"

    def test_a_phone_is_proven_by_the_next_code_and_its_owner_is_told(self, act, marc):
        actions.change_member(act, marc, known(marc) | {"phone": "+41795550199"})
        assert (marc.account.phone, marc.account.phone_proven) == ("+41795550199", False)
        (mail,) = mails(act)
        assert (mail.recipient, mail.subject) == (COLLABORATOR, "Votre numéro de téléphone est modifié")

    def test_one_s_own_phone_is_not_taken_over_unproven(self, act, lea):
        before = lea.account.phone
        actions.change_member(act, lea, known(lea) | {"phone": "+41795550199"})
        assert lea.account.phone == before

    def test_an_address_in_use_counts_once_its_link_was_opened(self, act, marc):
        actions.change_member(act, marc, known(marc) | {"email": "marc@home-aide.example"})
        assert marc.account.email == COLLABORATOR
        (asked,) = mails(act)
        assert asked.recipient == "marc@home-aide.example"
        confirm_new_email(act, secret_of(asked))
        assert marc.account.email == "marc@home-aide.example"

    def test_the_address_of_somebody_invited_changes_at_once_and_the_first_link_is_dead(self, act, julie):
        first = invitation(act)
        actions.change_member(act, julie, known(julie) | {"email": "julie.neuve@home-aide.example"})
        with pytest.raises(LinkError):
            take_up(act, first, PASSWORD)
        take_up(act, invitation(act, "julie.neuve@home-aide.example"), PASSWORD)
        assert act.portal["accounts"].with_email("julie.neuve@home-aide.example") is julie.account
        assert act.portal["accounts"].pending_with(JULIE["email"]) == []

    def test_an_invitation_moved_to_a_known_address_takes_nothing_over(self, act, julie):
        first = invitation(act)
        rival = account_of(act, "rival@be.example")
        actions.change_member(act, julie, known(julie) | {"email": "rival@be.example"})
        assert account_of(act, "rival@be.example") is rival
        with pytest.raises(LinkError):
            take_up(act, first, PASSWORD)
        assert julie.account.state == "invited"

    def test_number_and_name_of_somebody_invited_change_without_a_mail(self, act, julie):
        before = len(mails(act))
        actions.change_member(act, julie, known(julie) | {"phone": "+41795550103", "first_name": "Julia"})
        assert (julie.account.phone, julie.account.name) == ("+41795550103", "Julia Neuve")
        assert len(mails(act)) == before


class TestLeaving:
    """« Supprimer », and closing one's own account."""

    def test_access_ends_and_the_name_stays(self, act, company, marc):
        actions.remove_member(act, marc)
        assert marc.account.state == "closed"
        assert marc.id not in company.members
        assert company.former_members == (marc.id,)
        assert act.portal["accounts"][marc.id].name == "Marc Favre"
        assert act.portal["accounts"].with_email(COLLABORATOR) is None
        recorded = {one.action for one in entries(act.portal, "2026-11") if one.target == marc.id}
        assert {"holder.member_left", "account.closed"} <= recorded

    def test_the_person_and_the_managers_are_told(self, act, marc):
        actions.remove_member(act, marc)
        (yours,) = mails(act, COLLABORATOR)
        assert "Vos factures restent à la société" in yours.text
        (told,) = mails(act, MANAGER)
        assert "Lea Rochat a supprimé un accès au guichet en ligne\u00a0: Marc Favre." in told.text

    def test_a_removed_invitation_is_dead_and_its_address_hears_no_more(self, act, julie):
        first = mails(act, JULIE["email"])
        actions.remove_member(act, julie)
        assert mails(act, JULIE["email"]) == first
        with pytest.raises(LinkError):
            take_up(act, invitation(act), PASSWORD)

    def test_whoever_was_removed_may_be_invited_anew(self, act, company, marc):
        actions.remove_member(act, marc)
        again = actions.add_member(act, company, JULIE | {"email": COLLABORATOR}, "fr")
        take_up(act, invitation(act, COLLABORATOR), PASSWORD)
        assert (again.state, company.members[again.id]) == ("active", "collaborator")

    def test_somebody_who_closes_the_account_leaves_the_company_and_the_managers_learn_of_it(self, desks):
        with desks.acting("be", COLLABORATOR) as act:
            account = account_of(act, COLLABORATOR)
            leave_on_closing(act, account)
            close_account(act, account)
            company = holder_of(act, MANAGER)
            assert company.former_members == (account.id,)
            assert account.id not in company.members
            (told,) = mails(act)
            assert told.recipient == MANAGER
            assert "Marc Favre a fermé son compte" in told.text

    def test_what_somebody_did_is_answered_to_the_managers_once_they_have_left(self, act, company, lea, marc):
        assert reachable(company, marc.id) == [marc.account]
        actions.remove_member(act, marc)
        assert reachable(company, marc.id) == [lea.account]

    def test_an_insured_person_is_written_to_whatever_happens(self, act):
        holder, account = holder_of(act, "insured@be.example"), account_of(act, "insured@be.example")
        assert reachable(holder, account.id) == [account]


class TestNeverWithoutManager:
    """A company always has somebody who can sign in and look after it."""

    def test_the_last_manager_is_not_removed(self, act, company, lea):
        with pytest.raises(actions.LastManager):
            actions.remove_member(act, lea)
        assert (lea.account.state, company.managers()) == ("active", [lea.id])

    def test_the_last_manager_keeps_the_role(self, act, company, lea):
        with pytest.raises(actions.LastManager):
            actions.change_member(act, lea, known(lea) | {"role": "collaborator", "last_name": "Autre"})
        assert company.managers() == [lea.id]
        assert lea.account.last_name == "Rochat", "nothing else is changed either"

    def test_a_manager_who_has_not_taken_up_the_invitation_does_not_count(self, act, company, lea):
        julie = actions.add_member(act, company, JULIE | {"role": "manager"}, "fr")
        with pytest.raises(actions.LastManager):
            actions.remove_member(act, lea)
        take_up(act, invitation(act), PASSWORD)
        actions.remove_member(act, lea)
        assert company.managers() == [julie.id]

    def test_an_invited_manager_can_always_be_taken_back(self, act, company, lea):
        julie = actions.add_member(act, company, JULIE | {"role": "manager"}, "fr")
        actions.remove_member(act, member_of(company, julie.id))
        assert company.managers() == [lea.id]

    def test_with_a_second_manager_the_first_may_go(self, desks, two_managers):
        with desks.acting("be", MANAGER) as act:
            company = holder_of(act, MANAGER)
            actions.remove_member(act, member_of(company, account_of(act, MANAGER).id))
            assert [one.name for one in active_managers(company)] == ["Marc Favre"]

    @pytest.mark.parametrize("second", ["demote", "remove", "close"])
    @pytest.mark.parametrize("first", ["demote", "remove", "close"])
    def test_two_managers_who_end_each_other_at_once_leave_one(self, desks, two_managers, first, second):
        desk = desks["be"]
        with pytest.raises(ConflictError), writing(desk.db) as portal:
            END[first](acting_as(system(portal, desk), account_of(system(portal, desk), MANAGER)), COLLABORATOR)
            with writing(desk.db) as other:
                END[second](acting_as(system(other, desk), account_of(system(other, desk), COLLABORATOR)), MANAGER)
        with desks.looking("be") as act:
            company = next(one for one in act.portal["holders"].values() if one.display_name == "Home-Aide Emmental SA")
            assert len(active_managers(company)) == 1


def _demote(act, email):
    company = act.portal["holders"][account_of(act, email).home[1]]
    member = member_of(company, account_of(act, email).id)
    actions.change_member(act, member, known(member) | {"role": "collaborator"})


def _remove(act, email):
    company = act.portal["holders"][account_of(act, email).home[1]]
    actions.remove_member(act, member_of(company, account_of(act, email).id))


def _close(act, email):
    """The actor closes their own account, whatever becomes of the other."""
    own = act.portal["accounts"][act.actor]
    leave_on_closing(act, own)
    close_account(act, own)


END = {"demote": _demote, "remove": _remove, "close": _close}
