"""Geometry of the plots: decisions per month as stacked bars, working days per form as a line from median to 90 %.

SVG by the template, with classes for colours: the content security policy forbids inline styles, and the theme has
colours for light, dark, forced colours and paper. A library is passed over: matplotlib and pygal write styles into
their SVG and text as outlines or without a title.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from guichet.invoices.tally import DECIDED, Tally

WIDTH = 440
LEFT = 40
"""Of the bars: room for the numbers of the axis."""
BASE, TOP = 292, 20
"""Of the bars, from above."""
LABELS = 120
"""Room for the names of the forms, beside the days."""
ROW = 32
"""Height of a form."""
CLASSES = ("bar-1", "bar-2", "bar-3")
"""Colours of accepted, accepted after a correction, refused."""


class Bar(NamedTuple):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    css: str


class Tick(NamedTuple):
    """A line of the grid, at a place on the axis."""

    place: float
    text: str


class Label(NamedTuple):
    """A text below or beside the plot."""

    place: float
    text: str


class Span(NamedTuple):
    """Median and 90th percentile of one form."""

    y: int
    label: str
    median: float
    most: float


@dataclass(frozen=True)
class MonthsPlot:
    """Stacked bars."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    labels: tuple[Label, ...]
    years: tuple[str, str]
    """Below the first and the last month."""


@dataclass(frozen=True)
class DaysPlot:
    """A row for each form."""

    spans: tuple[Span, ...]
    ticks: tuple[Tick, ...]
    target: float | None
    """Where the days are that the office states; None where it states none."""
    height: int


def months_plot(months: Sequence[tuple[str, str, Tally]]) -> MonthsPlot:
    """The decisions of each month; given are letter, year and figures."""
    steps = _steps(max(tally.decided for _letter, _year, tally in months))
    scale, slot = (BASE - TOP) / steps[-1], (WIDTH - LEFT) / len(months)
    width = slot * 0.66
    bars: list[Bar] = []
    labels: list[Label] = []
    for number, (letter, _year, tally) in enumerate(months):
        x, y = LEFT + slot * (number + 0.17), float(BASE)
        for name, css in zip(DECIDED, CLASSES, strict=True):
            height = tally.counts[name] * scale
            y -= height
            if height:
                bars.append(Bar(round(x, 1), round(y, 1), round(width, 1), round(height, 1), css))
        labels.append(Label(round(x + width / 2, 1), letter))
    ticks = tuple(Tick(round(BASE - step * scale, 1), str(step)) for step in steps)
    return MonthsPlot(tuple(bars), ticks, tuple(labels), (months[0][1], months[-1][1]))


def days_plot(rows: Sequence[tuple[str, int, int]], target: int | None) -> DaysPlot:
    """Median and 90th percentile of each form, with the days that the office states."""
    steps = _steps(max([most for _label, _median, most in rows] + [target or 0]))
    scale = (WIDTH - LABELS - 20) / steps[-1]

    def place(days: int) -> float:
        return round(LABELS + days * scale, 1)

    return DaysPlot(
        tuple(
            Span(22 + ROW * number, label, place(median), place(most))
            for number, (label, median, most) in enumerate(rows)
        ),
        tuple(Tick(place(step), str(step)) for step in steps),
        place(target) if target else None,
        ROW * len(rows) + 34,
    )


def _steps(most: int) -> range:
    """Round numbers from 0 to ``most`` or just above it, six at the most."""
    size = 1
    while most > 25 * size:
        size *= 10
    step = next(each * size for each in (1, 2, 5) if 5 * each * size >= most)
    return range(0, step * max(1, -(-most // step)) + 1, step)
