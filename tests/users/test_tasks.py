"""What the worker does for the pages."""

import json
from datetime import timedelta

import pytest

from guichet.messages.enqueue import outbox_of
from guichet.testing.people import PASSWORD, user_of
from guichet.users.tasks import TASKS, TOO_LATE, TaskQueue, enqueue
from guichet.users.user_actions import Person, new_user

MIA = Person("mia@exemple.example", "Mia", "Robert", "+41795551234", PASSWORD, "fr")


@pytest.fixture
def asked(desks):
    """An activation that was asked for; the id of the account."""
    with desks.acting("ne") as ctx:
        user = new_user(ctx, MIA)
        enqueue(ctx, "activation", user.id, "fr")
        return user.id


def mails(desks):
    with desks.looking("ne") as ctx:
        return [message.subject for message in outbox_of(ctx.portal).values()]


def waiting(desks):
    with desks.looking("ne") as ctx:
        return len(list(ctx.portal["tasks"]))


def test_nothing_is_sent_before_the_worker_comes(asked, desks):
    assert mails(desks) == []
    assert waiting(desks) == 1


def test_the_worker_does_an_errand_once(asked, desks, clock):
    worker = TaskQueue(desks["ne"])
    assert worker.run_due(clock.now) == 1
    assert worker.run_due(clock.now) == 0
    assert mails(desks) == ["Confirmez votre adresse e-mail"]
    assert waiting(desks) == 0


def test_two_workers_send_one_mail(asked, desks, clock):
    one, other = TaskQueue(desks["ne"]), TaskQueue(desks["ne"])
    with desks.looking("ne") as ctx:
        [name] = ctx.portal["tasks"]
    assert one._do(name)
    assert not other._do(name)
    assert len(mails(desks)) == 1


def test_an_errand_that_nobody_waits_for_any_more_is_dropped(asked, desks, clock):
    clock.forward(seconds=TOO_LATE.total_seconds() + 1)
    TaskQueue(desks["ne"]).run_due(clock.now)
    assert mails(desks) == []
    assert waiting(desks) == 0


def test_an_account_that_is_gone_or_active_gets_no_activation(desks, clock):
    with desks.acting("ne") as ctx:
        enqueue(ctx, "activation", "0" * 16, "fr")
        enqueue(ctx, "activation", user_of(ctx, "insured@ne.example").id, "fr")
    assert TaskQueue(desks["ne"]).run_due(clock.now) == 2
    assert mails(desks) == []


def test_a_kind_nobody_does_is_a_mistake_of_ours(desks):
    with desks.acting("ne") as ctx, pytest.raises(KeyError):
        enqueue(ctx, "holiday", "", "fr")


def test_an_errand_names_no_moment_in_the_future(asked, desks, clock):
    with desks.looking("ne") as ctx:
        [task] = [ctx.portal["tasks"][name] for name in ctx.portal["tasks"]]
        assert timedelta(0) <= clock.now - task.created < timedelta(minutes=1)


def test_an_errand_that_fails_does_not_hold_up_the_others(desks, clock, monkeypatch, capsys):
    monkeypatch.setitem(TASKS, "broken", lambda ctx, task: 1 / 0)
    with desks.acting("ne") as ctx:
        enqueue(ctx, "broken", "", "fr")
    with desks.acting("ne") as ctx:
        enqueue(ctx, "activation", new_user(ctx, MIA).id, "fr")
    worker = TaskQueue(desks["ne"])
    assert worker.run_due(clock.now) == 1
    assert mails(desks) == ["Confirmez votre adresse e-mail"]
    assert waiting(desks) == 1, "it is tried again"
    [line] = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert (line["event"], line["failed"][0]["text"]) == ("task_failed", "division by zero")
    clock.forward(seconds=TOO_LATE.total_seconds() + 1)
    worker.run_due(clock.now)
    assert waiting(desks) == 0
