"""How far each daily task has come, stored with what it changes: a restart or another worker goes on there."""

from datetime import datetime

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from guichet.store.batches import Cursor
from guichet.store.job_reports import job_reports
from guichet.store.models import Portal


class DailyRun(Persistent):
    """The state of one task. A record of its own, small, since each batch of the task writes it."""

    cursor: Cursor = ()
    """Where the run under way has come to; empty before its first batch."""
    finished = 0
    """Number of runs that came to their end."""
    last: datetime | None = None
    """Moment of the last of them, in UTC."""

    def note(self, cursor: Cursor | None, now: datetime) -> None:
        """Stores the cursor of a batch; ``None`` behind the last one."""
        if cursor is None:
            self.cursor, self.finished, self.last = (), self.finished + 1, now
        elif cursor != self.cursor:
            self.cursor = cursor


def daily_run(portal: Portal, name: str) -> DailyRun:
    """The state of a task; a new one is stored with the transaction of the caller."""
    reports = job_reports(portal)
    if reports.daily_runs is None:
        reports.daily_runs = OOBTree()
    found: DailyRun | None = reports.daily_runs.get(name)
    if found is None:
        found = reports.daily_runs[name] = DailyRun()
    return found
