"""Background work of a desk: run by ``guichet worker``, or by threads of the web process.

The latter in development, and where no second process can open the database (FileStorage holds a lock file).
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

import structlog
from ZODB import DB

from guichet import clock
from guichet.metrics import JOBS_FAILED
from guichet.store.batches import Cursor, Objects, change_batch, with_retries
from guichet.store.job_reports import JobReporter

log = structlog.get_logger()


class Job(Protocol):
    """One kind of background work for one desk. Several workers may run it; each task is done by one of them."""

    @property
    def db(self) -> DB:
        """The desk's database."""

    def run_due(self, now: datetime) -> int:
        """Does what is due and returns the number of tasks done; after 0 the worker pauses."""


@dataclass(frozen=True)
class DailyTask:
    """Work to do once a day, e.g. ``DailyTask("expired_sessions", remove_if_expired, over="sessions/*")``.

    ``change(item, now)`` is called with each object that ``over`` matches, see :class:`~guichet.store.batches.Objects`,
    in batches with a transaction each. Without ``over`` it gets the portal, changes a bounded number of objects and
    returns how many: it is called again, in a new transaction, until it returns 0. Several workers may run a task at
    once, and a batch is repeated after a conflict; so ``change`` does nothing to an object that needs nothing, and
    nothing outside the database.
    """

    name: str
    change: Callable[[Any, datetime], object]
    over: str = ""

    def run(self, db: DB, now: datetime, stop: threading.Event | None = None) -> None:
        """Does the whole task; once ``stop`` is set, it ends behind the batch that is under way."""
        stop = stop or threading.Event()
        change = partial(_call, self.change, now)
        if not self.over:
            while not stop.is_set() and with_retries(db, change):
                pass
            return
        cursor: Cursor | None = ()
        while cursor is not None and not stop.is_set():
            batch = partial(change_batch, objects=Objects(self.over), change=change, cursor=cursor)
            _changed, cursor = with_retries(db, batch)


def _call(change: Callable[[Any, datetime], object], now: datetime, item: Any) -> object:
    return change(item, now)


class DailyJob:
    """Runs the daily tasks of one desk: each when the worker starts, and a day after it was last done.

    The times are kept in memory: to repeat a task after a restart is harmless, see :class:`DailyTask`.
    """

    EVERY = timedelta(days=1)
    RETRY = timedelta(hours=1)
    """Pause after a task that failed; the other tasks run on."""

    def __init__(self, db: DB, tasks: Sequence[DailyTask], stop: threading.Event | None = None) -> None:
        """``stop`` ends a round early, and the task that is under way behind its batch: they begin again at a start."""
        self.db = db
        self._stop = stop or threading.Event()
        self.tasks = tuple(tasks)
        self._next: dict[str, datetime] = {}
        self._reporters = {task.name: JobReporter(db, task.name) for task in self.tasks}

    def run_due(self, now: datetime) -> int:
        """Runs the tasks that are due. Returns 0, so that the worker pauses before the next round."""
        for task in self.tasks:
            if now >= self._next.get(task.name, now) and not self._stop.is_set():
                self._next[task.name] = now + (self.EVERY if self._has_run(task, now) else self.RETRY)
        return 0

    def _has_run(self, task: DailyTask, now: datetime) -> bool:
        try:
            task.run(self.db, now, self._stop)
        except Exception as problem:
            JOBS_FAILED.labels(self.db.database_name, task.name).inc()
            log.error("daily_task_failed", desk=self.db.database_name, task=task.name, error=type(problem).__name__)
            self._reporters[task.name].note(now, problem)
            return False
        self._reporters[task.name].note(now)
        return True


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
