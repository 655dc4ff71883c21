"""Worker that reads the folder of the backups, so that no page has to: another machine's disk may hang."""

from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from ZODB import DB

from guichet.backup.times import BackupTimes, backup_times
from guichet.settings import BackupSettings
from guichet.store.batches import with_retries
from guichet.store.database import read_transaction
from guichet.store.job_reports import job_reports
from guichet.store.models import Portal

EVERY = timedelta(minutes=1)
"""Between two looks at the folder: names of some hundred folders, and one small file."""


def stored_backup_times(portal: Portal) -> BackupTimes | None:
    """What the worker has found last; None before its first look."""
    found = job_reports(portal).backups
    return None if found is None else BackupTimes(*found)


@dataclass
class BackupTimesJob:
    """Job of the worker: stores when a desk was last backed up, and when a restore of it was last proved.

    After a restore the stored times are those of the backup; the next look puts them right. A folder that hangs holds
    this job alone, which is not heard of any more.
    """

    db: DB
    settings: BackupSettings
    tenant_id: str
    signer: str
    """Public half of the key that signs the backups of the desk."""
    _looked: datetime | None = None

    def run_due(self, now: datetime) -> int:
        """Looks once a minute, and writes what has changed. Returns 0, so that the worker pauses."""
        if self._looked is not None and abs(now - self._looked) < EVERY:
            return 0
        # Outside a transaction, since the disk may take its time.
        found = backup_times(self.settings, self.tenant_id, self.signer, now)
        with read_transaction(self.db) as portal:
            changed = stored_backup_times(portal) != found
        if changed:
            with_retries(self.db, lambda portal: job_reports(portal).note_backups(astuple(found)))
        self._looked = now
        return 0
