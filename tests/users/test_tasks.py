"""What the worker does for the pages."""

import importlib
import json
import pkgutil
from datetime import timedelta

import pytest
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationConflictError

import guichet
from guichet.messages.enqueue import outbox_of
from guichet.testing.people import PASSWORD, user_of
from guichet.users.registration import ACTIVATION, Person, new_user
from guichet.users.tasks import MAX_AGE, TaskKind, TaskQueue, add_tasks, enqueue

MIA = Person("mia@exemple.example", "Mia", "Robert", "+41795551234", PASSWORD, "fr")


@pytest.fixture
def asked(desks):
    """An activation that was asked for; the id of the account."""
    with desks.acting("ne") as ctx:
        user = new_user(ctx, MIA)
        enqueue(ctx, ACTIVATION, user.id)
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


def test_the_worker_does_an_task_once(asked, desks, clock):
    worker = desks.task_queue("ne")
    assert worker.run_due(clock.now) == 1
    assert worker.run_due(clock.now) == 0
    assert mails(desks) == ["Confirmez votre adresse e-mail"]
    assert waiting(desks) == 0


def test_two_workers_send_one_mail(asked, desks, clock):
    one, other = desks.task_queue("ne"), desks.task_queue("ne")
    with desks.looking("ne") as ctx:
        [name] = ctx.portal["tasks"]
    assert one._do(name)
    assert not other._do(name)
    assert len(mails(desks)) == 1


def test_a_task_older_than_its_maximum_age_is_dropped(asked, desks, clock):
    clock.forward(seconds=MAX_AGE.total_seconds() + 1)
    desks.task_queue("ne").run_due(clock.now)
    assert mails(desks) == []
    assert waiting(desks) == 0


def test_an_account_that_is_gone_or_active_gets_no_activation(desks, clock):
    with desks.acting("ne") as ctx:
        enqueue(ctx, ACTIVATION, "0" * 16)
        enqueue(ctx, ACTIVATION, user_of(ctx, "insured@ne.example").id)
    assert desks.task_queue("ne").run_due(clock.now) == 2
    assert mails(desks) == []


def test_two_kinds_of_one_name_are_a_conflict_when_the_desk_starts():
    config = Configurator()
    config.include(add_tasks)
    config.commit()
    config.add_task(TaskKind("holiday", lambda ctx, task: None))
    config.add_task(TaskKind("holiday", lambda ctx, task: 1))
    with pytest.raises(ConfigurationConflictError):
        config.commit()


def test_every_kind_of_task_is_registered_with_the_desk(desks):
    modules = [
        importlib.import_module(one.name)
        for one in pkgutil.walk_packages(guichet.__path__, "guichet.")
        if not one.name.startswith("guichet.testing")
    ]
    declared = {kind.name for module in modules for kind in vars(module).values() if isinstance(kind, TaskKind)}
    assert declared == set(desks.tasks["ne"])


def test_a_task_is_stored_with_the_present_moment(asked, desks, clock):
    with desks.looking("ne") as ctx:
        [task] = [ctx.portal["tasks"][name] for name in ctx.portal["tasks"]]
        assert timedelta(0) <= clock.now - task.created < timedelta(minutes=1)


def test_a_task_that_fails_does_not_hold_up_the_others(desks, clock, capsys):
    broken = TaskKind("broken", lambda ctx, task: 1 / 0)
    with desks.acting("ne") as ctx:
        enqueue(ctx, broken, "")
    with desks.acting("ne") as ctx:
        enqueue(ctx, ACTIVATION, new_user(ctx, MIA).id)
    worker = TaskQueue(desks["ne"], {"broken": broken, "activation": ACTIVATION})
    assert worker.run_due(clock.now) == 1
    assert mails(desks) == ["Confirmez votre adresse e-mail"]
    assert waiting(desks) == 1, "it is tried again"
    [line] = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert (line["event"], line["failed"][0]["text"]) == ("task_failed", "division by zero")
    clock.forward(seconds=MAX_AGE.total_seconds() + 1)
    worker.run_due(clock.now)
    assert waiting(desks) == 0
