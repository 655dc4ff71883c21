"""``make bench``: what the desk costs, in multiples of the least that an answer can cost on the same server.

Fills one desk with 10,000 invoices and one with 100, starts one server process with both and with a bare view beside
them, and measures all pages in turn. Prints one table and writes it to ``docs/bench.md``. The data are made anew each
time, in ``var/bench``.
"""

import argparse
import shutil
import time
import warnings
from datetime import UTC, datetime
from pathlib import Path

# pyramid and deform import pkg_resources, which is theirs to change.
warnings.filterwarnings("ignore", "pkg_resources is deprecated")

from browser import Browser, open_session
from empty import empty_copy, plain_page
from figures import HEADINGS, Figure, Line, Target, cells, lines, machine, markdown
from filling import Filled, fill_desk
from measuring import Work, copies, in_this_process, one_round, page, submission, warm_up
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from serve import FLOOR, read_settings
from server import Server

from guichet.app import application, create_desk, open_desks
from guichet.web.desk import Desk

FOLDER = Path("var/bench")
REPORT = Path("docs/bench.md")
MANY, FEW = 10_000, 100
STARTS = 3
SUBMISSIONS = 10
"""Per round."""
console = Console()


def main() -> None:
    """Reads the arguments, measures, reports."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--invoices", type=int, default=MANY)
    rounds, invoices = (arguments := parser.parse_args()).rounds, arguments.invoices
    shutil.rmtree(FOLDER, ignore_errors=True)
    desks = {name: _open(name) for name in ("large", "small")}
    filled = {"large": _fill(desks["large"], invoices, rounds), "small": _fill(desks["small"], FEW, rounds)}
    sessions = {name: _sessions(desks[name], filled[name]) for name in desks}
    for desk in desks.values():
        desk.db.close()
    table = list(lines(_measure(desks, filled, sessions, rounds, invoices)))
    _print(table)
    _write(table, rounds, invoices)


def _open(name: str) -> Desk:
    folder = (FOLDER / name).absolute()
    folder.mkdir(parents=True)
    return open_desks(read_settings(folder, f"{name}.localhost", "development"))[0]


def _fill(desk: Desk, invoices: int, rounds: int) -> Filled:
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console
    )
    with bar:
        task = bar.add_task(f"filling a desk with {invoices:,} invoices", total=invoices)
        drafts = (rounds + 1) * SUBMISSIONS
        return fill_desk(desk, invoices, drafts, lambda made: bar.advance(task, made))


def _sessions(desk: Desk, filled: Filled) -> dict[str, str]:
    accounts = {"company": filled.account, "clerk": filled.clerk, "sender": filled.sender}
    return {who: open_session(desk, account) for who, account in accounts.items()}


def _measure(
    desks: dict[str, Desk], filled: dict[str, Filled], sessions: dict[str, dict[str, str]], rounds: int, invoices: int
) -> list[Figure]:
    start = Figure("start to first answer", Target(3), "s")
    large, small = (FOLDER / name for name in ("large", "small"))
    cache = FOLDER / "chameleon"
    cache.mkdir(mode=0o700)
    Server(large, small, cache).stop()  # compiles the templates, as a release does before it is switched to
    for _number in range(STARTS):
        server = Server(large, small, cache)
        start.values.append(server.start_seconds)
        if _number < STARTS - 1:
            server.stop()

    def at(name: str, who: str = "") -> Browser:
        return Browser(server.port, f"{name}.localhost", (desks[name], sessions[name][who]) if who else None)

    try:
        pages = _pages(at, filled, invoices, server)
        memory, memory_after = Figure("memory after the pages", Target(150), "MB"), Figure("… and after the PDFs", Target(150), "MB")
        _rounds(server, pages, rounds, "pages")
        memory.values.append(server.megabytes())
        paper = [copies(Figure("PDF copy", Target(1.3, "empty tagged page")), at("large", "company"), filled["large"], 5)]
        empty, plain = Figure("empty tagged page"), Figure("… by WeasyPrint alone")
        empty_copy(), plain_page()
        _rounds(server, paper, rounds, "PDF copies")
        for _number in range(rounds):
            in_this_process(empty, 5, empty_copy)
            in_this_process(plain, 5, plain_page)
        memory_after.values.append(server.megabytes())
    finally:
        server.stop()
    figures = [work.figure for work in pages]
    return [*figures, paper[0].figure, empty, plain, start, _new_desk(), memory, memory_after]
