"""Accounts, and the rule that an address belongs to one of them."""

import pytest

from guichet import clock as house_clock
from guichet.act import NotAllowed
from guichet.identity.actions import Person, accept, new_account, refuse
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
            decide(act, act.portal["accounts"][account.__name__])
        assert act.portal["accounts"][account.__name__].state == "unconfirmed"


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
