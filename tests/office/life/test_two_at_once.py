"""Two persons at the same moment: exactly one wins, and the other learns what the first did."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from case_model import AUDITED, UNDO_TIME
from transaction.interfaces import TransientError
from ZODB import DB

from guichet.action_context import ActionContext, system
from guichet.app import application
from guichet.audit import entries
from guichet.audit.audit_log import audit_log
from guichet.audit.verification import verify
from guichet.demo import acting_as
from guichet.dispatcher import Dispatcher
from guichet.invoices import invoice_actions
from guichet.invoices.case_index import case_row, work_list
from guichet.invoices.lifecycle import WrongState
from guichet.office.batches import batch_actions
from guichet.office.batches.batch_actions import NothingToHandOver, batches_of
from guichet.office.decisions import decision_actions
from guichet.store.database import read_transaction, write_transaction
from guichet.testing.people import ANNA, beneficiary_of, issuer_of, user_of
from guichet.testing.storages import storages
from invoice_types.travel.demo import send_travel

MANAGER, COLLABORATOR = "manager@be.example", "collaborator@be.example"
CLERK, SUPERVISOR = "clerk@be.example", "supervisor@be.example"
ACCEPT = "Accepter la demande"
ROUNDS = 25
"""Of each of the eight pairs: 200 races."""
Act = Callable[[ActionContext, Any], object]


def accept(ctx, invoice):
    decision_actions.accept(ctx, invoice, revision_number=1)


def refuse(ctx, invoice):
    decision_actions.refuse(ctx, invoice, "Non.", revision_number=1)


def correct(ctx, invoice):
    decision_actions.request_correction(ctx, invoice, "Corrigez.", {}, revision_number=1)


def batch(ctx, _invoice):
    batch_actions.start_batch(ctx, batch_actions.ALL, "fr")


def undo(ctx, invoice):
    decision_actions.undo(ctx, invoice)


def withdraw(ctx, invoice):
    invoice_actions.withdraw(ctx, invoice)


@dataclass(frozen=True)
class Side:
    """One of two persons."""

    who: str
    act: Act
    event: str
    """The transition that is stored when this side wins; empty for a batch."""
    later: timedelta = timedelta(0)


def clerk(act: Act, event: str, later: timedelta = timedelta(0)) -> Side:
    return Side(CLERK, act, event, later)


def supervisor(act: Act, event: str, later: timedelta = timedelta(0)) -> Side:
    return Side(SUPERVISOR, act, event, later)


PAIRS = {
    "accept, accept": (clerk(accept, "accept"), supervisor(accept, "accept")),
    "accept, refuse": (clerk(accept, "accept"), supervisor(refuse, "refuse")),
    "accept, correct": (clerk(accept, "accept"), supervisor(correct, "request_correction")),
    "refuse, correct": (clerk(refuse, "refuse"), supervisor(correct, "request_correction")),
    "accept, withdraw": (clerk(accept, "accept"), Side(MANAGER, withdraw, "withdraw")),
    "refuse, withdraw": (clerk(refuse, "refuse"), Side(COLLABORATOR, withdraw, "withdraw")),
    "undo, undo": (clerk(undo, "undo"), supervisor(undo, "undo")),
    # In the last moment of the one and the first of the other; two servers need not have the same time.
    "undo, batch": (clerk(undo, "undo", UNDO_TIME - timedelta(seconds=1)), supervisor(batch, "", UNDO_TIME)),
}


@pytest.fixture
def begun(desks, _desk_factory, _installed) -> Iterator[Callable[[bool], Any]]:
    """``begun(True)``: a desk for one race, with one invoice that is sent, and accepted just now."""
    desk, made, opened = desks["be"], {}, ExitStack()
    template, packages = _desk_factory.template_storage(desk, _installed), desk.plugins.packages

    def storage(accepted: bool) -> Any:
        db = opened.enter_context(storages("be", template, trusted=packages))
        with write_transaction(db) as portal:
            operator = system(portal, replace(desk, db=db))
            issuer = issuer_of(operator, MANAGER)
            day = operator.now.date() - timedelta(days=20)
            ctx = acting_as(operator, user_of(operator, MANAGER))
            invoice = send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), day)
            if accepted:
                accept(acting_as(operator, user_of(operator, CLERK)), invoice)
        # Or a transaction on the layer above could have the same id, and would not conflict.
        desks.clock.tick()
        return db.storage

    @contextmanager
    def one(accepted: bool) -> Iterator[DB]:
        if accepted not in made:
            made[accepted] = storage(accepted)
        with storages("be", made[accepted], trusted=packages) as db:
            yield db

    with opened:
        yield one


def the_invoice(ctx):
    [invoice] = issuer_of(ctx, MANAGER).invoices.values()
    return invoice


def race(desk, db, sides) -> list[bool]:
    """Both act before either is stored, and try again after a conflict as a request does; who has won."""
    both_acted = threading.Barrier(len(sides), timeout=60)

    def run(side: Side) -> bool:
        for attempt in range(5):
            try:
                with write_transaction(db) as portal:
                    operator = system(portal, replace(desk, db=db))
                    ctx = replace(acting_as(operator, user_of(operator, side.who)), now=operator.now + side.later)
                    side.act(ctx, the_invoice(ctx))
                    if attempt == 0:
                        both_acted.wait()
            except TransientError:
                continue
            except (WrongState, NothingToHandOver):
                return False
            return True
        raise AssertionError("five conflicts in a row")

    with ThreadPoolExecutor() as threads:
        return list(threads.map(run, sides))


@pytest.mark.parametrize("sides", PAIRS.values(), ids=PAIRS)
def test_of_two_at_the_same_moment_exactly_one_wins(desks, begun, sides):
    desk, decided = desks["be"], sides[0].act is undo
    for _round in range(ROUNDS):
        with begun(decided) as db:
            won = race(desk, db, sides)
            assert sorted(won) == [False, True]
            with read_transaction(db) as portal:
                ctx = system(portal, desk)
                invoice, event = the_invoice(ctx), sides[won.index(True)].event
                expected = ["submit", *(["accept"] if decided else []), *([event] if event else [])]
                assert [one.transition for one in invoice.events] == expected
                assert (invoice.id in batches_of(portal).batch_of) == (event == "")
                assert work_list(portal).row(invoice.id) == case_row(invoice)
                names = [one.action for one in entries(portal) if one.action in AUDITED.values()]
                assert names == [AUDITED[one] for one in expected]
                assert not verify(audit_log(portal).links()).faults


# The pages. Two applications on one database: as in two processes, no lock keeps their requests apart.


@pytest.fixture
def other_server(desks):
    """The desks as a second server process has them."""
    desk = desks["be"]
    return replace(desks, dispatcher=Dispatcher(desks.settings, {desk.tenant_settings: application(desk)}))


@pytest.mark.parametrize(
    ("rival", "button", "said"),
    [
        (SUPERVISOR, ACCEPT, {"accept": "a accepté cette demande"}),
        (MANAGER, "Retirer la demande", {"accept": "Acceptée", "withdraw": "a retiré cette demande"}),
    ],
)
def test_second_person_gets_the_page_that_says_what_happened(desks, other_server, sign_in, rival, button, said):
    clerk = sign_in(desks.browser("be"), CLERK)
    other = sign_in(other_server.browser("be"), rival)
    for number in range(4):
        with desks.acting("be", MANAGER) as ctx:
            issuer = issuer_of(ctx, MANAGER)
            day = ctx.now.date() - timedelta(days=20 + 3 * number)
            invoice_id = send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), day).id
            path = f"/issuers/{issuer.id}/invoices/{invoice_id}/"
        clerk.open(f"{path}accept")
        other.open(f"{path}accept" if rival == SUPERVISOR else f"{path}withdraw")
        with ThreadPoolExecutor() as threads:
            answers = list(threads.map(lambda browser, words: browser.send(words), (clerk, other), (ACCEPT, button)))
        with desks.looking("be") as ctx:
            invoice = issuer_of(ctx, MANAGER).invoices[invoice_id]
            [event] = [one for one in invoice.events if one.transition != "submit"]
            slower = event.actor == user_of(ctx, CLERK).id
        page = answers[slower] if answers[slower].status_int != 303 else answers[slower].follow()
        assert said[event.transition] in page.text.replace("\u00a0", " ")
