"""Accounts, and the rule that an address belongs to one of them."""

from datetime import timedelta

import pytest

from guichet import clock as house_clock
from guichet.action_context import NotAllowed
from guichet.mfa.mfa_actions import make_recovery_codes
from guichet.testing.people import PASSWORD, new_secret
from guichet.users.admission import accept, refuse
from guichet.users.credentials import close_user
from guichet.users.links import LinkError, find_link
from guichet.users.models import Challenge, Session, User
from guichet.users.registration import Person, new_user
from guichet.users.saved_forms import store_form

ADDRESS = "Mia.Robert@Exemple.example"


@pytest.fixture
def mia():
    return Person(ADDRESS, "Mia", "Robert", "+41795551234", PASSWORD, "fr")


def test_a_registration_does_not_own_its_address(desks, mia):
    with desks.acting("be") as ctx:
        user = new_user(ctx, mia)
        assert user.state == "unconfirmed"
        assert ctx.portal["users"].with_email(ADDRESS) is None


@pytest.mark.parametrize("spelt", [ADDRESS, ADDRESS.lower(), ADDRESS.upper()])
def test_an_admitted_address_is_found_in_capitals_and_without(desks, mia, spelt):
    with desks.acting("be") as ctx:
        user = new_user(ctx, mia)
        assert ctx.portal["users"].activate_user(user)
    with desks.looking("be") as ctx:
        found = ctx.portal["users"].with_email(spelt)
        assert (found.name, found.email, found.state) == ("Mia Robert", ADDRESS, "active")


def test_second_registration_with_same_email_is_rejected_after_first(desks, mia):
    with desks.acting("be") as ctx:
        users = ctx.portal["users"]
        first, second = new_user(ctx, mia), new_user(ctx, mia)
        assert users.activate_user(second)
        assert not users.activate_user(first)
        assert users.activate_user(second), "admitting twice changes nothing"
        assert (first.state, second.state) == ("unconfirmed", "active")
        assert users.with_email(ADDRESS) is second


def test_the_password_itself_is_nowhere_in_an_account(desks, mia):
    with desks.acting("be") as ctx:
        kept = vars(new_user(ctx, mia))
    assert kept["password_hash"].startswith("$argon2id$")
    assert not any(PASSWORD in str(value) for value in kept.values())


@pytest.mark.parametrize("decide", [accept, refuse])
def test_only_the_office_accepts_or_refuses_registrations(desks, mia, decide):
    with desks.acting("be") as ctx:
        user = new_user(ctx, mia)
    with desks.acting("be", "manager@be.example") as ctx:
        with pytest.raises(NotAllowed):
            decide(ctx, ctx.portal["users"][user.id])
        assert ctx.portal["users"][user.id].state == "unconfirmed"


def test_users_of_the_office_have_a_role_and_no_others():
    user = User(
        email="a@b.example",
        first_name="A",
        last_name="B",
        phone="",
        password_hash="",
        language="fr",
        now=house_clock.now(),
    )
    assert user.roles == ()
    assert (user.issuer_id, user.landing_page) == ("", "")


def test_a_challenge_keeps_the_codes_sent_before(clock):
    challenge = Challenge()
    challenge.add(b"first", clock.now)
    challenge.add(b"second", clock.forward(minutes=1))
    assert [nonce for nonce, _sent in challenge.sent] == [b"first", b"second"]


@pytest.mark.parametrize(("stage", "asks"), [("phone", True), ("code", True), ("full", False)])
def test_a_session_has_a_challenge_until_sign_in_is_complete(clock, stage, asks):
    assert (Session("4f", stage, clock.now).challenge is not None) is asks


def test_an_address_belongs_to_the_user_who_was_activated(desks, mia, clock):
    with desks.acting("be") as ctx:
        first = new_user(ctx, mia)
    clock.forward(minutes=1)
    with desks.acting("be") as ctx:
        users = ctx.portal["users"]
        second = new_user(ctx, mia)
        assert users.with_email(mia.email) is None
        assert users.pending_with(mia.email) == [second, users[first.id]]
        users.activate_user(users[first.id])
        assert users.with_email(mia.email.upper()) is users[first.id]


def test_a_released_address_may_be_taken_again(desks, mia):
    with desks.acting("be") as ctx:
        users = ctx.portal["users"]
        first, second = new_user(ctx, mia), new_user(ctx, mia)
        users.activate_user(first)
        assert not users.activate_user(second)
        users.release(first)
        assert users.with_email(mia.email) is None
        assert users.activate_user(second)


def test_a_new_address_frees_the_old_one_and_is_never_a_used_one(desks, mia):
    with desks.acting("be") as ctx:
        users = ctx.portal["users"]
        user = new_user(ctx, mia)
        users.activate_user(user)
        assert not users.change_email(user, "manager@be.example")
        assert user.email == mia.email
        assert users.change_email(user, "Mia@autre.example")
        assert users.with_email(mia.email) is None
        assert users.change_email(user, "mia@autre.example"), "only the spelling"
        assert users.with_email("MIA@AUTRE.EXAMPLE") is user


def test_a_closed_account_has_no_session_no_link_and_no_address(desks, visitor):
    rochat = visitor("be", "manager@be.example")
    with desks.acting("be") as ctx:
        user = ctx.portal["users"].with_email("manager@be.example")
        secret = new_secret(ctx, "reset", user)
        close_user(ctx, user)
        assert ctx.portal["users"].with_email("manager@be.example") is None
        with pytest.raises(LinkError, match="used"):
            find_link(ctx.portal, "reset", secret, ctx.now)
    with rochat.request() as request:
        assert request.identity is None


def test_a_closed_user_has_no_secrets_and_no_saved_form(desks):
    with desks.acting("be") as ctx:
        user = ctx.portal["users"].with_email("manager@be.example")
        user.trusted = (("hash", ctx.now + timedelta(days=30)),)
        user.totp_nonce = b"a nonce"
        make_recovery_codes(ctx, user)
        store_form(user, "/account-phone", "[]")
        assert user.recovery_nonce
        assert user.recovery_left
        close_user(ctx, user)
        assert (user.password_hash, user.trusted, user.saved_form) == ("", (), None)
        assert (user.totp_nonce, user.recovery_nonce, user.recovery_left) == (b"", b"", ())
