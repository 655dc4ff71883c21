"""The age of a case: working days with the office, none of those with the sender."""

from datetime import UTC, date, datetime, timedelta

from guichet.invoices.invoice_actions import withdraw
from guichet.invoices.lifecycle import TRANSITIONS
from guichet.invoices.models import InvoiceEvent
from guichet.invoices.office_time import BEGINS, ENDS, counted_from, stays, working_days

MONDAY = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
HOLIDAYS = ("12-25",)


def events(*named):
    """Transitions, each so many days after Monday noon."""
    return [InvoiceEvent(MONDAY + timedelta(days=day), "user", name) for name, day in named]


def age(found, today):
    return working_days(stays(found), today, HOLIDAYS)


def test_the_clock_knows_every_transition_to_and_from_the_office():
    moves = {name: change for name, change in TRANSITIONS.items() if change.sources != (change.target,)}
    leads_there = {name for name, change in moves.items() if change.target == "submitted"}
    leaves = {name for name, change in moves.items() if "submitted" in change.sources}
    assert (set(BEGINS), set(ENDS)) == (leads_there, leaves)


def test_a_case_ages_by_working_days():
    sent = events(("submit", 0))
    assert [age(sent, date(2026, 11, day)) for day in (16, 17, 20, 22, 23)] == [0, 1, 4, 4, 5]


def test_the_days_with_the_sender_do_not_count():
    corrected = events(("submit", 0), ("request_correction", 2), ("resubmit", 9))
    assert age(corrected[:2], date(2026, 12, 31)) == 2
    assert age(corrected, date(2026, 11, 25)) == 2
    assert age(corrected, date(2026, 11, 27)) == 4
    # As old as a case that came on Monday of the next week: the order of the list.
    assert counted_from(stays(corrected), MONDAY) == MONDAY + timedelta(days=7)


def test_a_decided_case_ages_no_more():
    decided = events(("submit", 0), ("accept", 3))
    assert age(decided, date(2027, 1, 1)) == 3
    assert counted_from(stays(decided), MONDAY) == MONDAY + timedelta(days=3)


def test_withdrawing_during_a_correction_adds_no_day(house, clock):
    invoice = house.sent()
    house.ask_for_correction(invoice)
    clock.forward(days=30)
    withdraw(house.as_(), invoice)
    assert len(stays(invoice.events)) == 1
    assert stays(invoice.events)[0][1] is not None
