"""``make scale``: whether a desk with a million invoices costs what one with 10,000 does.

``python tests/bench/scale.py [--senders 20000] [--fill]`` fills two desks of 50 invoices per company, in ``var/scale``,
where they stay for the next run and for others to use; ``--fill`` does no more. One server with both is then asked for
each page in turn, and the jobs of the worker are run on the large one (`long_jobs`). Prints the tables and writes them
to ``var/scale.md``.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from browser import Browser
from figures import Figure, Target, lines, machine, markdown
from filling import PER_PERSON
from many_senders import ManySenders
from measuring import Work
from plan import FILTERED, IN_LIST, NAME_OF_FLOOR
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from serve import FLOOR
from server import Server

FOLDER = Path("var/scale")
FEW = 200
"""Companies of the small desk: 10,000 invoices."""
MOST = 1.3
"""What a page of the large desk may cost, in multiples of the small one's."""
ROUNDS = 5


def main() -> None:
    """Fills, measures, reports."""
    parser = argparse.ArgumentParser(prog="make scale", description=__doc__)
    parser.add_argument("--senders", type=int, default=20_000)
    parser.add_argument("--fill", action="store_true", help="fill the desks and measure nothing")
    chosen = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 150)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(TextColumn("{task.description:<32}"), *columns, console=console) as bars:
        desks = [_filled(bars, senders) for senders in (chosen.senders, FEW)]
    if not chosen.fill:
        _report(desks, chosen.senders)


def _filled(bars: Progress, senders: int) -> ManySenders:
    bar = bars.add_task(f"filling: {senders:,} companies", total=senders * PER_PERSON)
    began, seconds = time.perf_counter(), time.process_time()
    made = ManySenders.make(FOLDER / f"senders-{senders}", senders, partial(bars.advance, bar))
    took, used = time.perf_counter() - began, time.process_time() - seconds
    bars.console.print(
        f"{senders * PER_PERSON:,} invoices in {took:.0f} s, {used:.0f} s of CPU, {_gigabytes(made):.2f} GB"
    )
    return made


def _gigabytes(made: ManySenders) -> float:
    return sum(file.stat().st_size for file in (FOLDER / made.name).rglob("*") if file.is_file()) / 1e9


def _report(desks: list[ManySenders], senders: int) -> None:
    cache = FOLDER / "chameleon"
    cache.mkdir(mode=0o700, exist_ok=True)
    server = Server(FOLDER / desks[0].name, FOLDER / desks[1].name, cache)
    try:
        works = _works(server.port, desks, [one * PER_PERSON for one in (senders, FEW)])
        for work in works:
            work.warm_up()
        for _number in range(ROUNDS):
            for work in works:
                work.one_round(server)
        memory = Figure("memory of the process after the pages", (Target(250),), "MB", [server.megabytes()])
    finally:
        server.stop()
    table = markdown(lines([*(work.figure for work in works), memory]))
    report = "\n".join([*(f"- {line}" for line in machine()), "", table, ""])
    sys.stdout.write(report)
    # A process of its own: its memory is one of the figures.
    command = [sys.executable, "-W", "ignore", "tests/bench/long_jobs.py", str(FOLDER / desks[0].name)]
    jobs = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    sys.stdout.write(jobs)
    FOLDER.with_suffix(".md").write_text(f"{report}\n{jobs}", encoding="utf-8")


def _works(port: int, desks: list[ManySenders], invoices: list[int]) -> list[Work]:
    """The floor, then each page at the large desk and at the small one."""
    works = [Work(Figure(NAME_OF_FLOOR), Browser(port, FLOOR), 1000, lambda one: one.get("/"))]
    for name, who, times, asks in _pages(desks):
        names = [f"{name}, {number:,} invoices" for number in invoices]
        figures = (Figure(names[0], (Target(MOST, names[1]),)), Figure(names[1]))
        for figure, desk, ask in zip(figures, desks, asks, strict=True):
            works.append(Work(figure, desk.browser(port, who), times, ask))
    return works


def _pages(desks: list[ManySenders]) -> Iterator[tuple[str, str, int, list[Callable[[Browser], object]]]]:
    """Name, who looks, how often in a round, and what is asked of each desk."""
    yield "guichet page", "company", 100, [partial(_get, one.company) for one in desks]
    yield "work list, three filters", "clerk", 100, [partial(_get, f"/work-list{FILTERED}") for _one in desks]
    yield "review of a case", "clerk", 50, [partial(_get, f"{one.case}review{IN_LIST}") for one in desks]
    for kind in desks[0].searched:
        yield f"search by {kind}", "clerk", 50, [partial(_search, one.searched[kind]) for one in desks]


def _get(path: str, browser: Browser) -> bytes:
    return browser.get(path)


def _search(text: str, browser: Browser) -> bytes:
    """The press, and the page that it leads to."""
    browser.post("/work-list", {"view": "", "search": text}, leads_to="")
    return browser.get(browser.location.partition(".localhost")[2])


if __name__ == "__main__":
    main()
