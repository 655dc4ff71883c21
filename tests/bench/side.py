"""One revision's side of a comparison: ``side.py INVOICES ROUNDS``.

Fills its own desks, starts its own server and prints which rows it has. Then it measures one round of each row whose
name it reads and prints CPU milliseconds per request, until its input ends. All lines are JSON.
"""

import itertools
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import plan
from house import FilledDesk
from listed import ListedDesk
from measuring import WARM_UP, Work
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
        rows = invoices * plan.LISTED
        long, short = (
            ListedDesk.make(folder / name, count, lambda _made: None)
            for name, count in (("long-list", rows), ("short-list", rows // 100))
        )
        server = Server(folder / "large", folder / "small", cache)
        listing = Server(folder / "long-list", folder / "short-list", cache)
        try:
            measure(
                [
                    *((work, server) for work in works_of(server.port, large, small, invoices)),
                    *((work, listing) for work in plan.lists(listing.port, long, short, rows, rows // 100)),
                ]
            )
        finally:
            server.stop()
            listing.stop()


def works_of(port: int, large: FilledDesk, small: FilledDesk, invoices: int) -> tuple[Work, ...]:
    """What the two desks with invoices are asked for."""
    return (
        *plan.pages(port, large, small, invoices, FEW),
        four_requests(port, large, itertools.count(1)),
        plan.copies(port, large),
    )


def measure(works: Sequence[tuple[Work, Server]]) -> None:
    """Prints the names of the rows, then a figure for each name that it reads."""
    rows = {work.figure.name: (work, server) for work, server in works}
    for work, _server in works:
        work.warm_up()
    answer(list(rows))
    for line in sys.stdin:
        work, server = rows[json.loads(line)]
        work.one_round(server)
        answer(work.figure.values[-1])


def answer(value: object) -> None:
    """One line for the process that compares."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
