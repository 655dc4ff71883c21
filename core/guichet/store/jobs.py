"""Background work of a desk: run by ``guichet worker``, or by threads of the web process.

The latter in development, and where no second process can open the database (FileStorage holds a lock file).
"""

import threading
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from secrets import choice
from typing import Protocol, TypeVar

import structlog
from ZODB import DB

from guichet import clock
from guichet.metrics import JOBS_FAILED
from guichet.store.job_reports import JobReporter

log = structlog.get_logger()
CHOSEN_AMONG = 32
"""The first tasks of a queue, of which a worker takes one by chance: workers that all took the very first one did each
task as often as there are workers."""
Task = TypeVar("Task")


class Job(Protocol):
    """One kind of background work for one desk. Several workers may run it; each task is done by one of them."""

    @property
    def db(self) -> DB:
        """The desk's database."""

    def run_due(self, now: datetime) -> int:
        """Does what is due and returns the number of tasks done; after 0 the worker pauses."""


def any_of_first(waiting: Iterable[Task]) -> Task | None:
    """One of the first :data:`CHOSEN_AMONG` tasks of a queue; None of an empty one."""
    first = list(islice(waiting, CHOSEN_AMONG))
    return choice(first) if first else None


def run_forever(jobs: Sequence[Job], stop: threading.Event, interval: float) -> None:
    """Runs jobs until ``stop`` is set; a job without work is asked again after ``interval`` seconds.

    Each job has its own thread, so that a mail relay that hangs does not hold up the others.
    """
    # Each is a daemon if the calling thread is one (threading's default): within a web server, and not in the worker,
    # whose process ends when its jobs have.
    threads = [threading.Thread(target=_run, args=(job, stop, interval), name=_name(job)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _run(job: Job, stop: threading.Event, interval: float) -> None:
    reporter = JobReporter(job.db, type(job).__name__)
    while not stop.is_set():
        if not run_round(job, reporter):
            stop.wait(interval)


def run_round(job: Job, reporter: JobReporter) -> int:
    """One round of a job, reported; returns the number of tasks done, 0 for a round that failed."""
    now = clock.now()
    try:
        done = job.run_due(now)
    except Exception as problem:  # e.g. the database server restarts: tasks are stored, and the next round does them
        JOBS_FAILED.labels(job.db.database_name, type(job).__name__).inc()
        log.error("job_failed", job=_name(job), exc_info=problem)
        reporter.note(now, problem)
        return 0
    reporter.note(now)
    return done


def _name(job: Job) -> str:
    return f"{type(job).__name__}-{job.db.database_name}"
