"""Work that a desk's worker does once a day, in parts with a transaction each."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from ZODB import DB

from guichet.metrics import JOBS_FAILED
from guichet.store.batches import Cursor, Objects, change_batch, with_retries
from guichet.store.daily_runs import daily_run
from guichet.store.database import read_transaction
from guichet.store.job_reports import JobReporter
from guichet.store.models import Portal

log = structlog.get_logger()


@dataclass(frozen=True)
class DailyTask:
    """Work to do once a day, e.g. ``DailyTask("expired_sessions", remove_if_expired, over="sessions/*")``.

    ``change(item, now)`` is called with each object that ``over`` matches, see :class:`~guichet.store.batches.Objects`,
    in batches with a transaction each. Without ``over`` it gets the portal, changes a bounded number of objects and
    returns how many: it is called again, in a new transaction, until it returns 0. What it *reads* has to be bounded as
    well, see :class:`DailyWalk`. A batch is repeated after a conflict; so ``change`` does nothing to an object that
    needs nothing, and nothing outside the database.
    """

    name: str
    change: Callable[..., Any]
    over: str = ""

    def part(self, portal: Portal, now: datetime, cursor: Cursor) -> Cursor | None:
        """Does the part of the task behind a cursor; returns the cursor of the next, None behind the last."""
        if not self.over:
            return () if self.change(portal, now) else None
        _changed, last = change_batch(portal, Objects(self.over), lambda item: self.change(item, now), cursor)
        return last

    def run(self, db: DB, now: datetime, stop: threading.Event | None = None) -> None:
        """Does the task, from where a run that was stopped or killed has come to, in a transaction for each part.

        Once ``stop`` is set, it ends behind the part that is under way. Several workers share the parts.
        """
        with read_transaction(db) as portal:
            before = daily_run(portal, self.name).finished
        while not (stop and stop.is_set()) and with_retries(db, partial(self._next_part, now=now, before=before)):
            pass

    def _next_part(self, portal: Portal, now: datetime, before: int) -> bool:
        """Whether there may be a further one. ``before`` is the number of runs that were finished before this one."""
        run = daily_run(portal, self.name)
        if run.finished == before:  # else another worker has done the last part in the meantime
            run.note(self.part(portal, now, run.cursor), now)
        return run.finished == before


class DailyWalk(DailyTask):
    """A daily task that finds its way itself, e.g. along an index.

    ``change(portal, now, cursor)`` does a part of bounded size behind the cursor, and returns as :meth:`part` does.
    """

    def part(self, portal: Portal, now: datetime, cursor: Cursor) -> Cursor | None:
        """Does the part of the task behind a cursor; returns the cursor of the next, None behind the last."""
        found: Cursor | None = self.change(portal, now, cursor)
        return found


class DailyJob:
    """Runs the daily tasks of one desk: each a day after it was last done, by this worker or another one."""

    EVERY = timedelta(days=1)
    RETRY = timedelta(hours=1)
    """Pause after a task that failed; the other tasks run on."""

    def __init__(self, db: DB, tasks: Sequence[DailyTask], stop: threading.Event | None = None) -> None:
        """``stop`` ends a round early, and the task that is under way behind its part: it goes on at the next start."""
        self.db = db
        self._stop = stop or threading.Event()
        self.tasks = tuple(tasks)
        self._next: dict[str, datetime] = {}
        """When to look at a task again."""
        self._reporters = {task.name: JobReporter(db, task.name) for task in self.tasks}

    def run_due(self, now: datetime) -> int:
        """Runs the tasks that are due. Returns 0, so that the worker pauses before the next round."""
        for task in self.tasks:
            # A look that is further away than any was planned before the clock was set back.
            waits = timedelta() < self._next.get(task.name, now) - now <= self.EVERY
            if not waits and not self._stop.is_set():
                self._next[task.name] = self._run(task, now)
        return 0

    def _run(self, task: DailyTask, now: datetime) -> datetime:
        """Runs a task unless it was done; returns when to look at it again."""
        try:
            with read_transaction(self.db) as portal:
                last = daily_run(portal, task.name).last
            # A moment that is still to come was stored before the clock was set back.
            if last is not None and timedelta() <= now - last < self.EVERY:
                return last + self.EVERY
            task.run(self.db, now, self._stop)
        except Exception as problem:
            JOBS_FAILED.labels(self.db.database_name, task.name).inc()
            log.error("daily_task_failed", desk=self.db.database_name, task=task.name, error=type(problem).__name__)
            self._reporters[task.name].note(now, problem)
            return now + self.RETRY
        self._reporters[task.name].note(now)
        return now + self.EVERY
