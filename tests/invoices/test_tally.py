"""Sums and percentiles of what the office has decided."""

import pytest

from guichet.invoices.tally import ACCEPTED, CORRECTED, RECEIVED, REFUSED, Tally, added


def decided_after(*days):
    tally = Tally()
    for one in days:
        tally.add(("days", str(one)), 1)
    return tally


@pytest.mark.parametrize(
    ("days", "median", "most"),
    [
        ([3, 3, 3, 3, 3], 3, 3),
        ([1, 2, 3, 4, 5], 3, 5),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5, 9),
        ([0, 0, 0, 0, 0, 0, 0, 0, 0, 40], 0, 0),
        ([0, 0, 0, 0, 0, 0, 0, 0, 40, 40], 0, 40),
    ],
)
def test_percentiles_are_days_that_an_invoice_has_taken(days, median, most):
    tally = decided_after(*days)
    assert (tally.days_of(50), tally.days_of(90)) == (median, most)


def test_four_decisions_have_no_median():
    assert decided_after(1, 2, 3, 4).days_of(50) is None


def test_a_decision_taken_off_leaves_no_trace():
    tally = decided_after(1, 2, 3, 4, 5, 30)
    tally.add(("days", "30"), -1)
    assert tally.days_of(90) == 5


def test_tallies_add_up_without_being_changed():
    one, other = Tally(), Tally()
    for tally, name in ((one, ACCEPTED), (one, RECEIVED), (other, CORRECTED), (other, REFUSED)):
        tally.add((name,), 2)
    other.add(("mark", "decision", "a1"), 3)
    total = added([one, other])
    assert (total.decided, total.counts[RECEIVED], total.marks["decision", "a1"]) == (6, 2, 3)
    assert (one.decided, one.marks) == (2, {})
