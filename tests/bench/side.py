"""One revision's side of a comparison: ``side.py INVOICES ROUNDS``.

Fills its own desks, starts its own server and prints which rows it has. Then it measures one round of each row whose
name it reads and prints CPU milliseconds per request, until its input ends. All lines are JSON.
"""

import json
import shutil
import sys
from pathlib import Path

import plan
from house import FilledDesk
from measuring import WARM_UP
from server import Server
from submitting import four_requests

FOLDER = Path("var/bench-side")
FEW = 100
"""Invoices of the small desk."""


def main(invoices: int, rounds: int) -> None:
    """Measures what it is asked for."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    drafts = rounds * plan.SUBMISSIONS + WARM_UP
    large, small = (
        FilledDesk.make(FOLDER / name, count, drafts, lambda _made: None)
        for name, count in (("large", invoices), ("small", FEW))
    )
    cache = FOLDER / "chameleon"
    cache.mkdir(mode=0o700)
    server = Server(FOLDER / "large", FOLDER / "small", cache)
    try:
        port = server.port
        works = (*plan.pages(port, large, small, invoices, FEW), four_requests(port, large), plan.copies(port, large))
        rows = {work.figure.name: work for work in works}
        for work in works:
            work.warm_up()
        localize(list(rows))
        for line in sys.stdin:
            work = rows[json.loads(line)]
            work.one_round(server)
            localize(work.figure.values[-1])
    finally:
        server.stop()
        shutil.rmtree(FOLDER, ignore_errors=True)


def localize(value: object) -> None:
    """One line for the process that compares."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
