"""Reminders of a correction: after 14 and 28 days, each once, until the sender or the office goes on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from guichet.app import daily_tasks
from guichet.invoices.correction_dates import reminders
from guichet.invoices.correction_reminders import remind_senders
from guichet.invoices.invoice_actions import withdraw
from guichet.invoices.lists import work_list
from guichet.messages.enqueue import outbox_of
from guichet.office.decisions import decision_actions

CLERK = "clerk@be.example"


@pytest.fixture
def asked(house):
    """An invoice that waits for its sender."""
    return house.ask_for_correction(house.sent())


def run(house, asked, day):
    """The daily task so many days after the request; how many were reminded."""
    now = first_request(asked) + timedelta(days=day)
    ctx, cursor, before = house.operator, (), len(list(outbox_of(house.operator.portal)))
    while cursor is not None:
        cursor = remind_senders(ctx.desk, ctx.portal, now, cursor)
    return len(list(outbox_of(ctx.portal))) - before


def first_request(invoice):
    return next(event.moment for event in invoice.events if event.transition == "request_correction")


def texts(house, invoice):
    found = sorted(outbox_of(house.operator.portal).values(), key=lambda mail: mail.created)
    reminding = [mail for mail in found if mail.subject.startswith("Rappel") and invoice.reference in mail.subject]
    return [mail.text.replace("\u00a0", " ") for mail in reminding]


def test_a_sender_is_reminded_twice_and_each_time_once(house, asked):
    made = [run(house, asked, day) for day in (13, 14, 14, 15, 27, 28, 28, 60)]
    assert made == [0, 1, 0, 0, 0, 1, 0, 0]
    assert len(texts(house, asked)) == len(reminders(asked)) == 2
    assert len(work_list(house.operator.portal).row(asked.id).reminded) == 2
    assert asked.state == "correction_requested"


def test_after_days_without_a_worker_the_two_reminders_are_apart(house, asked):
    assert [run(house, asked, day) for day in (40, 40, 41, 53, 54)] == [1, 0, 0, 0, 1]


@pytest.mark.parametrize("ends", ["resent", "withdrawn", "undone"])
def test_who_has_answered_or_withdrawn_is_not_reminded(house, asked, ends):
    if ends == "resent":
        house.send(asked, km="23")
    elif ends == "withdrawn":
        withdraw(house.as_(), asked)
    else:
        decision_actions.undo(house.as_(CLERK), asked)
    assert run(house, asked, 30) == 0


def test_another_request_begins_its_own_days(house, asked):
    run(house, asked, 14)
    house.send(asked, km="23")
    house.ask_for_correction(asked)
    assert reminders(asked) == ()
    assert len(asked.revisions) == 2


def test_a_reminder_says_the_deadline_or_that_it_is_past(house, asked):
    plugins = house.operator.desk.plugins
    plugins.tenant = replace(plugins.tenant, correction_days=20)
    other = house.ask_for_correction(house.sent())
    # What the office usually leaves counts from the next request on.
    plugins.tenant = replace(plugins.tenant, correction_days=7)
    for day in (14, 28):
        run(house, other, day)
    without, *_later = texts(house, asked)
    assert "au plus tard" not in without and "est passé" not in without
    in_time, past = texts(house, other)
    assert "au plus tard le" in in_time
    assert "est passé" in past


def test_reminders_are_among_the_daily_tasks(house):
    assert "correction_reminders" in [task.name for task in daily_tasks(house.operator.desk)]
