"""The life of an invoice: every transition from every state, by everyone, with everything that belongs to it."""

from dataclasses import replace
from itertools import product

import pytest

from guichet.action_context import ANONYMOUS, NotAllowed
from guichet.audit import entries
from guichet.invoices.case_index import work_list
from guichet.invoices.lifecycle import TRANSITIONS, WrongState, require_editable, transition
from guichet.invoices.lists import history_of
from guichet.invoices.models import InvoiceEvent
from guichet.invoices.states import EDITABLE, STATES
from guichet.messages.enqueue import outbox_of

SENDERS = ("manager@be.example", "collaborator@be.example")
CLERK, SUPERVISOR = "clerk@be.example", "supervisor@be.example"
OTHERS = ("rival@be.example", "insured@be.example", ANONYMOUS)
BY_SENDER = ("submit", "resubmit", "withdraw")
BY_OFFICE = ("request_correction", "remind", "accept", "refuse", "undo", "approve", "take_back")
BY_SUPERVISOR = ("hand_over", "pay")
LEADS_TO = {
    ("draft", "submit"): "submitted",
    ("correction_requested", "resubmit"): "submitted",
    ("submitted", "withdraw"): "withdrawn",
    ("correction_requested", "withdraw"): "withdrawn",
    ("submitted", "request_correction"): "correction_requested",
    ("correction_requested", "remind"): "correction_requested",
    ("correction_requested", "take_back"): "submitted",
    ("submitted", "accept"): "accepted",
    ("submitted", "refuse"): "refused",
    ("submitted", "approve"): "submitted",
    ("accepted", "undo"): "submitted",
    ("correction_requested", "undo"): "submitted",
    ("refused", "undo"): "submitted",
    ("accepted", "hand_over"): "handed_over",
    ("handed_over", "pay"): "paid",
}
"""The whole table, written down a second time."""
MAILS = {
    "submit": "bien reçue",
    "resubmit": "bien reçue",
    "withdraw": ": retirée",
    "request_correction": "une correction est nécessaire",
    "remind": "attend votre correction",
    "take_back": "n’attend plus la correction",
    "accept": ": acceptée",
    "refuse": ": refusée",
    "undo": None,
    "approve": None,
    "hand_over": None,
    "pay": None,
}
"""What the subject of the mail of each transition ends with."""
AUDITED = {
    "submit": "invoice.submitted",
    "resubmit": "invoice.resubmitted",
    "withdraw": "invoice.withdrawn",
    "request_correction": "invoice.correction_requested",
    "remind": "invoice.reminded",
    "take_back": "invoice.taken_back",
    "accept": "invoice.accepted",
    "refuse": "invoice.refused",
    "undo": "invoice.decision_undone",
    "approve": "invoice.approved",
    "hand_over": "invoice.handed_over",
    "pay": "invoice.paid",
}
"""What the audit log calls each transition."""
NAMES = ("draft", "submitted", "correction_requested", "accepted", "handed_over", "paid", "refused", "withdrawn")
TABLE = list(product(NAMES, TRANSITIONS))
MESSAGE = "Il manque le billet de 756.1234.5678.97."


def in_state(house, state):
    """An invoice put into a state, as if it had come there, with the revision that is being sent or was sent."""
    invoice = house.sent()
    invoice.state, invoice._events, invoice.counted = state, (), ()
    for name in list(outbox_of(house.operator.portal)):
        outbox_of(house.operator.portal).remove(name)
    return invoice


def allowed_to(name):
    return SENDERS if name in BY_SENDER else (SUPERVISOR,) if name in BY_SUPERVISOR else (CLERK, SUPERVISOR)


def test_table_is_complete():
    assert set(STATES) == {state for state, _name in TABLE}
    assert set(TRANSITIONS) == {*BY_SENDER, *BY_OFFICE, *BY_SUPERVISOR}


@pytest.mark.parametrize(("state", "name"), TABLE)
def test_transition_leads_from_where_it_starts_and_from_nowhere_else(house, state, name):
    target = LEADS_TO.get((state, name))
    for email in allowed_to(name):
        invoice = in_state(house, state)
        if target:
            transition(house.as_(email), invoice, name)
            assert invoice.state == target
        else:
            with pytest.raises(WrongState):
                transition(house.as_(email), invoice, name)
            assert (invoice.state, invoice.events) == (state, ())


@pytest.mark.parametrize(("state", "name"), TABLE)
def test_transition_of_others_is_not_allowed(house, state, name):
    for email in {*SENDERS, CLERK, SUPERVISOR, *OTHERS} - {*allowed_to(name)}:
        invoice = in_state(house, state)
        with pytest.raises(NotAllowed):
            transition(house.as_(email), invoice, name)
        assert (invoice.state, invoice.events) == (state, ())


# Everything that belongs to a transition: none of it can be forgotten by a caller.


@pytest.fixture
def performed(house):
    """Performs a transition; returns context, invoice and the calls of the plugins."""

    def perform(state, name, **given):
        calls = []
        invoice, ctx = in_state(house, state), house.as_(allowed_to(name)[0])
        plugins = RecordingPlugins(ctx.desk.plugins, calls)
        transition(replace(ctx, desk=replace(ctx.desk, plugins=plugins)), invoice, name, **given)
        return ctx, invoice, calls

    return perform


class RecordingPlugins:
    """The plugins of a desk, with a record of the changes they are called for."""

    def __init__(self, plugins, calls):
        self.plugins, self.calls = plugins, calls

    def __getattr__(self, name):
        return getattr(self.plugins, name)

    def invoice_changed(self, invoice, source, target, actor):
        self.calls.append((invoice.id, invoice.state, source, target, actor))


@pytest.mark.parametrize(("state", "name"), LEADS_TO)
def test_transition_adds_an_event(performed, state, name):
    ctx, invoice, _calls = performed(state, name, message=MESSAGE)
    assert invoice.events == (InvoiceEvent(ctx.now, ctx.actor, name, MESSAGE),)
    assert invoice.events[-1].transition == name


@pytest.mark.parametrize(("state", "name"), LEADS_TO)
def test_transition_is_audited_without_what_was_said(performed, state, name):
    ctx, invoice, _calls = performed(state, name, message=MESSAGE)
    audited = list(entries(ctx.portal))
    assert any((one.action, one.target, one.actor) == (AUDITED[name], invoice.id, ctx.actor) for one in audited)
    assert not any("756" in str(one.details) for one in audited)


@pytest.mark.parametrize(("state", "name"), LEADS_TO)
def test_transition_moves_the_invoice_in_both_lists(performed, house, state, name):
    _ctx, invoice, _calls = performed(state, name, message=MESSAGE)
    target = LEADS_TO[state, name]
    row = history_of(house.company).row(invoice.id)
    # What was undone before its mail left is gone for the sender, with its words; those of a sending are their own.
    of_no_office = ("undo", "approve", "submit", "resubmit")
    assert (row.state, row.office_message) == (target, "" if name in of_no_office else MESSAGE)
    work = work_list(house.operator.portal)
    assert [item_id for item_id, _row in work.page([(f"state:{target}",)]).rows] == [invoice.id]
    assert work.count() == 1


@pytest.mark.parametrize(("state", "name"), LEADS_TO)
def test_transition_mails_the_sender_where_there_is_something_to_say(performed, house, state, name):
    _ctx, invoice, _calls = performed(state, name, message=MESSAGE)
    mails = list(outbox_of(house.operator.portal).values())
    if MAILS[name] is None:
        assert mails == []
        return
    (mail,) = mails
    assert mail.recipient == "manager@be.example"
    assert mail.subject.endswith(MAILS[name])
    assert invoice.reference in mail.subject
    assert (MESSAGE in mail.text) is (name in ("request_correction", "refuse"))
    assert "Muster" not in mail.subject + mail.text


@pytest.mark.parametrize(("state", "name"), LEADS_TO)
def test_transition_calls_the_plugins_once_it_is_made(performed, state, name):
    ctx, invoice, calls = performed(state, name)
    target = LEADS_TO[state, name]
    assert calls == [(invoice.id, target, state, target, ctx.actor)]


def test_plugin_that_fails_ends_the_transition(house):
    invoice, ctx = in_state(house, "submitted"), house.as_(CLERK)

    class Failing(RecordingPlugins):
        def invoice_changed(self, invoice, source, target, actor):
            raise ZeroDivisionError

    ctx = replace(ctx, desk=replace(ctx.desk, plugins=Failing(ctx.desk.plugins, [])))
    with pytest.raises(ZeroDivisionError):
        transition(ctx, invoice, "accept")


def test_each_round_of_correction_keeps_its_marks(house):
    invoice = house.ask_for_correction(house.sent(), "details.lines.0")
    house.send(invoice, km="45")
    house.ask_for_correction(invoice, "details.lines.0")
    assert [one.revision_number for one in invoice.corrections] == [1, 2]
    assert [bool(one.sent) for one in invoice.corrections] == [False, True]
    assert [len(marks) for marks in invoice.marks_by_event] == [0, 1, 0, 1]


def test_revision_that_is_sent_names_its_sender(house):
    invoice = house.ask_for_correction(house.sent())
    house.send(invoice, "collaborator@be.example")
    assert [revision.number for revision in invoice.revisions] == [1, 2]
    assert invoice.submitted_by == invoice.latest.sent_by == house.as_("collaborator@be.example").actor


def test_decided_or_withdrawn_invoice_stays_as_it_is():
    ends = {"paid", "refused", "withdrawn"}
    assert not any(state in ends and name != "undo" for state, name in LEADS_TO)
    decided = {*ends, "accepted", "handed_over"}
    assert not decided & set(EDITABLE)
    assert not any(state in decided and name not in (*BY_SUPERVISOR, "undo") for state, name in LEADS_TO)


def test_invoice_may_be_changed_exactly_where_it_can_be_sent_from(house):
    assert set(EDITABLE) == {state for state, name in LEADS_TO if name in ("submit", "resubmit")}
    for state in STATES:
        invoice = in_state(house, state)
        if state in EDITABLE:
            require_editable(invoice)
        else:
            with pytest.raises(WrongState):
                require_editable(invoice)


def test_last_message_of_the_office_is_the_one_shown(house):
    invoice = in_state(house, "submitted")
    transition(house.as_(CLERK), invoice, "request_correction", message="Il manque le billet.")
    transition(house.as_(), invoice, "resubmit")
    assert invoice.office_message.message == "Il manque le billet."
    transition(house.as_(CLERK), invoice, "refuse", message="La décision ne couvre pas ces trajets.")
    assert invoice.office_message.message == "La décision ne couvre pas ces trajets."


def test_every_state_has_words_and_a_tint_of_its_own_kind():
    assert {state.tint for state in STATES.values()} <= {"", "wait", "info", "ok", "no"}
    assert len({state.tag for state in STATES.values()}) == len(STATES)
