"""Requests for another phone: who may decide, and a desk that had no list of them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pyramid.authorization import Authenticated, Everyone
from ZODB.POSException import ConflictError

from guichet.act import NotAllowed, system
from guichet.identity.account.actions import change_phone
from guichet.identity.factors import phone_list, phone_requests
from guichet.identity.models import Challenge, Session
from guichet.store.database import writing
from guichet.testing.people import account_of

MANAGER, CLERK, SUPERVISOR = "manager@be.example", "clerk@be.example", "supervisor@be.example"
NEW, ANOTHER = "+41795556677", "+41795558899"


def as_person(act, email):
    """The same moment, done by whoever signs in with an address."""
    account = account_of(act, email)
    roles = (f"role:{role}" for role in account.roles)
    return replace(act, actor=account.id, principals=(Everyone, Authenticated, f"account:{account.id}", *roles))


def ask(act, email=MANAGER):
    account = account_of(act, email)
    phone_requests.ask(act, account, NEW, "Le matin", app_lost=False)
    return account


def take_effect(act, account):
    session = Session(account.id, "code", act.now)
    session.challenge = Challenge()
    act.portal["sessions"].put(session)
    phone_requests.take_effect(act, account, session)


@pytest.mark.parametrize("decide", [lambda act, one: phone_requests.approve(act, one, "call"), phone_requests.refuse])
@pytest.mark.parametrize(
    ("about", "by"), [(MANAGER, MANAGER), (MANAGER, "rival@be.example"), (SUPERVISOR, CLERK), (SUPERVISOR, SUPERVISOR)]
)
def test_the_actions_themselves_refuse_whoever_may_not_decide(desks, decide, about, by):
    with desks.acting("be") as act:
        account = ask(act, about)
        with pytest.raises(NotAllowed):
            decide(as_person(act, by), account)
        assert account.phone_request.effective is None


@pytest.mark.parametrize(
    ("passed", "number"),
    [(timedelta(hours=23, minutes=59, seconds=59), None), (timedelta(hours=24), NEW), (timedelta(days=90), NEW)],
)
def test_the_new_number_counts_from_24_hours_on(desks, passed, number):
    with desks.acting("be") as act:
        account = ask(act)
        before = account.phone
        phone_requests.approve(act, account, "letter")
        take_effect(replace(act, now=act.now + passed), account)
        assert account.phone == (number or before)


def test_what_is_not_approved_never_takes_effect(desks):
    with desks.acting("be") as act:
        account = ask(act)
        before = account.phone
        take_effect(replace(act, now=act.now + timedelta(days=90)), account)
        assert account.phone == before
        assert account.phone_request is not None


def test_of_two_processes_that_make_it_effective_one_wins(desks, clock):
    with desks.acting("be") as act:
        phone_requests.approve(act, ask(act), "visit")
    clock.forward(hours=24)
    desk = desks["be"]
    with pytest.raises(ConflictError), writing(desk.db) as one, writing(desk.db) as other:
        for portal in (one, other):
            take_effect(system(portal, desk), portal["accounts"].with_email(MANAGER))
    with desks.looking("be") as act:
        told = [message.subject for message in act.portal["outbox"].values() if message.recipient == MANAGER]
        assert told.count("Votre numéro de téléphone est modifié") == 1
        assert account_of(act, MANAGER).phone == NEW


def test_a_number_changed_otherwise_ends_the_request(desks):
    with desks.acting("be") as act:
        account = ask(act)
        change_phone(act, account, ANOTHER, proven=True)
        assert account.phone_request is None
        assert act.portal[phone_list.LIST].count(phone_list.facet("members", "asked")) == 0
