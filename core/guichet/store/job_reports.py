"""What the worker's jobs have reported: last round, since when one fails; also damaged blobs and times of backups.

The office's page « À traiter » reads it: a job that is not heard of any more has been killed, or hangs.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from BTrees.OOBTree import OOBTree
from transaction.interfaces import TransientError
from ZODB import DB

from guichet.store.database import write_transaction
from guichet.store.models import Portal, Resource

log = structlog.get_logger()
JOB_REPORTS = "job_reports"
EVERY = timedelta(minutes=5)
"""Between two reports of a job that goes on as before: each is a write to the disk."""
MAX_DAMAGED = 100
SILENT_AFTER = timedelta(minutes=12)
"""Time without a report after which a job counts as stopped: two reports are missing."""


class JobReport(NamedTuple):
    """The last report of a job or of a daily task."""

    heard: datetime
    failing_since: datetime | None
    """The first of the failures in a row; None when the last round was well."""
    error: str
    """Class of the last error, e.g. ``"OSError"``: its text may hold personal data."""


class JobReports(Resource):
    """The last report of each job by name, and the day of the last daily digest."""

    digest_day = ""
    """In ISO 8601."""
    damaged: tuple[tuple[str, datetime], ...] = ()
    """Ids of blobs that were found damaged, and when each was last; the latest first, `MAX_DAMAGED` of them."""
    backups: tuple[datetime | None, ...] | None = None
    """The fields of :class:`~guichet.backup.times.BackupTimes`; None before the worker has looked."""
    packed: tuple[datetime, int, int, float] | None = None
    """The last packing: when it ended, bytes before and after, seconds; None before the first one."""
    daily_runs: OOBTree | None = None
    """Name of a daily task → `~guichet.store.daily_runs.DailyRun`; None before the first one."""

    def __init__(self) -> None:
        # A tree, so that two jobs that report at once do not conflict.
        self._reports = OOBTree()

    def note(self, name: str, now: datetime, error: str) -> None:
        """Stores a report; ``error`` is empty for a round that was well."""
        before = self.get(name)
        since = (before.failing_since if before else None) or now
        self._reports[name] = (now, since if error else None, error)

    def note_damaged(self, blob: str, now: datetime) -> None:
        """Stores that a reader asked for a blob that is damaged."""
        others = (one for one in self.damaged if one[0] != blob)
        self.damaged = ((blob, now), *others)[:MAX_DAMAGED]

    def note_backups(self, times: tuple[datetime | None, ...]) -> None:
        """Stores what the worker has found in the folder of the backups."""
        self.backups = times

    def get(self, name: str) -> JobReport | None:
        """The last report of a job; None for one that was never heard of."""
        found = self._reports.get(name)
        return JobReport(*found) if found is not None else None

    def failing(self) -> Iterator[tuple[str, JobReport]]:
        """Names and reports of those that fail."""
        for name in self._reports:
            report = self.get(name)
            if report is not None and report.failing_since is not None:
                yield name, report


def job_reports(portal: Portal) -> JobReports:
    """The reports of a desk's jobs."""
    found: JobReports = portal[JOB_REPORTS]
    return found


class JobReporter:
    """Reports of one job or daily task, stored every :data:`EVERY`, and at once when it begins or ceases to fail."""

    def __init__(self, db: DB, name: str) -> None:
        self._db, self._name = db, name
        self._next: datetime | None = None
        self._failing = False

    def note(self, now: datetime, problem: Exception | None = None) -> None:
        """Notes a round. Never raises: a report that cannot be stored is tried again with the next round."""
        failing = problem is not None
        # Not one that is further away than any was planned, before the clock was set back.
        waits = self._next is not None and timedelta() < self._next - now <= EVERY
        if waits and failing == self._failing:
            return
        try:
            with write_transaction(self._db) as portal:
                job_reports(portal).note(self._name, now, type(problem).__name__ if problem else "")
        except TransientError:  # another job reported at the same moment
            return
        except Exception as unstored:  # e.g. the disk is full, which the page reads from the disk itself
            log.error("job_report_not_stored", desk=self._db.database_name, job=self._name, exc_info=unstored)
            return
        self._next, self._failing = now + EVERY, failing
