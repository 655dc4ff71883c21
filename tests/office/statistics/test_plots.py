"""Where bars, lines and axes of the plots are."""

import pytest

from guichet.invoices.tally import Tally
from guichet.office.statistics.plots import BASE, TOP, WIDTH, days_plot, months_plot


def decided(accepted=0, corrected=0, refused=0):
    tally = Tally()
    for name, number in (("accepted", accepted), ("corrected", corrected), ("refused", refused)):
        tally.add((name,), number)
    return tally


@pytest.mark.parametrize(
    ("most", "texts"),
    [
        (1, ["0", "1"]),
        (4, ["0", "1", "2", "3", "4"]),
        (9, ["0", "2", "4", "6", "8", "10"]),
        (25, ["0", "5", "10", "15", "20", "25"]),
        (26, ["0", "10", "20", "30"]),
        (645, ["0", "200", "400", "600", "800"]),
        (83_000, ["0", "20000", "40000", "60000", "80000", "100000"]),
    ],
)
def test_axis_has_round_numbers_up_to_the_highest_bar(most, texts):
    plot = months_plot([("J", "2026", decided(most))])
    assert [tick.text for tick in plot.ticks] == texts
    assert min(bar.y for bar in plot.bars) >= TOP


def test_parts_of_a_month_stand_on_each_other():
    accepted, corrected, refused = months_plot([("J", "2026", decided(6, 3, 1))]).bars
    assert accepted.y + accepted.height == pytest.approx(BASE)
    assert corrected.y + corrected.height == pytest.approx(accepted.y, abs=0.1)
    assert refused.y + refused.height == pytest.approx(corrected.y, abs=0.1)
    assert accepted.height == pytest.approx(2 * corrected.height, abs=0.2)


def test_a_month_without_decisions_has_a_letter_and_no_bar():
    plot = months_plot([("J", "2025", decided(5)), ("F", "2026", decided())])
    assert ([label.text for label in plot.labels], len(plot.bars), plot.years) == (["J", "F"], 1, ("2025", "2026"))


def test_days_lie_between_the_names_and_the_edge():
    plot = days_plot([("318.632", 3, 7), ("318.635", 4, 22)], target=30)
    assert [span.median < span.most <= WIDTH for span in plot.spans] == [True, True]
    assert plot.target == max(tick.place for tick in plot.ticks)
    assert days_plot([("318.632", 0, 0)], target=None).target is None
