"""The office's people: inviting them, their roles, and the end of their access."""

from datetime import timedelta

import pytest
from ZODB.POSException import ReadConflictError

from guichet.act import NotAllowed
from guichet.audit import entries
from guichet.identity import staff
from guichet.identity.actions import Person
from guichet.identity.by_link.invitations import invitation_link, send_invitation, take_up
from guichet.identity.journal import notes
from guichet.identity.links import LinkError
from guichet.identity.staff import LastManager
from guichet.store.roles import PERMISSIONS
from guichet.testing.people import account_of

PASSWORD = "tilleul-pont-neige-7"
CLAIRE = "perrin@be.example"
CLERK, SUPERVISOR, ADMINISTRATOR = (f"{role}@be.example" for role in ("clerk", "supervisor", "administrator"))
ABOVE = [role for role in PERMISSIONS if role != "clerk"]


def claire(email=CLAIRE, phone="+41791230002"):
    return Person(email, "Claire", "Perrin", phone, "", "fr")


def secret_of(act, account):
    return invitation_link(act, account).partition("=")[2]


def add_another(act, *roles):
    """A further person of the office who has come."""
    account = staff.add_staff(act, claire(), roles)
    return take_up(act, secret_of(act, account), PASSWORD)


# Inviting


def test_somebody_new_cannot_sign_in_before_choosing_a_password(desks, be):
    with desks.acting("be") as act:
        account = staff.add_staff(act, claire(), ("clerk",))
        assert (account.state, account.password_hash) == ("invited", "")
    be.open("/").fill("Adresse e-mail", CLAIRE).fill("Mot de passe", PASSWORD).press("Se connecter", status=422)


def test_the_link_lets_the_person_choose_the_password_once(desks, be, sign_in):
    with desks.acting("be") as act:
        secret = secret_of(act, staff.add_staff(act, claire(), ("clerk",)))
        take_up(act, secret, PASSWORD)
        with pytest.raises(LinkError) as problem:
            take_up(act, secret, PASSWORD)
    assert problem.value.trouble == "used"
    assert sign_in(be, CLAIRE, PASSWORD).page.heading == "Liste de travail"


def test_the_link_lives_seven_days(desks, clock):
    with desks.acting("be") as act:
        account = staff.add_staff(act, claire(), ("clerk",))
        secret = secret_of(act, account)
        assert staff.invited_until(act.portal, account) == act.now + timedelta(days=7)
    clock.forward(days=7, minutes=1)
    with desks.acting("be") as act, pytest.raises(LinkError) as problem:
        take_up(act, secret, PASSWORD)
    assert problem.value.trouble == "expired"


@pytest.mark.parametrize(
    ("roles", "home"),
    [
        (("clerk",), "work-list"),
        (("supervisor",), "work-list"),
        (("administrator",), "staff"),
        (("clerk", "administrator"), "work-list"),
    ],
)
def test_who_sees_invoices_lands_on_the_work_list_and_who_does_not_on_the_list_of_people(desks, roles, home):
    with desks.acting("be") as act:
        assert staff.add_staff(act, claire(), roles).home_path == home


def test_somebody_invited_twice_is_one_account_with_what_was_said_last(desks):
    with desks.acting("be") as act:
        first = staff.add_staff(act, claire(), ("clerk",))
        before = act.portal[staff.LIST].count(staff.PRESENT)
        second = staff.add_staff(act, claire("PERRIN@be.example", "+41791230009"), ("administrator",))
        assert second is first
        assert (second.phone, second.roles, second.home) == ("+41791230009", ("administrator",), staff.PEOPLE)
        assert act.portal[staff.LIST].count(staff.PRESENT) == before


def test_an_address_that_has_an_account_keeps_it_and_its_owner_is_told(desks, outbox):
    with desks.acting("be") as act:
        owner = account_of(act, "manager@be.example")
        account = staff.add_staff(act, claire("manager@be.example"), ("clerk",))
        send_invitation(act, account, "Office AI")
        assert act.portal["accounts"].with_email("manager@be.example") is owner
    assert outbox[-1].recipient == "manager@be.example"
    assert outbox[-1].subject == "Votre adresse e-mail a déjà un compte"
    assert outbox[-1].link == ""


def test_the_trail_says_who_was_given_which_role(desks):
    with desks.acting("be", ADMINISTRATOR) as act:
        staff.add_staff(act, claire(), ("clerk", "supervisor"))
        (line,) = [
            one
            for one in entries(act.portal, "2026-11")
            if one.action == "account.staff_added" and one.moment == act.now
        ]
        assert (line.actor, line.details) == (act.actor, ("clerk", "supervisor"))


# Who may look after whom


def test_a_supervisor_invites_clerks_only(desks):
    with desks.acting("be", SUPERVISOR) as act:
        staff.add_staff(act, claire(), ("clerk",))
        for role in ABOVE:
            with pytest.raises(NotAllowed):
                staff.add_staff(act, claire("weber@be.example"), ("clerk", role))
        assert staff.colleague_with(act.portal, "weber@be.example") is None


def test_a_supervisor_does_not_take_over_the_invitation_of_an_administrator(desks):
    with desks.acting("be") as act:
        staff.add_staff(act, claire(), ("administrator",))
    with desks.acting("be", SUPERVISOR) as act, pytest.raises(NotAllowed):
        staff.add_staff(act, claire(phone="+41791230009"), ("clerk",))


def test_a_clerk_looks_after_nobody(desks):
    with desks.acting("be", CLERK) as act:
        supervisor = account_of(act, SUPERVISOR)
        for attempt in (
            lambda: staff.add_staff(act, claire(), ("clerk",)),
            lambda: staff.change_roles(act, supervisor, ("clerk",)),
            lambda: staff.sign_out_everywhere(act, supervisor),
            lambda: staff.deactivate(act, supervisor),
        ):
            with pytest.raises(NotAllowed):
                attempt()


@pytest.mark.parametrize("role", ABOVE)
def test_a_supervisor_touches_nobody_above_a_clerk(desks, role):
    with desks.acting("be") as act:
        add_another(act, role)
    with desks.acting("be", SUPERVISOR) as act:
        above = account_of(act, CLAIRE)
        assert not staff.may_manage(act, above)
        for attempt in (
            lambda: staff.change_roles(act, above, ("clerk",)),
            lambda: staff.sign_out_everywhere(act, above),
            lambda: staff.deactivate(act, above),
        ):
            with pytest.raises(NotAllowed):
                attempt()


@pytest.mark.parametrize("email", [SUPERVISOR, ADMINISTRATOR])
def test_nobody_changes_their_own_role_or_ends_their_own_access(desks, email):
    with desks.acting("be", email) as act:
        mine = account_of(act, email)
        assert not staff.may_manage(act, mine)
        for attempt in (
            lambda: staff.change_roles(act, mine, ("clerk", "supervisor", "administrator")),
            lambda: staff.deactivate(act, mine),
        ):
            with pytest.raises(NotAllowed):
                attempt()
        assert (mine.state, len(mine.roles)) == ("active", 1)


@pytest.mark.parametrize("email", ["manager@be.example", "insured@be.example"])
def test_people_who_are_not_at_the_office_are_out_of_reach(desks, email):
    with desks.acting("be", ADMINISTRATOR) as act:
        other = account_of(act, email)
        assert not staff.may_manage(act, other)
        for attempt in (
            lambda: staff.change_roles(act, other, ("clerk",)),
            lambda: staff.sign_out_everywhere(act, other),
            lambda: staff.deactivate(act, other),
        ):
            with pytest.raises(NotAllowed):
                attempt()


# The last one


def test_the_last_person_who_looks_after_the_others_stays(desks):
    with desks.acting("be") as act:
        staff.deactivate(act, account_of(act, SUPERVISOR))
        last = account_of(act, ADMINISTRATOR)
        for attempt in (lambda: staff.deactivate(act, last), lambda: staff.change_roles(act, last, ("clerk",))):
            with pytest.raises(LastManager):
                attempt()
        assert (last.state, last.roles) == ("active", ("administrator",))


def test_without_an_administrator_the_last_supervisor_stays(desks):
    with desks.acting("be") as act:
        staff.deactivate(act, account_of(act, ADMINISTRATOR))
        with pytest.raises(LastManager):
            staff.deactivate(act, account_of(act, SUPERVISOR))


def test_somebody_who_is_only_invited_is_not_counted(desks):
    with desks.acting("be") as act:
        staff.add_staff(act, claire(), ("administrator",))
        staff.deactivate(act, account_of(act, SUPERVISOR))
        with pytest.raises(LastManager):
            staff.deactivate(act, account_of(act, ADMINISTRATOR))


def test_two_who_end_each_other_at_the_same_moment_do_not_both_succeed(desks):
    with desks.acting("be") as act:
        add_another(act, "administrator")
    first, second = desks.acting("be", ADMINISTRATOR), desks.acting("be", CLAIRE)
    one, other = first.__enter__(), second.__enter__()
    # Nothing but the state, so that the two meet nowhere else.
    account_of(one, CLAIRE).state = "closed"
    staff.deactivate(other, account_of(other, ADMINISTRATOR))
    first.__exit__(None, None, None)
    with pytest.raises(ReadConflictError):
        second.__exit__(None, None, None)


# What it does


def test_a_change_of_role_ends_the_sessions_and_tells_the_person(desks, visitor, outbox):
    visitor("be", CLERK)
    with desks.acting("be", ADMINISTRATOR) as act:
        clerk = account_of(act, CLERK)
        staff.change_roles(act, clerk, ("supervisor",))
        assert list(act.portal["sessions"].of(clerk.id)) == []
        assert (clerk.roles, clerk.home) == (("supervisor",), staff.WORK)
        assert next(iter(notes(clerk))).event == "role_changed"
    assert (outbox[-1].recipient, outbox[-1].subject) == (CLERK, "Votre rôle au guichet a changé")


def test_the_same_roles_again_change_nothing(desks, visitor, outbox):
    visitor("be", CLERK)
    with desks.acting("be", ADMINISTRATOR) as act:
        clerk = account_of(act, CLERK)
        staff.change_roles(act, clerk, ("clerk",))
        assert len(list(act.portal["sessions"].of(clerk.id))) == 1
    assert not outbox


def test_signing_somebody_out_everywhere_ends_the_sessions_and_nothing_else(desks, visitor, outbox):
    for _device in range(2):
        visitor("be", CLERK)
    with desks.acting("be", SUPERVISOR) as act:
        clerk = account_of(act, CLERK)
        staff.sign_out_everywhere(act, clerk)
        assert list(act.portal["sessions"].of(clerk.id)) == []
        assert clerk.state == "active"
    assert (outbox[-1].recipient, outbox[-1].subject) == (CLERK, "Vos appareils sont déconnectés")


def test_the_end_of_an_access_ends_sessions_and_links_and_frees_the_address(desks, visitor, outbox):
    visitor("be", CLERK)
    with desks.acting("be", SUPERVISOR) as act:
        clerk = account_of(act, CLERK)
        staff.deactivate(act, clerk)
        assert clerk.state == "closed"
        assert act.portal["accounts"].with_email(CLERK) is None
        assert list(act.portal["sessions"].of(clerk.id)) == []
        assert clerk.id in act.portal["accounts"], "their decisions name them"
    assert (outbox[-1].recipient, outbox[-1].subject) == (CLERK, "Votre accès au guichet est fermé")


def test_an_invitation_that_is_withdrawn_cannot_be_taken_up_and_nobody_is_mailed(desks, outbox):
    with desks.acting("be") as act:
        account = staff.add_staff(act, claire(), ("clerk",))
        secret = secret_of(act, account)
        staff.deactivate(act, account)
        with pytest.raises(LinkError):
            take_up(act, secret, PASSWORD)
    assert not outbox


def test_those_whose_access_has_ended_stand_at_the_end_of_the_list(desks):
    with desks.acting("be") as act:
        staff.deactivate(act, account_of(act, CLERK))
        accounts = act.portal["accounts"]
        listed = [accounts[account_id] for account_id, _row in act.portal[staff.LIST].page(staff.ALL, size=99).rows]
        assert [one.last_name for one in listed] == ["Blum", "Wyss", "Berger"]
        assert act.portal[staff.LIST].count(staff.PRESENT) == 2


def test_a_role_that_no_version_knows_any_more_allows_nothing():
    assert staff.permissions_of(("sorcerer",)) == frozenset()
