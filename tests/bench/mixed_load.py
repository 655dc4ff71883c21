"""A hundred mixed requests in a second, for a quarter of an hour, at one node with files as ``deploy/`` has it.

One web process, which does the worker's work too, with sixteen threads and its own settings file; nginx is left out.
The mix is said in ``mixed_clients``.
"""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psutil
from browser import CSRF
from figures import Figure, Target
from house import FilledDesk
from mixed_clients import MixedPlan
from plan import FILTERED
from process_usage import usage
from server import free_port
from submitting import forms_of, small_picture

sys.path[:0] = [str(Path(__file__).parents[1] / name) for name in ("postgres", "samples")]

from nodes import INI, Process  # noqa: E402  # found through the line above
from providers import mail_relay, text_messages  # noqa: E402
from servers import wait_for  # noqa: E402

RATE, MINUTES, WARM_UP = 100, 15.0, 2.0
"""Requests per second; minutes that count, and minutes before them in which caches and threads fill."""
COMPANIES = 100
DRAFTS = 100
"""Cases that wait for a decision at the beginning."""
LOOK = 2.0
EDGE = 60.0
"""Seconds at each end whose median of the memory is compared."""
CACHE = "&connection_cache_size=1000&connection_cache_size_bytes=4MB&connection_pool_size=18"
P95, GROWTH = 0.2, 1.05
"""Seconds, and times the memory after the warm-up."""


@dataclass(frozen=True)
class MixedRun:
    """What a run came to."""

    rate: float
    minutes: float
    warm_up: float
    """Minutes before those."""
    found: dict[str, Any]
    cpu: float
    """CPU seconds of the server, warm-up included."""
    memory: list[tuple[float, float]]
    """Moments, and the megabytes that the server had."""
    database: int
    blobs: int
    """Bytes that they have grown by."""


def run(folder: Path, invoices: int, minutes: float, progress: Callable[[int], None], rate: float = RATE) -> MixedRun:
    """Fills a desk below the folder, serves it, and lets people work at it."""
    warm_up = min(WARM_UP, minutes / 2)
    desk = FilledDesk.make(folder / "mixed", invoices, DRAFTS, progress, COMPANIES)
    host, data = "mixed.localhost", (folder / "mixed").absolute()
    picture = data / "ticket.jpg"
    picture.write_bytes(small_picture())
    with _served(data, host) as (port, process):
        plan = data / "plan.json"
        plan.write_text(json.dumps(asdict(_plan(desk, port, host, picture, (rate, warm_up, minutes)))))
        before = _sizes(data)
        used = usage([process.pid])
        script = Path(__file__).with_name("mixed_clients.py")
        memory = []
        with (data / "found.json").open("w") as output:
            clients = subprocess.Popen([sys.executable, "-W", "ignore", script, plan], stdout=output)
            try:
                while clients.poll() is None:
                    memory.append((time.monotonic(), process.memory_info().rss / 2**20))
                    time.sleep(LOOK)
            finally:
                clients.kill()
                clients.wait()
        if clients.returncode:
            raise RuntimeError("the people at the desk ended early; what they printed stands above")
        cpu, after = (usage([process.pid]) - used).cpu, _sizes(data)
    grown = [later - earlier for later, earlier in zip(after, before, strict=True)]
    return MixedRun(rate, minutes, warm_up, json.loads((data / "found.json").read_text()), cpu, memory, *grown)


def figures(made: MixedRun) -> Iterator[Figure]:
    """The rows of a run."""
    found, name = made.found, f"{made.rate:g} mixed requests per second for {made.minutes:g} min"
    waits = [wait for kind in found["waits"].values() for wait in kind]
    number, told = round(made.rate * made.minutes * 60), Counter(found["told"])
    yield Figure(f"{name}, p50", (), "ms", [_cut(waits, 50) * 1000])
    yield Figure(f"{name}, p95", (Target(P95 * 1000),), "ms", [_cut(waits, 95) * 1000])
    yield Figure("… p99", (), "ms", [_cut(waits, 99) * 1000])
    for kind, each in found["waits"].items():
        if each:
            yield Figure(f"… p95 of {len(each):,}: {kind}", (), "ms", [_cut(each, 95) * 1000])
    yield Figure("… rate reached", (), "/s", [number / (found["ended"] - found["measured_from"])])
    yield Figure(f"… of {number:,}, told when to come back", (), "", [sum(told.values())])
    words = ", ".join(f"{kind} {times}" for kind, times in Counter(found["failed"]).most_common(5))
    yield Figure(f"… failed{f' ({words})' if words else ''}", (Target(0),), "", [sum(found["failed"].values())])
    first, last = _memory(made, found["measured_from"])
    yield Figure("… memory after the warm-up", (), "MB", [first])
    yield Figure("… memory at the end", (Target(GROWTH, "… memory after the warm-up"),), "MB", [last])
    whole = (made.minutes + made.warm_up) * 60
    yield Figure("… processors used by the server", (), "", [made.cpu / whole])
    yield Figure("… processors used by the process that asks", (), "", [found["cpu"] / whole])
    yield Figure(f"… growth of the database, {found['submitted']:,} submissions", (), "MB", [made.database / 1e6])
    yield Figure("… growth of the blobs, each with a picture and a PDF", (), "MB", [made.blobs / 1e6])


def _cut(waits: Sequence[float], percent: int) -> float:
    return quantiles(waits, n=100)[percent - 1] if len(waits) > 1 else 0.0


def _memory(made: MixedRun, begin: float) -> tuple[float, float]:
    """Megabytes after the warm-up and at the end, each the median of a minute."""
    edge = min(EDGE, made.minutes * 60 / 3)
    end = made.memory[-1][0]
    first = [size for moment, size in made.memory if begin <= moment <= begin + edge]
    return median(first or [made.memory[0][1]]), median(size for moment, size in made.memory if moment >= end - edge)


def _plan(desk: FilledDesk, port: int, host: str, picture: Path, times: tuple[float, float, float]) -> MixedPlan:
    rate, warm_up, minutes = times
    companies = []
    for _user, draft in desk.filled.senders:
        browser = desk.browser(port, draft)
        browser.refresh()
        issuer, start, answers = forms_of(browser, draft)
        browser.close()
        cookies = {"csrf": CSRF, "session": browser.ticket()}
        companies.append({"cookies": cookies, "issuer": issuer, "draft": draft, "start": start, "answers": answers})
    return MixedPlan(
        target={"port": port, "host": host},
        rate=rate,
        warm_up=warm_up * 60,
        seconds=minutes * 60,
        companies=companies,
        office={"csrf": CSRF, "session": desk.browser(port, "clerk").ticket()},
        cases=list(desk.filled.open),
        lists=["/work-list", f"/work-list{FILTERED}"],
        picture=str(picture),
    )


@contextmanager
def _served(data: Path, host: str) -> Iterator[tuple[int, psutil.Process]]:
    """The node, as `pserve` runs it: its port, and its process."""
    with ExitStack() as stack:
        _relay, mail_port = stack.enter_context(mail_relay())
        _texts, text_port = stack.enter_context(text_messages())
        for name in ("user", "password"):
            (data / name).write_text("guichet-bench")
            (data / name).chmod(0o400)
        ini, port = data / "production.ini", free_port()
        ini.touch(mode=0o600)
        storage = f"file://{data}/be/Data.fs?blobstorage_dir={data}/be/blobs{CACHE}"
        given = {"mail_port": mail_port, "text_port": text_port, "threads": 16, "limits": "memory://"}
        written = INI.format(folder=data, host=host, environment="production", storage=storage, **given)
        ini.write_text(written)
        command = [sys.executable, "-m", "pyramid.scripts.pserve", str(ini), f"http_port={port}"]
        process = Process(command, data / "server.log")
        stack.callback(process.stop)
        wait_for(process.running, port, data / "server.log")
        yield port, psutil.Process(process.running.pid)


def _sizes(data: Path) -> tuple[int, int]:
    """Bytes of the database and of its blobs."""
    blobs = [file.stat().st_size for file in (data / "be" / "blobs").rglob("*.blob")]
    return (data / "be" / "Data.fs").stat().st_size, sum(blobs)
