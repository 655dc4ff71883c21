"""``make bench``: what the desk costs, in multiples of the least that an answer can cost on the same server.

Fills one desk with 10,000 invoices and one with 100, starts one server process with both and with a bare view beside
them, and measures all pages in turn. Prints one table and writes it to ``docs/bench.md``. The data are made again each
time, in ``var/bench``. With ``--against REV`` only the pages are measured, of both revisions in turn, and how they
compare is written to ``var/bench-against.md``; with ``--compare`` they are held against the last release, see
``releases``. ``--load`` measures an installation under load instead, see ``load_run``.
"""

import argparse
import itertools
import shutil
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import plan
import signing_in
from arriving import SENDERS, arriving
from batch import batch_of_500
from compare import compare
from empty import empty_copy, plain_page
from figures import Figure, Target, lines
from growth import growth
from house import FilledDesk
from listed import ListedDesk
from load_run import PARTS, SECONDS, load
from many_desks import many_desks
from measuring import WARM_UP, Work, one_round
from mixed_load import MINUTES, RATE
from releases import against_release, record
from report import show, write
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from serve import read_settings
from server import Server
from session_check import session_check
from side import FEW
from slow_line import slow_line
from submitting import four_requests

from guichet.app import application, close, create_desk, open_desks

FOLDER = Path("var/bench")
STARTS = 5
console = Console(width=None if sys.stdout.isatty() else 170)


def main() -> None:
    """Reads the arguments, measures, reports."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    # Each round sends ten drafts, and an issuer may have a hundred of them; --compare may measure each row twice.
    parser.add_argument("--rounds", type=int, default=5, choices=range(1, 10), metavar="1…9")
    parser.add_argument("--invoices", type=int, default=10_000)
    parser.add_argument("--against", metavar="REV", help="measure another revision beside this one, round by round")
    parser.add_argument("--compare", action="store_true", help="measure the pages and compare with the last release")
    parser.add_argument("--release", metavar="NAME", help="also add the figures to those of the releases")
    parser.add_argument("--load", nargs="?", const="all", choices=("all", *PARTS), help="half an hour of load instead")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of submissions under --load")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="of mixed requests under --load")
    parser.add_argument("--rate", type=float, default=RATE, help="of mixed requests per second under --load")
    chosen = parser.parse_args()
    if chosen.against:
        compare(console, chosen.against, chosen.rounds, chosen.invoices)
    elif chosen.compare:
        sys.exit(against_release(console, min(chosen.rounds, 4), chosen.invoices))
    elif chosen.load:
        parts = PARTS if chosen.load == "all" else (chosen.load,)
        sys.exit(load(console, parts, chosen.seconds, (chosen.rate, chosen.minutes), chosen.invoices))
    else:
        _whole(chosen)


def _whole(chosen: argparse.Namespace) -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    with Progress(TextColumn("{task.description:<32}"), BarColumn(), MofNCompleteColumn(), console=console) as bars:
        large = _fill(bars, "large", chosen.invoices, chosen.rounds, SENDERS)
        small = _fill(bars, "small", FEW, chosen.rounds)
        listed = _list(bars, chosen.invoices * plan.LISTED)
        figures = _measure(bars, large, small, listed, chosen.rounds, chosen.invoices)
    table = list(lines(figures))
    if chosen.release:
        record(chosen.release, figures)
    show(console, table)
    write(table, chosen.rounds, chosen.invoices, FEW)


def _fill(bars: Progress, name: str, invoices: int, rounds: int, senders: int = 0) -> FilledDesk:
    bar = bars.add_task(f"filling a desk: {invoices:,} invoices", total=invoices)
    drafts = rounds * plan.SUBMISSIONS + WARM_UP
    return FilledDesk.make(FOLDER / name, invoices, drafts, lambda made: bars.advance(bar, made), senders)


def _list(bars: Progress, rows: int) -> list[ListedDesk]:
    """Two desks with a long and a short work list."""
    made = []
    for name, number in (("long-list", rows), ("short-list", rows // 100)):
        bar = bars.add_task(f"filling a list: {number:,} rows", total=number)
        made.append(ListedDesk.make(FOLDER / name, number, partial(bars.advance, bar)))
    return made


def _measure(
    bars: Progress, large: FilledDesk, small: FilledDesk, listed: list[ListedDesk], rounds: int, many: int
) -> list[Figure]:
    start, server = _start(bars)
    numbers = itertools.count(1)
    try:
        pages = [*plan.pages(server.port, large, small, many, FEW), four_requests(server.port, large, numbers)]
        _rounds(bars, "pages", server, pages, rounds)
        memory = Figure("memory after the pages", (Target(150),), "MB", [server.megabytes()])
        copies = plan.copies(server.port, large)
        _rounds(bars, "PDF copies", server, [copies], rounds)
        memory_at_last = Figure("memory after the PDF copies", (Target(150),), "MB", [server.megabytes()])
        under_load = _arriving(bars, server, large, numbers)
        crowded = _signing_in(bars, server, large)
    finally:
        server.stop()
    figures = [work.figure for work in (*pages, *_lists(bars, listed, rounds, many * plan.LISTED), copies)]
    checked = session_check(large, str((FOLDER / "large").absolute()), plan.NAME_OF_FLOOR, rounds)
    lists = Figure("lists of invoices, stored per invoice", (Target(1300),), "bytes", [large.list_bytes])
    batch = batch_of_500((FOLDER / "large").absolute(), "large.localhost")
    far = slow_line((FOLDER / "slow-line").absolute())
    grown = growth((FOLDER / "small").absolute(), "small.localhost")
    many_in_one = many_desks((FOLDER / "many-desks").absolute(), (FOLDER / "chameleon").absolute())
    return [
        *figures,
        *under_load,
        checked,
        *crowded,
        *_empty_pages(rounds),
        start,
        _new_desk(),
        memory,
        memory_at_last,
        lists,
        *grown,
        *batch,
        *far,
        *many_in_one,
    ]


def _lists(bars: Progress, listed: list[ListedDesk], rounds: int, many: int) -> list[Work]:
    """On a server of its own, so that the memory of the other one stays that of two desks."""
    server = Server(FOLDER / "long-list", FOLDER / "short-list", FOLDER / "chameleon")
    try:
        works = plan.lists(server.port, *listed, many, many // 100)
        _rounds(bars, "long lists", server, works, rounds)
    finally:
        server.stop()
    return works


def _arriving(bars: Progress, server: Server, large: FilledDesk, numbers: Iterator[int]) -> list[Figure]:
    """After the memory was read, since many copies are drawn beside the requests."""
    [measure] = bars.track([arriving], description="submissions arriving")
    return measure(server, large, numbers)


def _signing_in(bars: Progress, server: Server, large: FilledDesk) -> list[Figure]:
    """Last, since it leaves full counters behind."""
    host, page = "large.localhost", large.filled.company
    reader = large.browser(server.port, "company")
    measured = [
        lambda: [signing_in.argon2_alone()],
        lambda: signing_in.known_and_unknown(server.port, host),
        lambda: signing_in.others_meanwhile(server.port, host, reader, page),
        lambda: signing_in.sign_ins(server.port, host),
    ]
    return [figure for measure in bars.track(measured, description="signing in") for figure in measure()]


def _start(bars: Progress) -> tuple[Figure, Server]:
    """Starts the server several times; the last one stays. The templates are compiled before, as by a release."""
    cache = FOLDER / "chameleon"
    cache.mkdir(mode=0o700)
    figure, server = Figure("start to first answer", (Target(3),), "s"), None
    for number in bars.track(range(STARTS + 1), description="starting"):
        if server is not None:
            server.stop()
        server = Server(FOLDER / "large", FOLDER / "small", cache)
        if number:
            figure.values.append(server.start_seconds)
    assert server is not None
    return figure, server


def _rounds(bars: Progress, name: str, server: Server, works: list[Work], rounds: int) -> None:
    for work in works:
        work.warm_up()
    bar = bars.add_task(name, total=rounds * len(works))
    for _number in range(rounds):
        for work in works:
            work.one_round(server)
            bars.advance(bar)


def _empty_pages(rounds: int) -> list[Figure]:
    ours, theirs = Figure(plan.EMPTY), Figure("empty tagged page, WeasyPrint alone")
    for figure, draw in ((ours, empty_copy), (theirs, plain_page)):
        draw()
        for _number in range(rounds):
            one_round(figure, 8, draw)
    return [ours, theirs]


def _new_desk() -> Figure:
    """From an empty folder to an application that answers."""
    figure = Figure("new desk, database and application", (Target(1),), "s")
    for number in range(3):
        folder = (FOLDER / f"new-{number}").absolute()
        folder.mkdir()
        read = read_settings(folder, "new.localhost", "development")
        began = time.perf_counter()
        [desk] = open_desks(read)
        create_desk(desk)
        application(desk)
        figure.values.append(time.perf_counter() - began)
        close(desk.db)
    return figure


main()
