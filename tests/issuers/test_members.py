"""The people of a company: who may look after them, what is written to whom, and that a manager is always left."""

from dataclasses import replace

import pytest
from ZODB.POSException import ConflictError

from guichet.action_context import NotAllowed, system
from guichet.audit import entries
from guichet.demo import acting_as
from guichet.i18n import Localizer
from guichet.issuers.company import company_actions
from guichet.issuers.company.member_invitations import A_DAY
from guichet.issuers.company.membership import leave_on_closing
from guichet.issuers.members import active_managers, member_of, members_of, reachable
from guichet.messages.claims import claim
from guichet.messages.enqueue import outbox_of
from guichet.messages.mail import email_message
from guichet.profile.profile_actions import confirm_new_email
from guichet.store.database import write_transaction
from guichet.testing.outbox import full_link
from guichet.testing.people import PASSWORD, issuer_of, user_of
from guichet.users.credentials import close_user
from guichet.users.invitations import take_up
from guichet.users.journal import notes
from guichet.users.links import LIVES, LinkError, find_link

MANAGER, COLLABORATOR = "manager@be.example", "collaborator@be.example"
JULIE = {
    "first_name": "Julie",
    "last_name": "Neuve",
    "role": "collaborator",
    "email": "julie@home-aide.example",
    "phone": "+41795550101",
}


@pytest.fixture
def ctx(desks):
    """Lea Rochat at work, for the length of a test."""
    with desks.acting("be", MANAGER) as ctx:
        yield ctx


@pytest.fixture
def company(ctx):
    return issuer_of(ctx, MANAGER)


@pytest.fixture
def lea(ctx, company):
    return member_of(company, user_of(ctx, MANAGER).id)


@pytest.fixture
def marc(ctx, company):
    return member_of(company, user_of(ctx, COLLABORATOR).id)


@pytest.fixture
def julie(ctx, company):
    """A member who was invited a moment ago."""
    user = company_actions.add_member(ctx, company, JULIE, "fr")
    return member_of(company, user.id)


@pytest.fixture
def two_managers(desks):
    """Marc is a manager, too."""
    with desks.acting("be", MANAGER) as ctx:
        make_manager(ctx, COLLABORATOR)
    with desks.acting("be") as ctx:
        for message_id in list(outbox_of(ctx.portal)):
            outbox_of(ctx.portal).remove(message_id)


def make_manager(ctx, email):
    company = issuer_of(ctx, MANAGER)
    member = member_of(company, user_of(ctx, email).id)
    company_actions.change_member(ctx, member, known(member) | {"role": "manager"})


def known(member):
    """The form as it stands."""
    kept = {name: getattr(member.user, name) for name in ("first_name", "last_name", "email", "phone")}
    return kept | {"role": member.role}


def mails(ctx, recipient=""):
    messages = [one for one in outbox_of(ctx.portal).values() if one.channel == "mail"]
    return [one for one in messages if recipient in ("", one.recipient)]


def secret_of(ctx, message):
    return full_link(ctx.desk, message).partition("link=")[2]


def invitation(ctx, recipient=JULIE["email"]):
    """The secret of the one invitation that went to an address."""
    (sent,) = [one for one in mails(ctx, recipient) if one.link_label == "Choisir mon mot de passe"]
    return secret_of(ctx, sent)


def events(user):
    return [note.event for note in notes(user)]


class TestWhoMay:
    """« Gérant » and « Collaborateur »."""

    def test_the_one_who_registered_is_manager_and_alone_looks_after_people(self, ctx, company, lea, marc):
        assert company.managers() == [lea.id]
        assert "members" in company.permissions_of("manager")
        assert "members" not in company.permissions_of("collaborator")
        assert active_managers(company) == [lea.user]

    def test_managers_come_first_then_all_others_by_name(self, company, lea, marc, julie):
        assert [one.user.name for one in members_of(company)] == ["Lea Rochat", "Marc Favre", "Julie Neuve"]

    @pytest.mark.parametrize("who", [COLLABORATOR, "rival@be.example", "insured@be.example", "clerk@be.example"])
    @pytest.mark.parametrize("action", ["add", "change", "remove", "invite again", "bank account"])
    def test_only_a_manager_changes_people(self, desks, who, action):
        with desks.acting("be", who) as ctx:
            company = issuer_of(ctx, MANAGER)
            member = member_of(company, user_of(ctx, MANAGER).id)
            before = dict(company.members), dict(vars(member.user))
            with pytest.raises(NotAllowed):
                ACTIONS[action](ctx, company, member)
            assert (dict(company.members), dict(vars(member.user))) == before
            assert mails(ctx) == []


ACTIONS = {
    "add": lambda ctx, company, member: company_actions.add_member(ctx, company, JULIE, "fr"),
    "change": lambda ctx, company, member: company_actions.change_member(ctx, member, JULIE),
    "remove": lambda ctx, company, member: company_actions.remove_member(ctx, member),
    "invite again": lambda ctx, company, member: company_actions.resend_invitation(ctx, member),
    "bank account": lambda ctx, company, member: company_actions.add_bank_account(ctx, company, {}),
}


class TestInviting:
    """« Ajouter un collaborateur »."""

    def test_a_new_member_is_invited_and_belongs_to_the_company(self, ctx, company, julie):
        user = julie.user
        assert (user.state, user.issuer_id, user.password_hash) == ("invited", company.id, "")
        assert company.members[julie.id] == "collaborator"
        assert ctx.portal["users"].with_email(JULIE["email"]) is None, "an address belongs to the user who proves it"

    def test_the_person_gets_a_link_and_the_managers_learn_who_was_added(self, ctx, julie):
        (sent,) = mails(ctx, JULIE["email"])
        assert sent.link_label == "Choisir mon mot de passe"
        assert "de la part de Home-Aide Emmental SA." in sent.text
        (mail,) = mails(ctx, MANAGER)
        assert "Lea Rochat a donné accès au guichet en ligne à Julie Neuve, avec le rôle" in mail.text
        assert "Collaborateur" in mail.text

    def test_with_the_link_she_chooses_a_password_and_is_in(self, ctx, julie):
        take_up(ctx, invitation(ctx), PASSWORD)
        assert julie.user.state == "active"
        assert ctx.portal["users"].with_email(JULIE["email"]) is julie.user

    def test_an_invitation_runs_seven_days(self, ctx, julie):
        assert julie.invited_until == ctx.now + LIVES["invitation"]

    def test_sent_again_the_earlier_link_stops_working(self, ctx, julie):
        company_actions.resend_invitation(replace(ctx, now=ctx.now + LIVES["invitation"]), julie)
        sent = sorted(mails(ctx, JULIE["email"]), key=lambda one: one.created)
        first, second = (secret_of(ctx, one) for one in sent)
        with pytest.raises(LinkError) as problem:
            find_link(ctx.portal, "invitation", first, ctx.now)
        assert problem.value.reason == "replaced"
        assert find_link(ctx.portal, "invitation", second, ctx.now).user_id == julie.id
        assert julie.invited_until == ctx.now + 2 * LIVES["invitation"]

    def test_who_has_taken_it_up_is_not_invited_again(self, ctx, marc):
        company_actions.resend_invitation(ctx, marc)
        assert mails(ctx) == []

    def test_an_address_that_has_an_account_looks_the_same_to_the_company(self, ctx, company, julie):
        taken = company_actions.add_member(ctx, company, JULIE | {"email": "rival@be.example"}, "fr")
        member = member_of(company, taken.id)
        assert (member.invited_until, taken.state) == (julie.invited_until, julie.user.state)
        (mail,) = mails(ctx, "rival@be.example")
        assert "a déjà un compte" in mail.text
        assert mail.link == ""

    def test_a_company_sends_twenty_invitations_a_day(self):
        assert (A_DAY.amount, A_DAY.get_expiry()) == (20, 24 * 3600)

    def test_the_trail_names_ids_and_roles_alone(self, ctx, julie):
        added = next(one for one in entries(ctx.portal) if one.action == "member.added")
        assert (added.target, added.details, added.actor) == (julie.id, ("collaborator",), ctx.actor)

    @pytest.mark.parametrize("name", ["Eve\r\nBcc: everybody@example.org", "Eve\nSubject: x", "Eve\u2028X: y"])
    def test_a_name_never_makes_a_header_of_a_mail(self, ctx, company, name):
        company_actions.add_member(ctx, company, JULIE | {"first_name": name}, "fr")
        for message in mails(ctx):
            letter = claim(outbox_of(ctx.portal), message.id, ctx.now)
            mail = email_message(letter, Localizer("fr"), sender="guichet@be.example", letterhead=ctx.desk.letterhead)
            headers = mail.as_bytes().partition(b"\n\n")[0].decode()
            assert {"Bcc", "X"}.isdisjoint(mail.keys())
            assert len(mail.get_all("Subject")) == 1
            assert "everybody" not in headers


class TestChanging:
    """« Modifier »."""

    def test_saving_without_a_change_sends_no_mail(self, ctx, lea, marc):
        for member in (lea, marc):
            company_actions.change_member(ctx, member, known(member))
        assert mails(ctx) == []
        assert "role_changed" not in events(marc.user)

    def test_a_new_role_applies_at_once_and_is_mailed_and_noted(self, ctx, company, marc):
        company_actions.change_member(ctx, marc, known(marc) | {"role": "manager"})
        assert set(company.managers()) == {user_of(ctx, MANAGER).id, marc.id}
        assert "members" in company.permissions_of(company.members[marc.id])
        (yours,) = mails(ctx, COLLABORATOR)
        assert "Votre rôle pour Home-Aide Emmental SA" in yours.text
        assert "Gérant" in yours.text
        (mail,) = mails(ctx, MANAGER)
        assert "Lea Rochat a donné à Marc Favre le rôle" in mail.text
        assert events(marc.user)[0] == "role_changed"
        assert ("user.role_changed", marc.id) in {(one.action, one.target) for one in entries(ctx.portal)}

    def test_a_changed_name_is_mailed_to_its_owner(self, ctx, marc):
        company_actions.change_member(ctx, marc, known(marc) | {"last_name": "Favre-Dubois"})
        assert marc.user.name == "Marc Favre-Dubois"
        (mail,) = mails(ctx)
        assert mail.recipient == COLLABORATOR
        assert "Lea Rochat a modifié votre nom" in mail.text
        assert events(marc.user)[0] == "details_changed"

    def test_a_new_phone_is_proven_by_the_next_code_and_mailed_to_its_owner(self, ctx, marc):
        company_actions.change_member(ctx, marc, known(marc) | {"phone": "+41795550199"})
        assert (marc.user.phone, marc.user.phone_proven) == ("+41795550199", False)
        (mail,) = mails(ctx)
        assert (mail.recipient, mail.subject) == (COLLABORATOR, "Votre numéro de téléphone est modifié")
        # Not « si ce n’était pas vous »: it was not.
        assert "Lea Rochat a modifié le numéro de téléphone" in mail.text
        assert "Si ce n’était pas vous" not in mail.text

    def test_one_s_own_phone_is_not_taken_over_unproven(self, ctx, lea):
        before = lea.user.phone
        company_actions.change_member(ctx, lea, known(lea) | {"phone": "+41795550199"})
        assert lea.user.phone == before

    def test_an_address_in_use_counts_once_its_link_was_opened(self, ctx, marc):
        company_actions.change_member(ctx, marc, known(marc) | {"email": "marc@home-aide.example"})
        assert marc.user.email == COLLABORATOR
        (asked,) = mails(ctx)
        assert asked.recipient == "marc@home-aide.example"
        # The person has asked for nothing: « si vous n’avez rien demandé, ne faites rien » would end it here.
        assert "Lea Rochat, de Home-Aide Emmental SA, a indiqué cette adresse" in asked.text
        assert "rien demandé" not in asked.text
        confirm_new_email(ctx, secret_of(ctx, asked))
        assert marc.user.email == "marc@home-aide.example"

    def test_changed_address_of_an_invitation_revokes_the_first_link(self, ctx, julie):
        first = invitation(ctx)
        company_actions.change_member(ctx, julie, known(julie) | {"email": "julie.neuve@home-aide.example"})
        with pytest.raises(LinkError):
            take_up(ctx, first, PASSWORD)
        take_up(ctx, invitation(ctx, "julie.neuve@home-aide.example"), PASSWORD)
        assert ctx.portal["users"].with_email("julie.neuve@home-aide.example") is julie.user
        assert ctx.portal["users"].pending_with(JULIE["email"]) == []

    def test_an_invitation_moved_to_a_known_address_takes_nothing_over(self, ctx, julie):
        first = invitation(ctx)
        rival = user_of(ctx, "rival@be.example")
        company_actions.change_member(ctx, julie, known(julie) | {"email": "rival@be.example"})
        assert user_of(ctx, "rival@be.example") is rival
        with pytest.raises(LinkError):
            take_up(ctx, first, PASSWORD)
        assert julie.user.state == "invited"

    def test_phone_and_name_of_an_invited_member_change_without_a_mail(self, ctx, julie):
        before = len(mails(ctx))
        company_actions.change_member(ctx, julie, known(julie) | {"phone": "+41795550103", "first_name": "Julia"})
        assert (julie.user.phone, julie.user.name) == ("+41795550103", "Julia Neuve")
        assert len(mails(ctx)) == before


class TestLeaving:
    """« Supprimer », and closing one's own account."""

    def test_access_ends_and_the_name_stays(self, ctx, company, marc):
        company_actions.remove_member(ctx, marc)
        assert marc.user.state == "closed"
        assert marc.id not in company.members
        assert company.former_members == (marc.id,)
        assert ctx.portal["users"][marc.id].name == "Marc Favre"
        assert ctx.portal["users"].with_email(COLLABORATOR) is None
        recorded = {one.action for one in entries(ctx.portal) if one.target == marc.id}
        assert {"member.left", "user.closed"} <= recorded

    def test_the_person_and_the_managers_are_mailed(self, ctx, marc):
        company_actions.remove_member(ctx, marc)
        (yours,) = mails(ctx, COLLABORATOR)
        assert "Vos factures restent à la société" in yours.text
        (mail,) = mails(ctx, MANAGER)
        assert "Lea Rochat a supprimé un accès au guichet en ligne\u00a0: Marc Favre." in mail.text

    def test_a_removed_invitation_is_dead_and_its_address_hears_no_more(self, ctx, julie):
        first = mails(ctx, JULIE["email"])
        company_actions.remove_member(ctx, julie)
        assert mails(ctx, JULIE["email"]) == first
        with pytest.raises(LinkError):
            take_up(ctx, invitation(ctx), PASSWORD)

    def test_a_removed_member_can_be_invited_again(self, ctx, company, marc):
        company_actions.remove_member(ctx, marc)
        again = company_actions.add_member(ctx, company, JULIE | {"email": COLLABORATOR}, "fr")
        take_up(ctx, invitation(ctx, COLLABORATOR), PASSWORD)
        assert (again.state, company.members[again.id]) == ("active", "collaborator")

    def test_closing_user_leaves_the_company_and_managers_are_mailed(self, desks):
        with desks.acting("be", COLLABORATOR) as ctx:
            user = user_of(ctx, COLLABORATOR)
            leave_on_closing(ctx, user)
            close_user(ctx, user)
            company = issuer_of(ctx, MANAGER)
            assert company.former_members == (user.id,)
            assert user.id not in company.members
            (mail,) = mails(ctx)
            assert mail.recipient == MANAGER
            assert "Marc Favre a fermé son compte" in mail.text

    def test_managers_are_notified_in_place_of_a_former_member(self, ctx, company, lea, marc):
        assert reachable(company, marc.id) == [marc.user]
        company_actions.remove_member(ctx, marc)
        assert reachable(company, marc.id) == [lea.user]

    def test_an_insured_person_is_written_to_whatever_happens(self, ctx):
        issuer, user = issuer_of(ctx, "insured@be.example"), user_of(ctx, "insured@be.example")
        assert reachable(issuer, user.id) == [user]


class TestNeverWithoutManager:
    """A company always has a manager who can sign in."""

    def test_the_last_manager_is_not_removed(self, ctx, company, lea):
        with pytest.raises(company_actions.LastManager):
            company_actions.remove_member(ctx, lea)
        assert (lea.user.state, company.managers()) == ("active", [lea.id])

    def test_the_last_manager_keeps_the_role(self, ctx, company, lea):
        with pytest.raises(company_actions.LastManager):
            company_actions.change_member(ctx, lea, known(lea) | {"role": "collaborator", "last_name": "Autre"})
        assert company.managers() == [lea.id]
        assert lea.user.last_name == "Rochat", "nothing else is changed either"

    def test_a_manager_who_has_not_taken_up_the_invitation_does_not_count(self, ctx, company, lea):
        julie = company_actions.add_member(ctx, company, JULIE | {"role": "manager"}, "fr")
        with pytest.raises(company_actions.LastManager):
            company_actions.remove_member(ctx, lea)
        take_up(ctx, invitation(ctx), PASSWORD)
        company_actions.remove_member(ctx, lea)
        assert company.managers() == [julie.id]

    def test_an_invited_manager_can_always_be_taken_back(self, ctx, company, lea):
        julie = company_actions.add_member(ctx, company, JULIE | {"role": "manager"}, "fr")
        company_actions.remove_member(ctx, member_of(company, julie.id))
        assert company.managers() == [lea.id]

    def test_with_a_second_manager_the_first_may_go(self, desks, two_managers):
        with desks.acting("be", MANAGER) as ctx:
            company = issuer_of(ctx, MANAGER)
            company_actions.remove_member(ctx, member_of(company, user_of(ctx, MANAGER).id))
            assert [one.name for one in active_managers(company)] == ["Marc Favre"]

    @pytest.mark.parametrize("second", ["demote", "remove", "close"])
    @pytest.mark.parametrize("first", ["demote", "remove", "close"])
    def test_two_managers_who_end_each_other_at_once_leave_one(self, desks, two_managers, first, second):
        desk = desks["be"]
        with pytest.raises(ConflictError), write_transaction(desk.db) as portal:
            END[first](acting_as(system(portal, desk), user_of(system(portal, desk), MANAGER)), COLLABORATOR)
            with write_transaction(desk.db) as other:
                END[second](acting_as(system(other, desk), user_of(system(other, desk), COLLABORATOR)), MANAGER)
        with desks.looking("be") as ctx:
            company = next(one for one in ctx.portal["issuers"].values() if one.display_name == "Home-Aide Emmental SA")
            assert len(active_managers(company)) == 1


def _demote(ctx, email):
    company = ctx.portal["issuers"][user_of(ctx, email).issuer_id]
    member = member_of(company, user_of(ctx, email).id)
    company_actions.change_member(ctx, member, known(member) | {"role": "collaborator"})


def _remove(ctx, email):
    company = ctx.portal["issuers"][user_of(ctx, email).issuer_id]
    company_actions.remove_member(ctx, member_of(company, user_of(ctx, email).id))


def _close(ctx, email):
    """The actor closes their own account, whatever becomes of the other."""
    own = ctx.portal["users"][ctx.actor]
    leave_on_closing(ctx, own)
    close_user(ctx, own)


END = {"demote": _demote, "remove": _remove, "close": _close}
