"""Work that is done beside the requests: by a thread in development, by ``guichet worker`` in production."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

import structlog
from ZODB import DB

from guichet import clock
from guichet.store.batches import Cursor, Objects, change_batch, with_retries

log = structlog.get_logger()


class Job(Protocol):
    """One kind of work for one desk. Several workers may do it at once: each task is taken by one of them."""

    @property
    def db(self) -> DB:
        """The desk's database."""

    def run_due(self, now: datetime) -> int:
        """Does what is due and returns how many tasks that was; ``0`` lets the worker rest."""


@dataclass(frozen=True)
class DailyTask:
    """Work for once a day, e.g. ``DailyTask("expired_sessions", remove_if_expired, over="sessions/*")``.

    ``change(item, now)`` is called with each object that ``over`` matches, see :class:`~guichet.store.batches.Objects`,
    in batches with a transaction each. Without ``over`` it gets the portal, changes a bounded number of objects and
    returns how many: it is called again, in a new transaction, until it returns 0. Several workers may run a task at
    once, and a batch is repeated after a conflict; so ``change`` does nothing to an object that needs nothing, and
    nothing outside the database.
    """

    name: str
    change: Callable[[Any, datetime], object]
    over: str = ""

    def run(self, db: DB, now: datetime) -> None:
        """Does the whole task."""
        change = partial(_call, self.change, now)
        if not self.over:
            while with_retries(db, change):
                pass
            return
        cursor: Cursor | None = ()
        while cursor is not None:
            batch = partial(change_batch, objects=Objects(self.over), change=change, cursor=cursor)
            _changed, cursor = with_retries(db, batch)


def _call(change: Callable[[Any, datetime], object], now: datetime, item: Any) -> object:
    return change(item, now)


class DailyJob:
    """Runs the daily tasks of one desk: each as soon as the worker starts, and a day after it was done last."""

    EVERY = timedelta(days=1)
    RETRY = timedelta(hours=1)
    """Pause after a task that failed; the others are not held up by it."""

    def __init__(self, db: DB, tasks: Sequence[DailyTask]) -> None:
        self.db = db
        self.tasks = tuple(tasks)
        self._next: dict[str, datetime] = {}

    def run_due(self, now: datetime) -> int:
        """Runs the tasks that are due; returns 0, since none of them is in a hurry."""
        for task in self.tasks:
            if now >= self._next.get(task.name, now):
                self._next[task.name] = now + (self.EVERY if self._has_run(task, now) else self.RETRY)
        return 0

    def _has_run(self, task: DailyTask, now: datetime) -> bool:
        try:
            task.run(self.db, now)
        except Exception as problem:
            log.error("daily_task_failed", desk=self.db.database_name, task=task.name, error=type(problem).__name__)
            return False
        return True


def run_forever(jobs: Sequence[Job], stop: threading.Event, interval: float) -> None:
    """Works until ``stop`` is set, looking for something to do every ``interval`` seconds.

    Each job has its own thread, so that a mail relay that hangs does not hold up the others.
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
