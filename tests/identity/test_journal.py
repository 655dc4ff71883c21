"""What happened to an account, in words for its owner."""

from datetime import timedelta

import pytest

from guichet.audit.trail import entries
from guichet.identity.journal import WORDS, note, notes, tidy
from guichet.testing.people import account_of

OWNER = "insured@ne.example"


@pytest.fixture
def act(desks):
    with desks.acting("ne") as act:
        yield act


@pytest.fixture
def account(act):
    found = account_of(act, OWNER)
    found.journal = None
    return found


def test_the_newest_line_comes_first(act, account, clock):
    note(act, account, "signed_in", "Firefox, Linux")
    clock.forward(minutes=1)
    later = type(act)(act.portal, act.desk, act.actor, act.principals, clock.now)
    note(later, account, "password_changed")
    assert [(line.event, line.detail) for line in notes(account)] == [
        ("password_changed", ""),
        ("signed_in", "Firefox, Linux"),
    ]
    assert next(notes(account)).moment == clock.now


def test_a_line_stands_in_the_audit_trail_too_without_its_detail(act, account):
    note(act, account, "signed_in", "Firefox, Linux")
    last = list(entries(act.portal, f"{act.now:%Y-%m}"))[-1]
    assert (last.action, last.target, last.details) == ("account.signed_in", account.id, ())


def test_two_lines_of_the_same_moment_both_stay(act, account):
    note(act, account, "signed_in")
    note(act, account, "signed_in")
    assert len(list(notes(account))) == 2


def test_an_event_without_words_is_a_mistake_of_ours(act, account):
    with pytest.raises(KeyError):
        note(act, account, "abducted")
    assert list(notes(account)) == []


def test_a_year_old_line_goes(act, account):
    note(act, account, "signed_in")
    tidy(account, act.now - timedelta(seconds=1))
    assert len(list(notes(account))) == 1
    tidy(account, act.now + timedelta(seconds=1))
    assert list(notes(account)) == []


def test_an_account_made_before_there_was_a_journal_has_an_empty_one(act, account):
    assert list(notes(account)) == []
    tidy(account, act.now)


def test_every_event_is_said_in_the_reader_s_language():
    assert all(words.domain == "guichet" for words in WORDS.values())
