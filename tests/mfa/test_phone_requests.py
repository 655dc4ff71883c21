"""Requests for another phone: who may decide, and a desk that had no list of them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pyramid.authorization import Authenticated, Everyone
from ZODB.POSException import ConflictError

from guichet.action_context import NotAllowed, system
from guichet.mfa import phone_requests
from guichet.mfa.mfa_actions import change_phone
from guichet.store.database import write_transaction
from guichet.testing.people import user_of
from guichet.users import lost_phone_index
from guichet.users.models import Challenge, Session

MANAGER, CLERK, SUPERVISOR = "manager@be.example", "clerk@be.example", "supervisor@be.example"
NEW, ANOTHER = "+41795556677", "+41795558899"


def as_person(ctx, email):
    """The same moment, with the user of an address as actor."""
    user = user_of(ctx, email)
    roles = (f"role:{role}" for role in user.roles)
    return replace(ctx, actor=user.id, principals=(Everyone, Authenticated, f"user:{user.id}", *roles))


def ask(ctx, email=MANAGER):
    user = user_of(ctx, email)
    phone_requests.submit(ctx, user, NEW, "Le matin", app_lost=False)
    return user


def take_effect(ctx, user):
    session = Session(user.id, "code", ctx.now)
    session.challenge = Challenge()
    ctx.portal["sessions"].put(session)
    phone_requests.take_effect(ctx, user, session)


@pytest.mark.parametrize("decide", [lambda ctx, one: phone_requests.approve(ctx, one, "call"), phone_requests.refuse])
@pytest.mark.parametrize(
    ("about", "by"), [(MANAGER, MANAGER), (MANAGER, "rival@be.example"), (SUPERVISOR, CLERK), (SUPERVISOR, SUPERVISOR)]
)
def test_the_actions_check_the_permission_to_decide(desks, decide, about, by):
    with desks.acting("be") as ctx:
        user = ask(ctx, about)
        with pytest.raises(NotAllowed):
            decide(as_person(ctx, by), user)
        assert user.phone_request.effective is None


@pytest.mark.parametrize(
    ("passed", "number"),
    [(timedelta(hours=23, minutes=59, seconds=59), None), (timedelta(hours=24), NEW), (timedelta(days=90), NEW)],
)
def test_the_new_number_counts_from_24_hours_on(desks, passed, number):
    with desks.acting("be") as ctx:
        user = ask(ctx)
        before = user.phone
        phone_requests.approve(ctx, user, "letter")
        take_effect(replace(ctx, now=ctx.now + passed), user)
        assert user.phone == (number or before)


def test_what_is_not_approved_never_takes_effect(desks):
    with desks.acting("be") as ctx:
        user = ask(ctx)
        before = user.phone
        take_effect(replace(ctx, now=ctx.now + timedelta(days=90)), user)
        assert user.phone == before
        assert user.phone_request is not None


def test_of_two_processes_that_make_it_effective_one_wins(desks, clock):
    with desks.acting("be") as ctx:
        phone_requests.approve(ctx, ask(ctx), "visit")
    clock.forward(hours=24)
    desk = desks["be"]
    with pytest.raises(ConflictError), write_transaction(desk.db) as one, write_transaction(desk.db) as other:
        for portal in (one, other):
            take_effect(system(portal, desk), portal["users"].with_email(MANAGER))
    with desks.looking("be") as ctx:
        subjects = [message.subject for message in ctx.portal["outbox"].values() if message.recipient == MANAGER]
        assert subjects.count("Votre numéro de téléphone est modifié") == 1
        assert user_of(ctx, MANAGER).phone == NEW


def test_a_number_changed_otherwise_ends_the_request(desks):
    with desks.acting("be") as ctx:
        user = ask(ctx)
        change_phone(ctx, user, ANOTHER, proven=True)
        assert user.phone_request is None
        assert ctx.portal[lost_phone_index.LIST].count(lost_phone_index.facet("members", "requested")) == 0
