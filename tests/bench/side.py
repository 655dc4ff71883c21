"""One revision's side of a comparison: ``side.py INVOICES ROUNDS``.

Fills its own desks, starts its own server and prints which rows it has. Then it measures one round of each row whose
name it reads and prints CPU milliseconds per request, until its input ends. All lines are JSON.
"""

import itertools
import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import plan
from house import FilledDesk
from measuring import WARM_UP
from server import Server
from submitting import four_requests

FEW = 100
"""Invoices of the small desk."""


def main(invoices: int, rounds: int) -> None:
    """Measures what it is asked for."""
    with TemporaryDirectory(prefix="guichet-bench-side-") as made:
        folder = Path(made)
        drafts = rounds * plan.SUBMISSIONS + WARM_UP
        large, small = (
            FilledDesk.make(folder / name, count, drafts, lambda _made: None)
            for name, count in (("large", invoices), ("small", FEW))
        )
        # A test of the bench brings compiled templates along.
        cache = Path(os.environ.get("CHAMELEON_CACHE") or folder / "chameleon")
        cache.mkdir(mode=0o700, exist_ok=True)
        server = Server(folder / "large", folder / "small", cache)
        try:
            measure(server, large, small, invoices)
        finally:
            server.stop()


def measure(server: Server, large: FilledDesk, small: FilledDesk, invoices: int) -> None:
    """Prints the names of the rows, then a figure for each name that it reads."""
    port = server.port
    works = (
        *plan.pages(port, large, small, invoices, FEW),
        four_requests(port, large, itertools.count(1)),
        plan.copies(port, large),
    )
    rows = {work.figure.name: work for work in works}
    for work in works:
        work.warm_up()
    answer(list(rows))
    for line in sys.stdin:
        work = rows[json.loads(line)]
        work.one_round(server)
        answer(work.figure.values[-1])


def answer(value: object) -> None:
    """One line for the process that compares."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
