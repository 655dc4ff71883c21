"""``make bench ARGS="--against REV"``: another revision beside this one, in the same rounds.

Each side is a process of its own, with its own code, rows, desks and server, so that no names mix. Row by row the two
take turns, and the one that begins changes with each round: what else happens on the machine meets both.
"""

import json
import os
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from checkout import Checkout, checked_out, this_one
from rich.console import Console
from rich.progress import track
from rich.table import Table

REPORT = Path("var/bench-against.md")
OWN_ROWS = Path(__file__).parent
HEADINGS = ("", "before, median (least)", "now, median (least)", "now ÷ before, median", "now ÷ before, least")
LACKS = "not there"


class Side:
    """The process that measures one revision."""

    def __init__(self, checkout: Checkout, invoices: int, rounds: int) -> None:
        # A revision that cannot be compared yet is asked by this one's script, with its own rows.
        own = checkout.bench / "side.py"
        script = own if own.exists() else OWN_ROWS / "side.py"
        path = os.pathsep.join(map(str, (checkout.bench, OWN_ROWS)))
        self._process = subprocess.Popen(  # noqa: S603  # our own script
            [checkout.python, "-P", "-W", "ignore", script, str(invoices), str(rounds)],
            cwd=checkout.folder,
            env=os.environ | {"PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.rows: list[str] = []

    def wait(self) -> None:
        """Until its desks are filled and its server answers."""
        self.rows = self._heard()

    def measure(self, row: str) -> float:
        """One round of a row: CPU milliseconds per request."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(row) + "\n")
        self._process.stdin.flush()
        return float(self._heard())

    def close(self) -> None:
        """Lets it end."""
        self._process.communicate()

    def _heard(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("one side ended early; what it printed stands above")
        return json.loads(line)


@dataclass
class Compared:
    """One row, measured on both sides; a side that lacks the row has no values."""

    name: str
    before: list[float] = field(default_factory=list)
    now: list[float] = field(default_factory=list)

    def cells(self) -> tuple[str, ...]:
        """The row of the table."""
        both = bool(self.before and self.now)
        ratios = (f"{of(self.now) / of(self.before):.2f}" if both else "" for of in (median, min))
        return (self.name, _shown(self.before), _shown(self.now), *ratios)


def compare(console: Console, revision: str, rounds: int, invoices: int) -> None:
    """Measures both, prints the table and writes it to ``var/bench-against.md``."""
    with ExitStack() as opened:
        console.print(f"checking out {revision}, filling two desks of {invoices:,} invoices")
        sides = [
            Side(checkout, invoices, rounds) for checkout in (opened.enter_context(checked_out(revision)), this_one())
        ]
        for side in sides:
            opened.callback(side.close)
        for side in sides:
            side.wait()
        table = _measure(console, *sides, rounds)
    _show(console, revision, table)
    _write(revision, rounds, invoices, table)


def _measure(console: Console, before: Side, now: Side, rounds: int) -> list[Compared]:
    names = [*now.rows, *(row for row in before.rows if row not in now.rows)]
    table = {name: Compared(name) for name in names}
    turns = [(number, name) for number in range(rounds) for name in names]
    for number, name in track(turns, "measuring", console=console):
        pair = [(before, table[name].before), (now, table[name].now)]
        for side, values in pair if number % 2 else reversed(pair):
            if name in side.rows:
                values.append(side.measure(name))
    return list(table.values())


def _shown(values: Sequence[float]) -> str:
    return f"{median(values):.2f} ({min(values):.2f}) ms" if values else LACKS


def _show(console: Console, revision: str, table: list[Compared]) -> None:
    shown = Table(*HEADINGS, title=f"CPU per request, {revision} and now")
    for column in shown.columns[1:]:
        column.justify = "right"
    for row in table:
        shown.add_row(*row.cells())
    console.print(shown)


def _write(revision: str, rounds: int, invoices: int, table: list[Compared]) -> None:
    rows = [HEADINGS, ("---", *(["---:"] * 4)), *(row.cells() for row in table)]
    lines = "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(
        f"# {revision} and now\n\nCPU per request, {rounds} rounds in turn, {invoices:,} invoices.\n\n{lines}\n",
        encoding="utf-8",
    )
