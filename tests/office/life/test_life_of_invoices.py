"""The whole life of invoices beside a small model: any order of actions, and the desk holds what the model says."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from case_model import TWO_ABOVE
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from invariants import check
from life_machine import PAGE, LifeOfInvoices, Surroundings

from guichet.app import jobs
from guichet.documents.file_cleaner import FileCleaner
from guichet.messages.worker import Delivery

EXAMPLES = int(os.environ.get("GUICHET_LIFE_EXAMPLES", "80"))
"""Runs of the machine, of up to `STEPS` actions; `.ci/nightly` asks for more, in another order each night."""
STEPS = 40


@pytest.fixture
def shared(_desk_factory, _installed, make_desks, monkeypatch) -> Iterator[Surroundings]:
    """The desk of Berne, at which two persons accept above an amount."""
    desks = make_desks(["be"])
    desk, registry = desks["be"], desks.dispatcher._by_host["be.localhost"].registry
    [delivery] = [job for job in jobs([registry]) if isinstance(job, Delivery)]
    monkeypatch.setattr(desk.plugins, "tenant", replace(desk.plugins.tenant, second_approval_above=TWO_ABOVE))
    # A copy takes a fifth of a second; that its pages say what was sent is tested in `tests/office/batches`.
    monkeypatch.setattr("guichet.office.batches.batch_job.revision_pdf", lambda *_revision: PAGE)
    with ExitStack() as held:
        cleaner = FileCleaner()
        held.callback(cleaner.close)
        yield Surroundings(desk, _desk_factory.template_storage(desk, _installed), delivery, cleaner, check)


@pytest.mark.hypothesis
def test_any_order_of_actions_leaves_what_the_model_says(shared):
    run_state_machine_as_test(
        lambda: LifeOfInvoices(shared),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
