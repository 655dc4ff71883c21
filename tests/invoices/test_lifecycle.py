"""The life of an invoice: every step from every state, by everybody."""

from itertools import product

import pytest

from guichet.action_context import NotAllowed
from guichet.audit import entries
from guichet.invoices.lifecycle import EDITABLE, STATES, TRANSITIONS, WrongState, perform

SENDERS = ("manager@be.example", "collaborator@be.example")
CLERK = "clerk@be.example"
OTHERS = ("rival@be.example", "insured@be.example", "nobody")
BY_SENDER, BY_OFFICE = ("submit", "resubmit", "withdraw"), ("request_correction", "accept", "refuse")
LEADS_TO = {
    ("draft", "submit"): "submitted",
    ("correction_requested", "resubmit"): "submitted",
    ("submitted", "withdraw"): "withdrawn",
    ("correction_requested", "withdraw"): "withdrawn",
    ("submitted", "request_correction"): "correction_requested",
    ("submitted", "accept"): "accepted",
    ("submitted", "refuse"): "refused",
}
"""The whole table, written down a second time."""
TABLE = list(product(("draft", "submitted", "correction_requested", "accepted", "refused", "withdrawn"), TRANSITIONS))


def in_state(house, state):
    """An invoice put into a state, as if it had come there."""
    invoice = house.draft()
    invoice.state = state
    return invoice


def allowed_to(name):
    return SENDERS if name in BY_SENDER else (CLERK,)


def test_the_table_is_complete():
    assert set(STATES) == {state for state, _name in TABLE}
    assert set(TRANSITIONS) == {*BY_SENDER, *BY_OFFICE}


@pytest.mark.parametrize(("state", "name"), TABLE)
def test_a_step_leads_from_where_it_starts_and_from_nowhere_else(house, state, name):
    target = LEADS_TO.get((state, name))
    for email in allowed_to(name):
        invoice = in_state(house, state)
        if target:
            perform(house.as_(email), invoice, name)
            assert invoice.state == target
        else:
            with pytest.raises(WrongState):
                perform(house.as_(email), invoice, name)
            assert (invoice.state, invoice.history) == (state, ())


@pytest.mark.parametrize(("state", "name"), TABLE)
def test_nobody_takes_a_step_that_is_another_s(house, state, name):
    for email in {*SENDERS, CLERK, *OTHERS} - {*allowed_to(name)}:
        invoice = in_state(house, state)
        with pytest.raises(NotAllowed):
            perform(house.as_(email), invoice, name)
        assert (invoice.state, invoice.history) == (state, ())


@pytest.mark.parametrize(("state", "name"), LEADS_TO)
def test_a_step_is_written_into_history_and_trail(house, state, name):
    ctx = house.as_(allowed_to(name)[0])
    invoice = in_state(house, state)
    perform(ctx, invoice, name, "Il manque le billet de 756.1234.5678.97.")
    assert invoice.history == ((ctx.now, ctx.actor, name, "Il manque le billet de 756.1234.5678.97."),)
    last = list(entries(ctx.portal, "2026-11"))
    assert any((one.action, one.target, one.actor) == (f"invoice.{name}", invoice.id, ctx.actor) for one in last)
    assert not any("756" in str(one.details) for one in last)


def test_what_is_decided_or_withdrawn_stays_as_it_is():
    ends = {"accepted", "refused", "withdrawn"}
    assert not any(state in ends for state, _name in LEADS_TO)
    assert not ends & set(EDITABLE)


def test_an_invoice_may_be_changed_exactly_where_it_can_be_sent_from():
    assert set(EDITABLE) == {state for state, name in LEADS_TO if name in ("submit", "resubmit")}


def test_only_the_office_speaks_to_the_sender(house):
    invoice = in_state(house, "submitted")
    perform(house.as_(CLERK), invoice, "request_correction", "Il manque le billet.")
    perform(house.as_(), invoice, "resubmit", "Voilà.")
    assert invoice.last_words == (house.as_().now, "Il manque le billet.")
    perform(house.as_(CLERK), invoice, "refuse", "La décision ne couvre pas ces trajets.")
    assert invoice.last_words[1] == "La décision ne couvre pas ces trajets."


def test_every_state_has_words_and_a_tint_of_its_own_kind():
    assert {state.tint for state in STATES.values()} <= {"", "wait", "info", "ok", "no"}
    assert len({state.tag for state in STATES.values()}) == len(STATES)
