"""Accepted invoices at the desk in Berne, and the worker that makes batches of them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest

from guichet import clock as desk_clock
from guichet.documents.file_cleaner import FileCleaner
from guichet.office.batches.batch_job import BatchJob
from guichet.office.decisions import decision_actions
from guichet.testing.desks import Desks
from guichet.testing.people import ANNA, beneficiary_of, issuer_of
from invoice_types.travel.demo import send_travel

MANAGER, CLERK, SUPERVISOR = "manager@be.example", "clerk@be.example", "supervisor@be.example"


@pytest.fixture(scope="session")
def cleaner() -> Iterator[FileCleaner]:
    """One process for all tests."""
    with ExitStack() as held:
        made = FileCleaner()
        held.callback(made.close)
        yield made


@pytest.fixture
def accepted(desks: Desks) -> Callable[[int], list[str]]:
    """Sends invoices with two pictures each and accepts them for good; returns their references."""

    def make(number: int) -> list[str]:
        references = []
        for days in range(number):
            with desks.acting("be", MANAGER) as ctx:
                issuer = issuer_of(ctx, MANAGER)
                day = desk_clock.today() - timedelta(days=20 + 5 * days)
                invoice_id = send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), day).id
            with desks.acting("be", CLERK) as ctx:
                invoice = issuer_of(ctx, MANAGER).invoices[invoice_id]
                decision_actions.accept(ctx, invoice, revision_number=1)
                references.append(invoice.reference)
        desks.clock.forward(minutes=5)
        return references

    return make


@pytest.fixture
def worker(desks: Desks, cleaner: FileCleaner) -> BatchJob:
    """The worker's job for batches."""
    return BatchJob(desks["be"], cleaner)


@pytest.fixture
def work(worker: BatchJob) -> Callable[[], None]:
    """Runs the job until it has nothing to do."""

    def run() -> None:
        while worker.run_due(desk_clock.now()):
            pass

    return run
