"""The table on the screen and in ``docs/bench.md``."""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from figures import HEADINGS, Line, cells, machine, markdown
from rich.console import Console
from rich.table import Table

REPORT = Path("docs/bench.md")
LOAD = "\n## Under load: "
"""How the headings of the sections begin that `make bench ARGS=--load` writes, each for itself."""


def show(console: Console, table: Iterable[Line]) -> None:
    """Prints the table."""
    shown = Table(*cells(HEADINGS), title="make bench")
    for column in shown.columns[1:4]:
        column.justify = "right"
    for line in table:
        shown.add_row(*cells(line), style="red" if line.verdict == "missed" else None)
    console.print(shown)


def write(table: list[Line], rounds: int, many: int, few: int) -> None:
    """Writes the report."""
    missed = [line.name for line in table if line.verdict == "missed"]
    verdict = f"Missed: {', '.join(missed)}." if missed else "Everything that was to be reached is met."
    text = f"""# What the desk costs

Written by `make bench` on {datetime.now(UTC):%d %B %Y}; run it to have the figures of your own machine.

{chr(10).join(f"- {line}" for line in machine())}
- one server process with waitress and sixteen threads, in production mode, FileStorage, templates compiled beforehand
- {rounds} rounds, in each of which every page has its turn; shown is the median round, with the fastest and the slowest

{verdict}

{markdown(table)}

**How it is measured.** The floor is a Pyramid view that returns two bytes, served by the same process. One client
asks over one kept-alive loopback connection. CPU time is the whole process's, by its clock, divided by the number of
requests; the wall time is what that client waited. One desk holds {many:,} invoices of one company for {many // 50}
persons, the other {few} for {few // 50}; how they are made is said in `tests/bench/filling.py`. The submission is the
`POST` of the last-check page: all answers read and checked again, compared with 50 earlier invoices of the same
person, frozen, listed, flushed to the disk. A decision is the `POST` of an acceptance, each time
of another case. The statistics read two years of figures of all forms, the present month still being counted. The long
and the short work list are rows alone, without their invoices, on a server of their own. The forms are those of the
plugins, each once as a new draft and once
with as many lines as it takes, 31 at most. The submissions of ten per second come from companies of their own, four
requests each, with a photo and a scanned page; their wait begins at the moment at which they were to begin, and a
thread of the server draws their copies meanwhile. The worker draws each copy once and keeps it; « drawn » is the
download of one that it has not come to yet. People who sign in come from a process of their own, each from another
machine's address; on two cores they, the server and the reader of the guichet page share the same processors. Known
and unknown addresses are asked for in turn. The session check is measured inside a process. A batch for the Central
Compensation Office is made in a process of its own, by the worker's job and one invoice after the other; the copies of
the invoices are not drawn before. The empty pages are drawn
in a process of their own.

The slow line is a phone of 390 pixels in Chromium, limited to 400 kbit/s both ways and 150 ms from a request to its
answer, at a development server whose templates a first walk has compiled; counted is the time from each press to the
next page, and until the photo is in the list. Of the form's requests only buttons take two round trips (`POST` and the
page after it, which Back and reload need); autosave and files take one, and the page stays.

**Where the time of a PDF copy goes.** Of the copy of a travel invoice with two journeys, 121 elements on two pages, in
processor time inside one process: layout 51 %, painting 13 %, style onto elements 11 %, writing the file 8 %, boxes
7 %, reading the HTML 4 %, tags 2 %, a subset of the fonts 1 %; template, PDF/A and PDF/UA take half a per cent each.
What no copy changes (style sheet, font configuration, template) is read once in a process already. It took 11 times as
much as the empty page. The same texts in one paragraph took 2.7 times as much, in a paragraph each 5.4 times; the same
page without tags and PDF/A took 0.98 of the copy: with this engine no page with these texts comes near 1.3 times an
empty one. Of thirteen changes to the style (tables without collapsed borders, no line in the margin, no logo, other
columns, one typeface and the like) none took off more than 4 % of the function calls. Measured once, on a busy machine.

**What it does not tell.** Multiples of the floor wander with the machine: a page misses the processor's caches where
the floor does not, so two machines of one kind can differ by a third, and so can one machine from hour to hour. Whether
a change made something quicker or slower is told by `make bench ARGS="--against REV"`, which measures both revisions on
one machine in the same rounds, one after the other for each row.

**From release to release.** What each page and submission cost in each release is in `docs/bench-history.csv`, beside
the floor of the machine of that day. `make bench ARGS=--compare` measures the pages and says what has become dearer by
more than 10 % since the last release: in floors, and on a processor of the same kind in milliseconds too.
`make bench ARGS="--release 0.2.0"` measures everything and adds the column of a release. An installation under load is
measured by `make bench ARGS=--load`, for half an hour, and has sections of its own here.
{_load_sections()}"""
    REPORT.write_text(text, encoding="utf-8")
    sys.stdout.write(f"written to {REPORT}\n")


def write_load(title: str, text: str) -> None:
    """Writes a section of the report about an installation under load; the rest of the report stays."""
    sections = dict(_sections()) | {title: text}
    body = REPORT.read_text(encoding="utf-8").partition(LOAD)[0]
    REPORT.write_text(body + "".join(_section(*one) for one in sorted(sections.items())), encoding="utf-8")
    sys.stdout.write(f"written to {REPORT}\n")


def _load_sections() -> str:
    """Those of an earlier `--load`, which measures for half an hour and is a run of its own."""
    return "".join(_section(*one) for one in _sections())


def _section(title: str, text: str) -> str:
    return f"{LOAD}{title}\n\n{text.strip()}\n"


def _sections() -> list[tuple[str, str]]:
    if not REPORT.exists():
        return []
    found = (one.partition("\n") for one in REPORT.read_text(encoding="utf-8").split(LOAD)[1:])
    return [(title, text) for title, _end, text in found]
