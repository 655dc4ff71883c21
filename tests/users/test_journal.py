"""What happened to an account, in words for its owner."""

from datetime import timedelta

import pytest

from guichet.audit.audit_log import entries
from guichet.testing.people import user_of
from guichet.users.journal import LABELS, apply_retention, note, notes

OWNER = "insured@ne.example"


@pytest.fixture
def ctx(desks):
    with desks.acting("ne") as ctx:
        yield ctx


@pytest.fixture
def user(ctx):
    found = user_of(ctx, OWNER)
    found.journal = None
    return found


def test_the_newest_line_comes_first(ctx, user, clock):
    note(ctx, user, "signed_in", "Firefox, Linux")
    clock.forward(minutes=1)
    later = type(ctx)(ctx.portal, ctx.desk, ctx.actor, ctx.principals, clock.now)
    note(later, user, "password_changed")
    assert [(line.event, line.detail) for line in notes(user)] == [
        ("password_changed", ""),
        ("signed_in", "Firefox, Linux"),
    ]
    assert next(notes(user)).moment == clock.now


def test_a_line_stands_in_the_audit_trail_too_without_its_detail(ctx, user):
    note(ctx, user, "signed_in", "Firefox, Linux")
    last = list(entries(ctx.portal))[-1]
    assert (last.action, last.target, last.details) == ("user.signed_in", user.id, ())


def test_two_lines_of_the_same_moment_both_stay(ctx, user):
    note(ctx, user, "signed_in")
    note(ctx, user, "signed_in")
    assert len(list(notes(user))) == 2


def test_an_event_without_words_is_a_mistake_of_ours(ctx, user):
    with pytest.raises(KeyError):
        note(ctx, user, "abducted")
    assert list(notes(user)) == []


def test_a_year_old_line_goes(ctx, user):
    note(ctx, user, "signed_in")
    apply_retention(user, ctx.now - timedelta(seconds=1))
    assert len(list(notes(user))) == 1
    apply_retention(user, ctx.now + timedelta(seconds=1))
    assert list(notes(user)) == []


def test_an_account_made_before_there_was_a_journal_has_an_empty_one(ctx, user):
    assert list(notes(user)) == []
    apply_retention(user, ctx.now)


def test_every_event_is_said_in_the_reader_s_language():
    assert all(label.domain == "guichet" for label in LABELS.values())
