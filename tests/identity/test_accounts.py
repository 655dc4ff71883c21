"""Accounts, and the rule that an address belongs to one of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from guichet import clock as house_clock
from guichet.act import NotAllowed
from guichet.identity.actions import Person, accept, close_account, keep_form, new_account, refuse
from guichet.identity.factors.actions import make_recovery_codes
from guichet.identity.links import LinkError, find_link, new_link
from guichet.identity.models import Account, Challenge, Session
from guichet.testing.people import PASSWORD

ADDRESS = "Mia.Robert@Exemple.example"


@pytest.fixture
def mia():
    return Person(ADDRESS, "Mia", "Robert", "+41795551234", PASSWORD, "fr")


def test_somebody_who_has_registered_cannot_be_found_by_their_address_yet(desks, mia):
    with desks.acting("be") as act:
        account = new_account(act, mia)
        assert account.state == "unconfirmed"
        assert act.portal["accounts"].with_email(ADDRESS) is None


@pytest.mark.parametrize("spelt", [ADDRESS, ADDRESS.lower(), ADDRESS.upper()])
def test_an_admitted_address_is_found_in_capitals_and_without(desks, mia, spelt):
    with desks.acting("be") as act:
        account = new_account(act, mia)
        assert act.portal["accounts"].admit(account)
    with desks.looking("be") as act:
        found = act.portal["accounts"].with_email(spelt)
        assert (found.name, found.email, found.state) == ("Mia Robert", ADDRESS, "active")


def test_of_two_accounts_with_one_address_the_first_admitted_keeps_it(desks, mia):
    with desks.acting("be") as act:
        accounts = act.portal["accounts"]
        first, second = new_account(act, mia), new_account(act, mia)
        assert accounts.admit(second)
        assert not accounts.admit(first)
        assert accounts.admit(second), "admitting twice changes nothing"
        assert (first.state, second.state) == ("unconfirmed", "active")
        assert accounts.with_email(ADDRESS) is second


def test_the_password_itself_is_nowhere_in_an_account(desks, mia):
    with desks.acting("be") as act:
        kept = vars(new_account(act, mia))
    assert kept["password_hash"].startswith("$argon2id$")
    assert not any(PASSWORD in str(value) for value in kept.values())


@pytest.mark.parametrize("decide", [accept, refuse])
def test_only_the_office_lets_somebody_in_or_not(desks, mia, decide):
    with desks.acting("be") as act:
        account = new_account(act, mia)
    with desks.acting("be", "manager@be.example") as act:
        with pytest.raises(NotAllowed):
            decide(act, act.portal["accounts"][account.id])
        assert act.portal["accounts"][account.id].state == "unconfirmed"


def test_a_person_of_the_office_has_a_role_and_nobody_else_has():
    account = Account(
        email="a@b.example",
        first_name="A",
        last_name="B",
        phone="",
        password_hash="",
        language="fr",
        now=house_clock.now(),
    )
    assert account.roles == ()
    assert account.home == ()


def test_a_challenge_keeps_the_codes_sent_before(clock):
    challenge = Challenge()
    challenge.add(b"first", clock.now)
    challenge.add(b"second", clock.forward(minutes=1))
    assert [nonce for nonce, _sent in challenge.sent] == [b"first", b"second"]


@pytest.mark.parametrize(("stage", "asks"), [("phone", True), ("code", True), ("full", False)])
def test_a_session_waits_for_a_code_until_somebody_is_signed_in(clock, stage, asks):
    assert (Session("4f", stage, clock.now).challenge is not None) is asks


def test_the_password_tried_is_the_owner_s_else_that_of_the_latest_registration(desks, mia, clock):
    with desks.acting("be") as act:
        first = new_account(act, mia)
    clock.forward(minutes=1)
    with desks.acting("be") as act:
        accounts = act.portal["accounts"]
        second = new_account(act, mia)
        assert accounts.whose_password(mia.email) is second
        assert accounts.pending_with(mia.email) == [second, accounts[first.id]]
        accounts.admit(accounts[first.id])
        assert accounts.whose_password(mia.email.upper()) is accounts[first.id]


@pytest.mark.parametrize("state", ["unconfirmed", "waiting"])
def test_who_registers_later_does_not_take_the_place_of_whom_the_office_has_accepted(desks, mia, clock, state):
    with desks.acting("be") as act:
        accepted = new_account(act, mia)
        accepted.state = "accepted"
    clock.forward(minutes=1)
    with desks.acting("be") as act:
        new_account(act, mia).state = state
        assert act.portal["accounts"].whose_password(mia.email).id == accepted.id


def test_an_invited_person_has_no_password_to_try(desks, mia):
    with desks.acting("be") as act:
        new_account(act, replace(mia, password="")).state = "invited"
        assert act.portal["accounts"].whose_password(mia.email) is None


def test_a_released_address_may_be_taken_again(desks, mia):
    with desks.acting("be") as act:
        accounts = act.portal["accounts"]
        first, second = new_account(act, mia), new_account(act, mia)
        accounts.admit(first)
        assert not accounts.admit(second)
        accounts.release(first)
        assert accounts.with_email(mia.email) is None
        assert accounts.admit(second)


def test_a_new_address_frees_the_old_one_and_is_never_somebody_else_s(desks, mia):
    with desks.acting("be") as act:
        accounts = act.portal["accounts"]
        account = new_account(act, mia)
        accounts.admit(account)
        assert not accounts.change_email(account, "manager@be.example")
        assert account.email == mia.email
        assert accounts.change_email(account, "Mia@autre.example")
        assert accounts.with_email(mia.email) is None
        assert accounts.change_email(account, "mia@autre.example"), "only the spelling"
        assert accounts.with_email("MIA@AUTRE.EXAMPLE") is account


def test_a_closed_account_has_no_session_no_link_and_no_address(desks, visitor):
    rochat = visitor("be", "manager@be.example")
    with desks.acting("be") as act:
        account = act.portal["accounts"].with_email("manager@be.example")
        secret = new_link(act.portal, "reset", account, act.now)
        close_account(act, account)
        assert act.portal["accounts"].with_email("manager@be.example") is None
        with pytest.raises(LinkError, match="used"):
            find_link(act.portal, "reset", secret, act.now)
    with rochat.request() as request:
        assert request.identity is None


def test_a_closed_account_keeps_nothing_that_opens_it_and_nothing_that_was_being_typed(desks):
    with desks.acting("be") as act:
        account = act.portal["accounts"].with_email("manager@be.example")
        account.trusted = (("hash", act.now + timedelta(days=30)),)
        account.app_nonce = b"a nonce"
        make_recovery_codes(act, account)
        keep_form(account, "/account-phone", "[]")
        assert account.recovery_nonce
        assert account.recovery_left
        close_account(act, account)
        assert (account.password_hash, account.trusted, account.kept_form) == ("", (), None)
        assert (account.app_nonce, account.recovery_nonce, account.recovery_left) == (b"", b"", ())
