"""Nobody decides on their own invoice, and two persons accept one above the office's amount."""

import pytest

from guichet.invoices.lifecycle import WrongState
from guichet.office.cases.deciding_persons import is_concerned
from guichet.office.decisions import decision_actions
from guichet.office.decisions.decision_actions import NotByThisPerson


@pytest.fixture
def second(scenario):
    """A colleague of the clerk."""
    return scenario.another_clerk()


def accept(scenario, ctx, invoice, above, number=1):
    scenario.second_approval_above(above)
    decision_actions.accept(ctx, invoice, revision_number=number)


def test_invoice_above_the_amount_is_accepted_by_two_persons(scenario, second):
    invoice = scenario.invoice()
    limit, mails = invoice.latest.total - 1, len(scenario.mails())
    accept(scenario, scenario.office_ctx, invoice, limit)
    assert (invoice.state, len(scenario.mails())) == ("submitted", mails)
    assert [event.transition for event, _marks in invoice.standing_events] == ["submit"]
    with pytest.raises(NotByThisPerson):
        accept(scenario, scenario.office_ctx, invoice, limit)
    accept(scenario, scenario.ctx(second, later=125), invoice, limit)
    assert (invoice.state, len(scenario.mails())) == ("accepted", mails + 1)


def test_approval_counts_for_the_revision_that_was_approved(scenario, second):
    invoice = scenario.invoice()
    limit = invoice.latest.total - 1
    accept(scenario, scenario.office_ctx, invoice, limit)
    decision_actions.request_correction(scenario.ctx(second, later=125), invoice, "Non.", {}, revision_number=1)
    scenario.send(invoice)
    accept(scenario, scenario.ctx(second, later=130), invoice, limit, number=2)
    assert invoice.state == "submitted"


@pytest.mark.parametrize("above", [None, 0])
def test_amount_at_the_limit_or_without_one_takes_one_person(scenario, above):
    invoice = scenario.invoice()
    accept(scenario, scenario.office_ctx, invoice, above if above is None else invoice.latest.total)
    assert invoice.state == "accepted"


@pytest.mark.parametrize("tie", ["phone", "sender", "insured person"])
def test_nobody_decides_on_an_invoice_of_their_household(scenario, tie):
    invoice, clerk = scenario.invoice(), scenario.clerk
    assert not is_concerned(clerk, invoice)
    if tie == "phone":
        clerk.phone = scenario.sender.phone
    else:
        person = scenario.sender if tie == "sender" else scenario.beneficiary
        clerk.first_name, clerk.last_name = person.first_name, person.last_name
    for decide in (
        lambda ctx: decision_actions.accept(ctx, invoice, revision_number=1),
        lambda ctx: decision_actions.refuse(ctx, invoice, "Non.", revision_number=1),
        lambda ctx: decision_actions.request_correction(ctx, invoice, "Non.", {}, revision_number=1),
    ):
        with pytest.raises(WrongState):
            decide(scenario.office_ctx)
    assert invoice.state == "submitted"
