"""A decision may be undone for five minutes, before its mail leaves."""

from datetime import timedelta

import pytest

from guichet.action_context import NotAllowed
from guichet.invoices import invoice_actions
from guichet.invoices.correction_dates import possible_deadlines
from guichet.invoices.lifecycle import UNDO_TIME, WrongState
from guichet.messages.claims import claim
from guichet.messages.enqueue import outbox_of
from guichet.messages.models import OutgoingMessage
from guichet.office.cases.sent_invoices import may_be_undone
from guichet.office.decisions import decision_actions
from guichet.office.decisions.decision_actions import NotByThisPerson

DECIDE = {
    "accept": lambda ctx, invoice: decision_actions.accept(ctx, invoice, revision_number=1),
    "correct": lambda ctx, invoice: decision_actions.request_correction(
        ctx, invoice, "Corrigez.", {"details.lines.0": {"fr": "Quel trajet ?"}}, revision_number=1
    ),
    "refuse": lambda ctx, invoice: decision_actions.refuse(ctx, invoice, "Non.", revision_number=1),
}


def due(scenario, minutes):
    """Ids of the mails that a worker takes so many minutes after the decision."""
    moment = scenario.office_ctx.now + timedelta(minutes=minutes)
    return outbox_of(scenario.portal).due_ids("mail", moment, 50)


@pytest.fixture
def decided(scenario):
    """``decided("accept")``: an invoice with that decision, at two o'clock."""

    def decide(decision):
        invoice = scenario.invoice()
        DECIDE[decision](scenario.office_ctx, invoice)
        return invoice

    return decide


@pytest.mark.parametrize("decision", DECIDE)
def test_mail_waits_five_minutes_and_never_leaves_if_undone(scenario, decided, decision):
    invoice = decided(decision)
    (mail,) = invoice.waiting_mails
    assert (mail in due(scenario, 4), mail in due(scenario, 5)) == (False, True)
    decision_actions.undo(scenario.ctx(scenario.clerk, later=124), invoice)
    assert (invoice.state, mail in due(scenario, 60)) == ("submitted", False)
    assert [event.transition for event, _marks in invoice.standing_events] == ["submit"]
    assert invoice.office_message is None
    DECIDE["accept"](scenario.ctx(scenario.clerk, later=125), invoice)
    assert invoice.state == "accepted"


@pytest.mark.parametrize("later", [0, 1])
def test_undo_ends_when_the_mail_may_leave(scenario, decided, later):
    invoice, end = decided("refuse"), int(UNDO_TIME.total_seconds() // 60)
    with pytest.raises(WrongState):
        decision_actions.undo(scenario.ctx(scenario.clerk, later=120 + end + later), invoice)
    assert invoice.state == "refused"


def test_mail_that_a_worker_has_claimed_cannot_be_undone(scenario, decided):
    invoice = decided("accept")
    claimed = claim(outbox_of(scenario.portal), invoice.waiting_mails[0], invoice.undo_until)
    assert isinstance(claimed, OutgoingMessage)
    with pytest.raises(WrongState):
        decision_actions.undo(scenario.ctx(scenario.clerk, later=121), invoice)


def test_what_the_sender_began_to_correct_is_undone_as_well(scenario, decided):
    invoice = decided("correct")
    before = invoice.cstruct
    scenario.save(invoice, km="99")
    assert invoice.cstruct != before
    decision_actions.undo(scenario.ctx(scenario.clerk, later=124), invoice)
    assert invoice.cstruct == before
    DECIDE["correct"](scenario.ctx(scenario.clerk, later=130), invoice)
    assert [len(marks) for marks in invoice.marks_by_event] == [0, 1, 0, 1]


def test_decision_that_the_sender_has_answered_stands(scenario, decided):
    invoice = decided("correct")
    invoice_actions.withdraw(scenario.ctx(scenario.sender, later=121), invoice)
    with pytest.raises(WrongState):
        decision_actions.undo(scenario.ctx(scenario.clerk, later=122), invoice)


def test_mail_about_a_correction_never_leaves_if_the_sender_was_first(scenario, decided):
    invoice = decided("correct")
    (mail,) = invoice.waiting_mails
    invoice_actions.withdraw(scenario.ctx(scenario.sender, later=121), invoice)
    assert mail not in due(scenario, 60)
    assert [outbox_of(scenario.portal)[one].subject.endswith(": retirée") for one in due(scenario, 60)][-1]


def test_sender_cannot_undo(scenario, decided):
    with pytest.raises(NotAllowed):
        decision_actions.undo(scenario.ctx(scenario.sender, later=121), decided("refuse"))


def test_invoice_of_a_batch_cannot_be_undone_and_no_page_offers_it(scenario, decided):
    invoice = decided("accept")
    assert may_be_undone(invoice, scenario.ctx(scenario.clerk, later=121).now)
    scenario.portal["batches"].batch_of[invoice.id] = "000001"
    assert not may_be_undone(invoice, scenario.ctx(scenario.clerk, later=121).now)
    with pytest.raises(WrongState):
        decision_actions.undo(scenario.ctx(scenario.clerk, later=121), invoice)


@pytest.mark.parametrize("decision", DECIDE)
def test_no_officer_undoes_a_decision_on_their_own_invoice(scenario, decided, decision):
    """Refused by a colleague, it would wait for a kinder one."""
    invoice, second = decided(decision), scenario.another_clerk()
    second.phone = scenario.sender.phone
    with pytest.raises(NotByThisPerson):
        decision_actions.undo(scenario.ctx(second, later=121), invoice)


def test_no_officer_changes_the_deadline_of_their_own_correction(scenario, decided):
    invoice, second = decided("correct"), scenario.another_clerk()
    last = possible_deadlines(scenario.ctx(second, later=126).now)[1]
    second.phone = scenario.sender.phone
    with pytest.raises(NotByThisPerson):
        decision_actions.change_deadline(scenario.ctx(second, later=126), invoice, last)


def test_deadline_of_a_correction_is_within_bounds_whoever_sets_it(scenario):
    invoice, (first, last) = scenario.invoice(), possible_deadlines(scenario.office_ctx.now)
    marks = {"details.lines.0": {"fr": "Quel trajet ?"}}
    for day in (first - timedelta(days=1), last + timedelta(days=1)):
        with pytest.raises(ValueError, match=str(day.year)):
            decision_actions.request_correction(
                scenario.office_ctx, invoice, "Corrigez.", marks, deadline=day, revision_number=1
            )
    assert invoice.state == "submitted"
