"""How long the office usually takes: on how many decisions it rests, and when it says nothing."""

from datetime import date

import pytest

from guichet.invoices.monthly_figures import FIGURES, MonthlyFigures
from guichet.invoices.usual_time import usual_time
from guichet.values.month import Month

TODAY = date(2026, 11, 14)


@pytest.fixture
def figures():
    return MonthlyFigures()


def decide(figures, month, number, days, type_id="a", sender="company"):
    figures.add(month, type_id, sender, ("days", str(days)), number)


def usual(figures, type_id="a"):
    found = usual_time({FIGURES: figures}, type_id, TODAY)
    return found and (found.median, found.most, found.number, found.since)


@pytest.mark.parametrize(("number", "said"), [(19, False), (20, True)])
def test_fewer_than_twenty_decisions_say_nothing(figures, number, said):
    decide(figures, "2026-11", number, 4)
    assert (usual(figures) is not None) is said


def test_months_are_added_until_a_hundred_decisions(figures):
    for month, number, days in (("2026-11", 40, 3), ("2026-10", 60, 6), ("2026-09", 500, 30)):
        decide(figures, month, number, days)
    assert usual(figures) == (6, 6, 100, Month(2026, 10))


def test_the_decisions_of_a_year_ago_say_nothing(figures):
    decide(figures, "2025-12", 10, 2)
    decide(figures, "2025-11", 50, 40)
    assert usual(figures) is None
    decide(figures, "2025-12", 10, 12)
    assert usual(figures) == (2, 12, 20, Month(2025, 12))


def test_companies_and_persons_count_together_and_other_forms_do_not(figures):
    decide(figures, "2026-11", 12, 3)
    decide(figures, "2026-11", 12, 5, sender="insured")
    decide(figures, "2026-11", 300, 50, type_id="b")
    assert usual(figures) == (3, 5, 24, Month(2026, 11))


def test_open_and_closed_months_give_the_same(figures, clock):
    for month in ("2026-09", "2026-10"):
        decide(figures, month, 30, 4)
        decide(figures, month, 5, 20)
    before = usual(figures)
    while figures.close(clock.now):
        pass
    assert usual(figures) == before == (4, 20, 70, Month(2026, 9))
