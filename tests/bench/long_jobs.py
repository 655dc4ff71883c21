"""How long the transactions of the worker's jobs and of the commands last at a desk that ``scale.py`` has filled.

``python tests/bench/long_jobs.py FOLDER [--seconds 20]``: each job runs for that long at most, is then stopped as a
worker is, and goes on in the next round. What it writes goes to a temporary place: the desk stays as it is.
"""

import argparse
import contextlib
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zodburi
from figures import machine
from serve import read_settings
from ZODB import DB
from ZODB.DemoStorage import DemoStorage

from guichet import clock, logs
from guichet.app import DEFAULTS, daily_tasks
from guichet.audit.audit_log import links_of
from guichet.audit.verification import verify
from guichet.desk import Desk
from guichet.keys import Keys
from guichet.office.retention.person_erasure import records_of
from guichet.plugins import Plugins, installed, with_plugin_settings
from guichet.store import database
from guichet.store.database import database_on, read_transaction, write_transaction
from guichet.store.evolution import EvolutionStep, evolve
from guichet.store.retention_terms import TERMS, retention_terms
from guichet.verification.index_checks import index_faults
from guichet.verification.object_walk import walk

HEADINGS = ("job", "transactions", "longest", "longest, CPU", "most objects loaded", "CPU in all", "")


@dataclass
class Transactions:
    """The transactions of one job."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    loaded: list[int] = field(default_factory=list)

    @contextlib.contextmanager
    def measured(self) -> Iterator[None]:
        """Notes each transaction outside a request that ends within the block."""
        connected = database._connected

        @contextlib.contextmanager
        def noted(db: DB) -> Iterator[Any]:
            began, used = time.monotonic(), time.thread_time()
            with connected(db) as found:
                yield found
                self.loaded.append(found[0].getTransferCounts()[0])
            self.seconds.append(time.monotonic() - began)
            self.cpu.append(time.thread_time() - used)

        database._connected = noted
        try:
            yield
        finally:
            database._connected = connected


def main() -> None:
    """Measures and reports."""
    parser = argparse.ArgumentParser(prog="long_jobs.py", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=20)
    chosen = parser.parse_args()
    sys.stdout.write(report(chosen.folder, chosen.seconds))


def report(folder: Path, seconds: float) -> str:
    """The table for a desk."""
    logs.configure(error_texts=True)
    began = time.monotonic()
    desk = on_top_of(folder)
    opened = time.monotonic() - began
    rows = [HEADINGS, ("---", *(["---:"] * 5), "---")]
    for name, job in _jobs(desk):
        found, stop = Transactions(), threading.Event()
        timer = threading.Timer(seconds, stop.set)
        timer.start()
        used = time.thread_time()
        with found.measured():
            job(stop)
        timer.cancel()
        rows.append(_row(name, found, time.thread_time() - used, stop.is_set()))
        sys.stderr.write(f"| {' | '.join(rows[-1])} |\n")
    desk.db.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    facts = [*machine(), f"{opened:.1f} s to open the database, {memory:.0f} MB of memory at the most"]
    table = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([*(f"- {fact}" for fact in facts), "", *table, ""])


def _row(name: str, found: Transactions, seconds: float, stopped: bool) -> tuple[str, ...]:
    longest, cpu = (f"{max(each, default=0) * 1000:.0f} ms" for each in (found.seconds, found.cpu))
    loaded = str(max(found.loaded, default=0))
    return name, str(len(found.seconds)), longest, cpu, loaded, f"{seconds:.1f} s", "stopped" if stopped else ""


def on_top_of(folder: Path) -> Desk:
    """The desk in a folder, opened to be read; what is written stays in a temporary place."""
    available = installed()
    read = with_plugin_settings(read_settings(folder.absolute(), f"{folder.name}.localhost", "development"), available)
    [own] = read.desks
    plugins = Plugins(own.tenant_id, available, defaults=DEFAULTS)
    below, options = zodburi.resolve_uri(f"{own.storage}&read_only=true")
    db = database_on(DemoStorage(base=below()), own.tenant_id, plugins.packages, **options)
    desk = Desk(read, own, plugins, db, Keys(read.secret, own.tenant_id))
    with write_transaction(db) as portal:
        # Else nothing is erased: the office has to confirm the terms. The half of all invoices is older than this.
        days = {name: term.default for name, term in TERMS.items()}
        retention_terms(portal).change(days, tuple(TERMS), offer_days=0)
    return desk


def _jobs(desk: Desk) -> Iterator[tuple[str, Callable[[threading.Event], object]]]:
    now = clock.now()
    for task in daily_tasks(desk):
        yield f"daily: {task.name}", lambda stop, task=task: task.run(desk.db, now, stop)
    yield "evolve, every invoice", lambda stop: evolve(desk.db, [_written()], now, stop=stop)
    yield "erasure of a person, page", lambda _stop: _person(desk)
    yield "verify: objects", lambda stop: _until(stop, lambda look: walk(desk.db, look))
    yield "verify: lists", lambda stop: _until(stop, lambda look: list(_looked(index_faults(desk.db, look), look)))
    yield "verify: audit log", lambda stop: _until(stop, lambda look: verify(_looked(links_of(desk.db), look)))


def _person(desk: Desk) -> None:
    with read_transaction(desk.db) as portal:
        user = portal["users"].with_email("lea.rochat@home-aide.example")
        records_of(portal, next(iter(portal["issuers"][user.issuer_id].beneficiaries._by_avs)))


def _written() -> EvolutionStep:
    """A step that writes every invoice."""
    return EvolutionStep("bench.written", lambda invoice: invoice.touch(), over="issuers/*/invoices/*")


class _Stopped(Exception):
    """The time is over."""


def _until(stop: threading.Event, work: Callable[[Callable[..., None]], object]) -> None:
    """What cannot be stopped from outside is interrupted where it tells of its progress."""

    def look(*_progress: object) -> None:
        if stop.is_set():
            raise _Stopped

    with contextlib.suppress(_Stopped):
        work(look)


def _looked(found: Iterator[Any], look: Callable[..., None]) -> Iterator[Any]:
    for one in found:
        look()
        yield one


if __name__ == "__main__":
    main()
