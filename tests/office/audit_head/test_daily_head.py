"""The head of the audit log leaves the desk once a day, for a person whom the settings name."""

from datetime import timedelta

import pytest

from guichet.app import daily_tasks
from guichet.audit.audit_log import audit_log
from guichet.audit.chain import Head
from guichet.audit.verification import verify
from guichet.store.jobs import DailyJob

OFFICER = "officer@canton.example"


@pytest.fixture
def desks(make_desks):
    return make_desks(["be"], settings={"tenant.be.audit_head_to": OFFICER})


def a_day_of_the_worker(desks, later=timedelta(0)):
    desk = desks["be"]
    DailyJob(desk.db, daily_tasks(desk)).run_due(desks.clock.now + later)


def mails(desks):
    return [mail for mail in desks.outbox("be").mails if mail.recipient == OFFICER]


def test_each_day_brings_one_mail_however_often_the_worker_starts(desks):
    for later in (timedelta(0), timedelta(minutes=1), timedelta(days=1), timedelta(days=1, minutes=1)):
        a_day_of_the_worker(desks, later)
    assert len(mails(desks)) == 2


def test_the_head_in_the_mail_proves_the_log_of_that_day(desks, sign_in):
    a_day_of_the_worker(desks)
    (mail,) = mails(desks)
    (written,) = [line for line in mail.text.splitlines() if len(line) > 64 and " " not in line]
    sign_in(desks.browser("be"), "clerk@be.example")
    with desks.looking("be") as ctx:
        log = audit_log(ctx.portal)
        head, links = Head.parse(written), list(log.links())
        assert 0 < head.length < log.head.length
        assert verify(links, [head]).findings == ()
        assert verify(links[: head.length - 1], [head]).findings


def test_without_an_address_nothing_is_sent(make_desks):
    desks = make_desks(["be"])
    a_day_of_the_worker(desks)
    assert not [mail for mail in desks.outbox("be").mails if "audit" in mail.subject]
    with desks.looking("be") as ctx:
        assert not audit_log(ctx.portal).sent_heads
