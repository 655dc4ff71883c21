"""What pages and submissions cost in each release, kept in ``docs/bench-history.csv``; ``make bench ARGS=--compare``.

One row for each thing that is measured, one column for each release: CPU milliseconds, beside them the floor on the
machine of that day. ``make bench ARGS="--release 0.2.0"`` measures everything and adds the column. ``--compare``
measures now and ends with 1 when something costs more than 10 % more than in the last column.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from checkout import this_one
from compare import Side
from figures import Figure, processor
from plan import NAME_OF_FLOOR
from rich.console import Console
from rich.progress import track
from rich.table import Table

HISTORY = Path("docs/bench-history.csv")
MOST = 1.10
FACTS = ("processor", "measured")
"""Rows of the file that are no figures."""
PER_SUBMISSION = "CPU per submission"
"""In the names of rows that are CPU milliseconds although no single page is asked for."""


@dataclass(frozen=True)
class Release:
    """A column of the file."""

    name: str
    processor: str
    costs: Mapping[str, float]
    """CPU milliseconds by row, the floor among them."""


@dataclass(frozen=True)
class Change:
    """A row that was measured then and now."""

    name: str
    before: float
    now: float
    in_floors: float
    """How many times as many floors it costs."""
    same_processor: bool

    @property
    def in_ms(self) -> float:
        """How many times as many milliseconds it costs."""
        return self.now / self.before

    @property
    def is_worse(self) -> bool:
        """More floors; on a processor of the same kind also more milliseconds, since the floor wanders too."""
        return self.in_floors > MOST and (self.in_ms > MOST or not self.same_processor)


def changes(before: Release, now: Mapping[str, float], processor: str) -> list[Change]:
    """Of each row that both have, but for the floor."""
    faster = before.costs[NAME_OF_FLOOR] / now[NAME_OF_FLOOR]
    return [
        Change(name, before.costs[name], cost, cost / before.costs[name] * faster, before.processor == processor)
        for name, cost in now.items()
        if name in before.costs and name != NAME_OF_FLOOR
    ]


def against_release(console: Console, rounds: int, invoices: int) -> int:
    """Measures, prints each row beside the last release; 1 when one is worse, else 0. Those are measured once more."""
    before, side = read()[-1], Side(this_one(), invoices, 2 * rounds)
    try:
        side.wait()
        measured: dict[str, list[float]] = {name: [] for name in side.rows}
        _measure(console, side, side.rows, rounds, measured)
        worse = [one.name for one in changes(before, _middle(measured), processor()) if one.is_worse]
        if worse:
            _measure(console, side, [NAME_OF_FLOOR, *worse], rounds, measured)
    finally:
        side.close()
    found = changes(before, _middle(measured), processor())
    _show(console, before, found)
    return int(any(change.is_worse for change in found))


def read(file: Path = HISTORY) -> list[Release]:
    """All columns, the oldest first."""
    with file.open(encoding="utf-8", newline="") as lines:
        (_empty, *names), *rows = csv.reader(lines)
    by_name = {name: cells for name, *cells in rows}
    return [
        Release(
            name,
            by_name["processor"][place],
            {row: float(cells[place]) for row, cells in by_name.items() if row not in FACTS and cells[place]},
        )
        for place, name in enumerate(names)
    ]


def record(release: str, figures: Iterable[Figure], file: Path = HISTORY) -> None:
    """Adds a column, or adds to the one of that name; rows that are new come last, others keep their place."""
    rows: list[list[str]] = [["row"], *([fact] for fact in FACTS)]
    if file.exists():
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines))
    if release not in rows[0]:
        rows = [[*row, ""] for row in rows]
        rows[0][-1] = release
    place = rows[0].index(release)
    costs = {figure.name: f"{figure.middle:.3f}" for figure in figures if is_cost(figure)}
    for name, value in ({"processor": processor(), "measured": f"{datetime.now(UTC):%Y-%m-%d}"} | costs).items():
        row = next((row for row in rows if row[0] == name), None)
        if row is None:
            row = [name, *[""] * (len(rows[0]) - 1)]
            rows.append(row)
        row[place] = value
    with file.open("w", encoding="utf-8", newline="") as written:
        csv.writer(written, lineterminator="\n").writerows(rows)


def is_cost(figure: Figure) -> bool:
    """Whether it is the CPU time of a page or of a submission."""
    return figure.unit == "ms" and (bool(figure.walls) or PER_SUBMISSION in figure.name)


def _middle(measured: Mapping[str, list[float]]) -> dict[str, float]:
    return {name: median(values) for name, values in measured.items() if values}


def _measure(console: Console, side: Side, names: list[str], rounds: int, measured: dict[str, list[float]]) -> None:
    for name in track(names * rounds, "measuring", console=console):
        measured[name].append(side.measure(name))


def _show(console: Console, before: Release, found: Iterable[Change]) -> None:
    table = Table("", before.name, "now", "× ms", "× floors", "", title=f"CPU per request, {before.name} and now")
    for column in table.columns[1:5]:
        column.justify = "right"
    for one in found:
        cells = (f"{one.before:.2f} ms", f"{one.now:.2f} ms", f"{one.in_ms:.2f}", f"{one.in_floors:.2f}")
        table.add_row(one.name, *cells, "worse" if one.is_worse else "", style="red" if one.is_worse else None)
    console.print(table)
