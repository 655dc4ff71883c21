"""The office's people: inviting them, their roles, and the end of their access."""

from datetime import timedelta

import pytest
from ZODB.POSException import ConflictError, ReadConflictError

from guichet.action_context import NotAllowed
from guichet.audit import entries
from guichet.store.roles import PERMISSIONS, permissions_of
from guichet.testing.people import user_of
from guichet.users import staff_users
from guichet.users.invitations import invitation_link, send_invitation, take_up
from guichet.users.journal import notes
from guichet.users.links import LinkError
from guichet.users.registration import Person
from guichet.users.staff_users import LastManager

PASSWORD = "tilleul-pont-neige-7"
CLAIRE = "perrin@be.example"
CLERK, SUPERVISOR, ADMINISTRATOR = (f"{role}@be.example" for role in ("clerk", "supervisor", "administrator"))
ABOVE = [role for role in PERMISSIONS if role != "clerk"]


def claire(email=CLAIRE, phone="+41791230002"):
    return Person(email, "Claire", "Perrin", phone, "", "fr")


def secret_of(ctx, user):
    return invitation_link(ctx, user).partition("=")[2]


def add_another(ctx, *roles):
    """A further person of the office who has come."""
    user = staff_users.add_staff(ctx, claire(), roles)
    return take_up(ctx, secret_of(ctx, user), PASSWORD)


# Inviting


def test_an_invited_user_cannot_sign_in_before_choosing_a_password(desks, be):
    with desks.acting("be") as ctx:
        user = staff_users.add_staff(ctx, claire(), ("clerk",))
        assert (user.state, user.password_hash) == ("invited", "")
    be.open("/").fill("Adresse e-mail", CLAIRE).fill("Mot de passe", PASSWORD).press("Se connecter", status=422)


def test_the_link_lets_the_person_choose_the_password_once(desks, be, sign_in):
    with desks.acting("be") as ctx:
        secret = secret_of(ctx, staff_users.add_staff(ctx, claire(), ("clerk",)))
        take_up(ctx, secret, PASSWORD)
        with pytest.raises(LinkError) as problem:
            take_up(ctx, secret, PASSWORD)
    assert problem.value.reason == "used"
    assert sign_in(be, CLAIRE, PASSWORD).page.heading == "Liste de travail"


def test_the_link_lives_seven_days(desks, clock):
    with desks.acting("be") as ctx:
        user = staff_users.add_staff(ctx, claire(), ("clerk",))
        secret = secret_of(ctx, user)
        assert staff_users.invited_until(ctx.portal, user) == ctx.now + timedelta(days=7)
    clock.forward(days=7, minutes=1)
    with desks.acting("be") as ctx, pytest.raises(LinkError) as problem:
        take_up(ctx, secret, PASSWORD)
    assert problem.value.reason == "expired"


@pytest.mark.parametrize(
    ("roles", "landing_page"),
    [
        (("clerk",), "work-list"),
        (("supervisor",), "work-list"),
        (("administrator",), "staff"),
        (("clerk", "administrator"), "work-list"),
    ],
)
def test_the_landing_page_follows_from_the_roles(desks, roles, landing_page):
    with desks.acting("be") as ctx:
        assert staff_users.add_staff(ctx, claire(), roles).landing_page == landing_page


def test_a_second_invitation_changes_the_user_of_the_first(desks):
    with desks.acting("be") as ctx:
        first = staff_users.add_staff(ctx, claire(), ("clerk",))
        before = ctx.portal[staff_users.LIST].count(staff_users.PRESENT)
        second = staff_users.add_staff(ctx, claire("PERRIN@be.example", "+41791230009"), ("administrator",))
        assert second is first
        assert (second.phone, second.roles, second.landing_page) == ("+41791230009", ("administrator",), "staff")
        assert ctx.portal[staff_users.LIST].count(staff_users.PRESENT) == before


def test_inviting_a_used_address_warns_its_owner_and_changes_nothing(desks, outbox):
    with desks.acting("be") as ctx:
        owner = user_of(ctx, "manager@be.example")
        user = staff_users.add_staff(ctx, claire("manager@be.example"), ("clerk",))
        send_invitation(ctx, user, "Office AI")
        assert ctx.portal["users"].with_email("manager@be.example") is owner
    assert outbox[-1].recipient == "manager@be.example"
    assert outbox[-1].subject == "Votre adresse e-mail a déjà un compte"
    assert outbox[-1].link == ""


def test_the_trail_says_who_was_given_which_role(desks):
    with desks.acting("be", ADMINISTRATOR) as ctx:
        staff_users.add_staff(ctx, claire(), ("clerk", "supervisor"))
        (line,) = [one for one in entries(ctx.portal) if one.action == "user.staff_added" and one.moment == ctx.now]
        assert (line.actor, line.details) == (ctx.actor, ("clerk", "supervisor"))


# Who may look after whom


def test_a_supervisor_invites_clerks_only(desks):
    with desks.acting("be", SUPERVISOR) as ctx:
        staff_users.add_staff(ctx, claire(), ("clerk",))
        for role in ABOVE:
            with pytest.raises(NotAllowed):
                staff_users.add_staff(ctx, claire("weber@be.example"), ("clerk", role))
        assert staff_users.colleague_with(ctx.portal, "weber@be.example") is None


def test_a_supervisor_cannot_change_the_invitation_of_an_administrator(desks):
    with desks.acting("be") as ctx:
        staff_users.add_staff(ctx, claire(), ("administrator",))
    with desks.acting("be", SUPERVISOR) as ctx, pytest.raises(NotAllowed):
        staff_users.add_staff(ctx, claire(phone="+41791230009"), ("clerk",))


def test_a_clerk_manages_no_user(desks):
    with desks.acting("be", CLERK) as ctx:
        supervisor = user_of(ctx, SUPERVISOR)
        for attempt in (
            lambda: staff_users.add_staff(ctx, claire(), ("clerk",)),
            lambda: staff_users.change_roles(ctx, supervisor, ("clerk",)),
            lambda: staff_users.sign_out_staff_user(ctx, supervisor),
            lambda: staff_users.deactivate(ctx, supervisor),
        ):
            with pytest.raises(NotAllowed):
                attempt()


@pytest.mark.parametrize("role", ABOVE)
def test_a_supervisor_manages_no_user_above_a_clerk(desks, role):
    with desks.acting("be") as ctx:
        add_another(ctx, role)
    with desks.acting("be", SUPERVISOR) as ctx:
        above = user_of(ctx, CLAIRE)
        assert not staff_users.may_manage(ctx, above)
        for attempt in (
            lambda: staff_users.change_roles(ctx, above, ("clerk",)),
            lambda: staff_users.sign_out_staff_user(ctx, above),
            lambda: staff_users.deactivate(ctx, above),
        ):
            with pytest.raises(NotAllowed):
                attempt()


@pytest.mark.parametrize("email", [SUPERVISOR, ADMINISTRATOR])
def test_users_cannot_change_their_own_role_or_access(desks, email):
    with desks.acting("be", email) as ctx:
        mine = user_of(ctx, email)
        assert not staff_users.may_manage(ctx, mine)
        for attempt in (
            lambda: staff_users.change_roles(ctx, mine, ("clerk", "supervisor", "administrator")),
            lambda: staff_users.deactivate(ctx, mine),
        ):
            with pytest.raises(NotAllowed):
                attempt()
        assert (mine.state, len(mine.roles)) == ("active", 1)


@pytest.mark.parametrize("email", ["manager@be.example", "insured@be.example"])
def test_users_outside_the_office_cannot_be_managed(desks, email):
    with desks.acting("be", ADMINISTRATOR) as ctx:
        other = user_of(ctx, email)
        assert not staff_users.may_manage(ctx, other)
        for attempt in (
            lambda: staff_users.change_roles(ctx, other, ("clerk",)),
            lambda: staff_users.sign_out_staff_user(ctx, other),
            lambda: staff_users.deactivate(ctx, other),
        ):
            with pytest.raises(NotAllowed):
                attempt()


# The last one


def test_the_last_person_who_looks_after_the_others_stays(desks):
    with desks.acting("be") as ctx:
        staff_users.deactivate(ctx, user_of(ctx, SUPERVISOR))
        last = user_of(ctx, ADMINISTRATOR)
        for attempt in (
            lambda: staff_users.deactivate(ctx, last),
            lambda: staff_users.change_roles(ctx, last, ("clerk",)),
        ):
            with pytest.raises(LastManager):
                attempt()
        assert (last.state, last.roles) == ("active", ("administrator",))


def test_without_an_administrator_the_last_supervisor_stays(desks):
    with desks.acting("be") as ctx:
        staff_users.deactivate(ctx, user_of(ctx, ADMINISTRATOR))
        with pytest.raises(LastManager):
            staff_users.deactivate(ctx, user_of(ctx, SUPERVISOR))


def test_an_invited_manager_does_not_count(desks):
    with desks.acting("be") as ctx:
        staff_users.add_staff(ctx, claire(), ("administrator",))
        staff_users.deactivate(ctx, user_of(ctx, SUPERVISOR))
        with pytest.raises(LastManager):
            staff_users.deactivate(ctx, user_of(ctx, ADMINISTRATOR))


def test_two_who_end_each_other_at_the_same_moment_do_not_both_succeed(desks):
    with desks.acting("be") as ctx:
        add_another(ctx, "administrator")
    first, second = desks.acting("be", ADMINISTRATOR), desks.acting("be", CLAIRE)
    one, other = first.__enter__(), second.__enter__()
    # Nothing but the state, so that the two meet nowhere else.
    user_of(one, CLAIRE).state = "closed"
    staff_users.deactivate(other, user_of(other, ADMINISTRATOR))
    first.__exit__(None, None, None)
    with pytest.raises(ReadConflictError):
        second.__exit__(None, None, None)


def demoted(ctx, email):
    staff_users.change_roles(ctx, user_of(ctx, email), ("supervisor",))


def closed(ctx, email):
    staff_users.deactivate(ctx, user_of(ctx, email))


def signed_out(ctx, email):
    staff_users.sign_out_staff_user(ctx, user_of(ctx, email))


@pytest.mark.parametrize("first", [demoted, closed])
@pytest.mark.parametrize("second", [demoted, closed, signed_out])
def test_of_two_administrators_who_end_each_other_at_once_one_remains(desks, first, second):
    with desks.acting("be") as ctx:
        add_another(ctx, "administrator")
    one, other = desks.acting("be", ADMINISTRATOR), desks.acting("be", CLAIRE)
    first(one.__enter__(), CLAIRE)
    second(other.__enter__(), ADMINISTRATOR)
    one.__exit__(None, None, None)
    with pytest.raises(ConflictError):
        other.__exit__(None, None, None)
    with desks.looking("be") as ctx:
        assert user_of(ctx, ADMINISTRATOR).roles == ("administrator",)


# What it does


def test_a_change_of_role_ends_the_sessions_and_tells_the_person(desks, visitor, outbox):
    visitor("be", CLERK)
    with desks.acting("be", ADMINISTRATOR) as ctx:
        clerk = user_of(ctx, CLERK)
        staff_users.change_roles(ctx, clerk, ("supervisor",))
        assert list(ctx.portal["sessions"].of(clerk.id)) == []
        assert (clerk.roles, clerk.landing_page) == (("supervisor",), "work-list")
        assert next(iter(notes(clerk))).event == "role_changed"
    assert (outbox[-1].recipient, outbox[-1].subject) == (CLERK, "Votre rôle au guichet a changé")


def test_the_same_roles_again_change_nothing(desks, visitor, outbox):
    visitor("be", CLERK)
    with desks.acting("be", ADMINISTRATOR) as ctx:
        clerk = user_of(ctx, CLERK)
        staff_users.change_roles(ctx, clerk, ("clerk",))
        assert len(list(ctx.portal["sessions"].of(clerk.id))) == 1
    assert not outbox


def test_signing_out_everywhere_ends_the_sessions_and_nothing_else(desks, visitor, outbox):
    for _device in range(2):
        visitor("be", CLERK)
    with desks.acting("be", SUPERVISOR) as ctx:
        clerk = user_of(ctx, CLERK)
        staff_users.sign_out_staff_user(ctx, clerk)
        assert list(ctx.portal["sessions"].of(clerk.id)) == []
        assert clerk.state == "active"
    assert (outbox[-1].recipient, outbox[-1].subject) == (CLERK, "Vos appareils sont déconnectés")


def test_deactivation_ends_sessions_and_links_and_frees_the_address(desks, visitor, outbox):
    visitor("be", CLERK)
    with desks.acting("be", SUPERVISOR) as ctx:
        clerk = user_of(ctx, CLERK)
        staff_users.deactivate(ctx, clerk)
        assert clerk.state == "closed"
        assert ctx.portal["users"].with_email(CLERK) is None
        assert list(ctx.portal["sessions"].of(clerk.id)) == []
        assert clerk.id in ctx.portal["users"], "their decisions name them"
    assert (outbox[-1].recipient, outbox[-1].subject) == (CLERK, "Votre accès au guichet est fermé")


def test_a_withdrawn_invitation_cannot_be_used_and_no_mail_is_sent(desks, outbox):
    with desks.acting("be") as ctx:
        user = staff_users.add_staff(ctx, claire(), ("clerk",))
        secret = secret_of(ctx, user)
        staff_users.deactivate(ctx, user)
        with pytest.raises(LinkError):
            take_up(ctx, secret, PASSWORD)
    assert not outbox


def test_those_whose_access_has_ended_stand_at_the_end_of_the_list(desks):
    with desks.acting("be") as ctx:
        staff_users.deactivate(ctx, user_of(ctx, CLERK))
        users = ctx.portal["users"]
        listed = [users[user_id] for user_id, _row in ctx.portal[staff_users.LIST].page(staff_users.ALL, size=99).rows]
        assert [one.last_name for one in listed] == ["Blum", "Wyss", "Berger"]
        assert ctx.portal[staff_users.LIST].count(staff_users.PRESENT) == 2


def test_a_role_that_no_version_knows_any_more_allows_nothing():
    assert permissions_of(("sorcerer",)) == frozenset()
