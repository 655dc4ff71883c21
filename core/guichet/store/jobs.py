"""Work that is done beside the requests: by a thread in development, by ``guichet worker`` in production."""

import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import structlog
from ZODB import DB

from guichet import clock

log = structlog.get_logger()


class Job(Protocol):
    """One kind of work for one desk. Several workers may do it at once: each task is taken by one of them."""

    @property
    def db(self) -> DB:
        """The desk's database."""

    def run_due(self, now: datetime) -> int:
        """Does what is due and returns how many tasks that was; ``0`` lets the worker rest."""


def run_forever(jobs: Sequence[Job], stop: threading.Event, interval: float) -> None:
    """Works until ``stop`` is set, looking for something to do every ``interval`` seconds.

    Each job has its own thread, so that a mail relay that hangs holds up nobody else's work.
    """
    threads = [threading.Thread(target=_run, args=(job, stop, interval), name=_name(job)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _run(job: Job, stop: threading.Event, interval: float) -> None:
    while not stop.is_set():
        if not _round(job):
            stop.wait(interval)


def _round(job: Job) -> int:
    try:
        return job.run_due(clock.now())
    except Exception as problem:  # e.g. the database server restarts: the tasks are safe, the next round has them
        log.error("job_failed", job=_name(job), exc_info=problem)
        return 0


def _name(job: Job) -> str:
    return f"{type(job).__name__}-{job.db.database_name}"
