"""Wrong codes add up over all attempts."""

from datetime import timedelta

import pytest

from guichet.messages.enqueue import outbox_of
from guichet.mfa.wrong_codes import DAY, IN_A_DAY, IN_A_ROW, count, forgive, obstacle
from guichet.testing.people import user_of
from guichet.users.journal import notes

HOUR = timedelta(hours=1)


@pytest.fixture
def ctx(desks):
    with desks.acting("be") as ctx:
        yield ctx


@pytest.fixture
def lea(ctx):
    return user_of(ctx, "manager@be.example")


def count_many(ctx, user, number):
    for _number in range(number):
        count(ctx, user)


def test_twenty_wrong_codes_in_a_day_stop_codes_for_a_day(ctx, lea):
    count_many(ctx, lea, IN_A_DAY - 1)
    assert obstacle(lea, "sms", ctx.now) is None
    count(ctx, lea)
    assert obstacle(lea, "sms", ctx.now) == "paused"
    assert obstacle(lea, "sms", ctx.now + DAY - timedelta(seconds=1)) == "paused"
    assert obstacle(lea, "sms", ctx.now + DAY) is None


def test_the_app_stops_too_and_recovery_codes_do_not(ctx, lea):
    count_many(ctx, lea, IN_A_DAY)
    assert obstacle(lea, "app", ctx.now) == "paused"
    assert obstacle(lea, "recovery", ctx.now) is None


def test_wrong_codes_of_earlier_days_do_not_count(desks, clock):
    for _day in range(3):
        with desks.acting("be") as ctx:
            lea = user_of(ctx, "manager@be.example")
            count_many(ctx, lea, IN_A_DAY - 1)
            assert obstacle(lea, "sms", ctx.now) is None
        clock.forward(hours=24)


def test_a_right_code_does_not_reset_the_count_of_the_day(ctx, lea):
    count_many(ctx, lea, IN_A_DAY - 1)
    forgive(lea)
    count(ctx, lea)
    assert obstacle(lea, "sms", ctx.now) == "paused"


def test_a_hundred_in_a_row_need_the_office(desks, clock):
    for _week in range(IN_A_ROW // 10):
        with desks.acting("be") as ctx:
            lea = user_of(ctx, "manager@be.example")
            assert obstacle(lea, "sms", ctx.now) is None
            count_many(ctx, lea, 10)
        clock.forward(days=7)
    with desks.acting("be") as ctx:
        lea = user_of(ctx, "manager@be.example")
        assert obstacle(lea, "sms", ctx.now + 365 * DAY) == "office"
        assert obstacle(lea, "recovery", ctx.now) is None
        forgive(lea)
        assert obstacle(lea, "sms", ctx.now) is None


def test_a_right_code_resets_the_count_in_a_row(ctx, lea):
    lea.wrong_in_a_row = IN_A_ROW - 1
    forgive(lea)
    count(ctx, lea)
    assert obstacle(lea, "sms", ctx.now) is None


def test_the_owner_is_mailed_once_and_the_journal_has_the_pause(ctx, lea):
    count_many(ctx, lea, IN_A_DAY)
    (mail,) = outbox_of(ctx.portal).values()
    assert (mail.recipient, mail.subject) == (lea.email, "Trop de codes faux pour votre compte")
    assert "15 novembre 2026 à 13 h 00" in mail.text.replace("\u00a0", " ")
    assert mail.link.endswith("/forgot-password")
    assert next(notes(lea)).event == "codes_paused"


def test_an_unproven_address_gets_no_mail(ctx, lea):
    lea.state = "unconfirmed"
    count_many(ctx, lea, IN_A_DAY)
    assert list(outbox_of(ctx.portal)) == []


def test_forgiving_nothing_writes_nothing(ctx, lea):
    ctx.portal._p_jar.cacheMinimize()
    forgive(lea)
    assert not lea._p_changed
