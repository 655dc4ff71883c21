"""What the worker does for the pages."""

from datetime import timedelta

import pytest

from guichet.identity.actions import Person, new_account
from guichet.identity.errands import KINDS, TOO_LATE, Errands, ask
from guichet.messages.actions import outbox_of
from guichet.testing.people import PASSWORD, account_of

MIA = Person("mia@exemple.example", "Mia", "Robert", "+41795551234", PASSWORD, "fr")


@pytest.fixture
def asked(desks):
    """An activation that was asked for; the id of the account."""
    with desks.acting("ne") as act:
        account = new_account(act, MIA)
        ask(act, "activation", account.id, "fr")
        return account.id


def mails(desks):
    with desks.looking("ne") as act:
        return [message.subject for message in outbox_of(act.portal).values()]


def waiting(desks):
    with desks.looking("ne") as act:
        return len(list(act.portal["errands"]))


def test_nothing_is_sent_before_the_worker_comes(asked, desks):
    assert mails(desks) == []
    assert waiting(desks) == 1


def test_the_worker_does_an_errand_once(asked, desks, clock):
    worker = Errands(desks["ne"])
    assert worker.run_due(clock.now) == 1
    assert worker.run_due(clock.now) == 0
    assert mails(desks) == ["Confirmez votre adresse e-mail"]
    assert waiting(desks) == 0


def test_two_workers_send_one_mail(asked, desks, clock):
    one, other = Errands(desks["ne"]), Errands(desks["ne"])
    with desks.looking("ne") as act:
        [name] = act.portal["errands"]
    assert one._do(name)
    assert not other._do(name)
    assert len(mails(desks)) == 1


def test_an_errand_that_nobody_waits_for_any_more_is_dropped(asked, desks, clock):
    clock.forward(seconds=TOO_LATE.total_seconds() + 1)
    Errands(desks["ne"]).run_due(clock.now)
    assert mails(desks) == []
    assert waiting(desks) == 0


def test_an_account_that_is_gone_or_active_gets_no_activation(desks, clock):
    with desks.acting("ne") as act:
        ask(act, "activation", "0" * 16, "fr")
        ask(act, "activation", account_of(act, "insured@ne.example").id, "fr")
    assert Errands(desks["ne"]).run_due(clock.now) == 2
    assert mails(desks) == []


def test_a_kind_nobody_does_is_a_mistake_of_ours(desks):
    with desks.acting("ne") as act, pytest.raises(KeyError):
        ask(act, "holiday", "", "fr")


def test_an_errand_names_no_moment_in_the_future(asked, desks, clock):
    with desks.looking("ne") as act:
        [errand] = [act.portal["errands"][name] for name in act.portal["errands"]]
        assert timedelta(0) <= clock.now - errand.created < timedelta(minutes=1)


def test_an_errand_that_fails_does_not_hold_up_the_others(desks, clock, monkeypatch):
    monkeypatch.setitem(KINDS, "broken", lambda act, errand: 1 / 0)
    with desks.acting("ne") as act:
        ask(act, "broken", "", "fr")
    with desks.acting("ne") as act:
        ask(act, "activation", new_account(act, MIA).id, "fr")
    worker = Errands(desks["ne"])
    assert worker.run_due(clock.now) == 1
    assert mails(desks) == ["Confirmez votre adresse e-mail"]
    assert waiting(desks) == 1, "it is tried again"
    clock.forward(seconds=TOO_LATE.total_seconds() + 1)
    worker.run_due(clock.now)
    assert waiting(desks) == 0
