"""``make bench ARGS=--load``: an installation under load, for half an hour; writes its sections of ``docs/bench.md``.

First submissions with three large files at two web processes on PostgreSQL: the highest rate that is kept up, then 26
per second for a minute. Then a hundred mixed requests per second for a quarter of an hour at one node with files.
``--load submissions`` and ``--load mixed`` measure one of them, ``--seconds`` and ``--minutes`` make them shorter, and
``--rate`` is that of the mixed requests. Each
section is written when its figures are there: what fails later costs none of them.
"""

import os
import shutil
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import mixed_load
import node_load
from browser import Browser
from figures import Figure, lines, machine, markdown
from measuring import Work
from plan import NAME_OF_FLOOR
from report import show, write_load
from rich.console import Console
from serve import FLOOR
from server import ServedProcess

FOLDER = Path("var/bench-load")
PARTS = ("submissions", "mixed")
COMPANIES = 100
"""That send at the nodes."""
SECONDS = 60.0
"""Of submissions at the rate `node_load.BEST`."""
SEARCHED, SEARCH_SECONDS = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0), 20.0
"""Rates that are tried one after the other, until one is not kept up."""
FLOOR_ROUNDS = 5
HOW_SUBMISSIONS = """A hundred companies send from one process, each from a network of its own, through nginx with
TLS, to two web processes with sixteen threads each; two workers, PostgreSQL that waits for its disk, Redis; no
malware scanner. A submission is four requests: start, answers with two photos of a phone and a scanned page, last
check, send. Its wait begins at the moment at which it was to begin. What is told to come back is not tried again.
Afterwards it is looked up in the database that what was sent is with the office with its three files, and what had
a draft is a draft. CPU time is that of all processes of a kind, the cleaning of files being part of web; written is
what the kernel has counted for their disks, without files that were deleted before. All of it, the clients too,
shares the processors of one machine."""
HOW_MIXED = """One node with files: the web process does the worker's work too. Requests begin evenly, whether earlier
ones have been answered or not, and a wait begins at that moment; the mix is said in `tests/bench/mixed_clients.py`. The
first {warm_up:g} minutes do not count. What is sent is drawn, mailed, reviewed and accepted meanwhile. Memory is the
median of a minute, after the warm-up and at the end."""


def load(console: Console, parts: Sequence[str], seconds: float, mixed: tuple[float, float], invoices: int) -> int:
    """Measures these parts, mixed requests at a rate and for so many minutes; 1 when one was not measured, else 0."""
    # `kill` ends it as ^C does, and with it what it has started.
    signal.signal(signal.SIGTERM, lambda *_given: sys.exit(1))
    for name in ("nodes", "mixed"):  # the files that are sent stay
        shutil.rmtree(FOLDER / name, ignore_errors=True)
    cache = (FOLDER / "chameleon").absolute()
    cache.mkdir(parents=True, mode=0o700, exist_ok=True)
    # As the units of `deploy/systemd` say it.
    os.environ |= {"CHAMELEON_CACHE": os.environ.get("CHAMELEON_CACHE", str(cache)), "MALLOC_ARENA_MAX": "2"}
    floor, failed = _floor(cache), 0
    measures = {
        "submissions": lambda: _submissions(console, floor, seconds),
        "mixed": lambda: _mixed(console, floor, mixed, invoices),
    }
    for part in parts:
        try:
            measures[part]()
        except Exception:  # the other part is measured all the same
            console.print_exception()
            failed = 1
    return failed


def _submissions(console: Console, floor: Figure, seconds: float) -> None:
    processors = os.cpu_count() or 1
    with node_load.installation(FOLDER / "nodes", COMPANIES) as made:
        searched = list(_searched(console, made, seconds))
        kept_up = [one for one in searched if one.is_kept_up]
        name = f"submissions that are all taken, and drawn within {node_load.WITHIN:g} s"
        rate = Figure(name, (), "/s", [kept_up[-1].rate if kept_up else 0.0])
        tables = [[floor, rate, *node_load.figures((kept_up or searched)[-1], processors)]]
        _write(console, "submissions with three files of 3 MB", HOW_SUBMISSIONS, tables)
        last = node_load.run(made, FOLDER / "files", node_load.BEST, seconds)
    tables.append([floor, *node_load.figures(last, processors)])
    _write(console, "submissions with three files of 3 MB", HOW_SUBMISSIONS, tables)


def _searched(console: Console, made: node_load.Installation, seconds: float) -> Iterator[node_load.LoadRun]:
    """Runs at higher and higher rates; the last one was not kept up, unless all were."""
    # The first submissions compile what is left to compile.
    node_load.run(made, FOLDER / "files", SEARCHED[0], min(seconds, SEARCH_SECONDS))
    for rate in SEARCHED:
        console.print(f"{rate:g} submissions per second")
        found = node_load.run(made, FOLDER / "files", rate, min(seconds, SEARCH_SECONDS))
        yield found
        if not found.is_kept_up:
            return


def _mixed(console: Console, floor: Figure, mixed: tuple[float, float], invoices: int) -> None:
    rate, minutes = mixed
    made = mixed_load.run(FOLDER, invoices, minutes, lambda _made: None, rate)
    _write(console, "mixed requests", HOW_MIXED.format(warm_up=made.warm_up), [[floor, *mixed_load.figures(made)]])


def _floor(cache: Path) -> Figure:
    """The bare view, on a server of its own."""
    server = ServedProcess(str(Path(__file__).with_name("serve.py")), (), FLOOR, FOLDER, cache)
    try:
        work = Work(Figure(NAME_OF_FLOOR), Browser(server.port, FLOOR), 1000, lambda one: one.get("/"))
        work.warm_up()
        for _number in range(FLOOR_ROUNDS):
            work.one_round(server)
    finally:
        server.stop()
    return work.figure


def _write(console: Console, title: str, how: str, tables: Iterable[Sequence[Figure]]) -> None:
    """Prints the tables and writes the section."""
    made = [list(lines(figures)) for figures in tables]
    for table in made:
        show(console, table)
    when = f"Written by `make bench ARGS=--load` on {datetime.now(UTC):%d %B %Y}."
    on_what = "\n".join(f"- {line}" for line in machine())
    write_load(title, "\n\n".join([when, on_what, how, *(markdown(table) for table in made)]))
