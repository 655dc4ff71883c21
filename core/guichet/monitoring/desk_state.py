"""What an operator wants to know of a desk, read in one short transaction: queues, jobs, sizes, times of backups."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from persistent.timestamp import TimeStamp

from guichet import clock
from guichet.backup.times import BackupTimes
from guichet.backup.times_job import stored_backup_times
from guichet.desk import Desk
from guichet.documents.scan_queue import SCAN_QUEUE
from guichet.messages.enqueue import outbox_of
from guichet.messages.models import Channel, Outbox
from guichet.office.alerts.backup_alerts import LOOKED_BACK
from guichet.office.alerts.work_alerts import WORK
from guichet.store.database import read_transaction
from guichet.store.disk import Disk, disk_of
from guichet.store.job_reports import JobReport, job_reports

MAX_COUNTED = 10_000
"""Entries of a queue that are counted; a longer one is as long as this."""
MAX_READ = 200
"""Messages that one look reads of each channel, those tried next first."""
CHANNELS: tuple[Channel, ...] = ("mail", "sms")


@dataclass(frozen=True)
class Queue:
    """Messages of one channel that have not left."""

    waiting: int
    oldest: datetime | None
    """When the oldest of them should have left; None for an empty queue."""


@dataclass(frozen=True)
class DeskState:
    """The state of a desk at a moment. Moments are in UTC."""

    read: datetime
    outbox: Mapping[Channel, Queue]
    pdfs: int
    """PDFs to be drawn."""
    scans: int
    """Documents without a verdict of the malware scanner."""
    jobs: Mapping[str, JobReport | None]
    """The last report of each job of the worker; None for one that was never heard of."""
    written: datetime
    """The last commit, by the clock of the machine that made it."""
    database_bytes: int
    """Without the blobs of a FileStorage, which are files beside it."""
    objects_in_memory: int
    storage_cache: tuple[int, int] | None
    """Hits and misses of RelStorage's cache, which all threads of this process share; None for files."""
    disk: Disk | None
    """None for a database elsewhere, whose server watches it."""
    backup: BackupTimes
    packed: tuple[datetime, int, int, float] | None
    """The last packing, as `~guichet.store.job_reports.JobReports.packed`."""
    damaged: int
    """Documents that were found damaged on the disk in the last week."""


def desk_state(desk: Desk) -> DeskState:
    """Reads the state of a desk. Raises what the database raises when it does not answer."""
    now = clock.now()
    with read_transaction(desk.db) as portal:
        reports = job_reports(portal)
        return DeskState(
            read=now,
            outbox=dict(_queues(outbox_of(portal), now)),
            pdfs=_count(portal["pdf_queue"].waiting),
            scans=_count(portal[SCAN_QUEUE].waiting),
            jobs={name: reports.get(name) for name in WORK},
            written=datetime.fromtimestamp(TimeStamp(desk.db.lastTransaction()).timeTime(), UTC),
            database_bytes=desk.db.getSize(),
            objects_in_memory=desk.db.cacheSize(),
            storage_cache=_storage_cache(desk.db.storage),
            disk=disk_of(desk.tenant_settings.storage),
            backup=stored_backup_times(portal) or BackupTimes(),
            packed=reports.packed,
            damaged=sum(moment > now - LOOKED_BACK for _blob, moment in reports.damaged),
        )


def _queues(outbox: Outbox, now: datetime) -> Iterator[tuple[Channel, Queue]]:
    for channel in CHANNELS:
        # By the time at which they are tried next: one that the relay refused for now is due later.
        keys = list(islice(outbox.due.keys(min=(channel,), max=(channel, "~")), MAX_COUNTED))
        first = [outbox[message_id].first_due for _channel, _moment, message_id in keys[:MAX_READ]]
        # One that is not to leave yet, since a decision can be undone, is not late.
        yield channel, Queue(len(keys), min((moment for moment in first if moment <= now), default=None))


def _storage_cache(storage: Any) -> tuple[int, int] | None:
    cache = getattr(storage, "_cache", None)  # of RelStorage, which names it nowhere else
    if cache is None:
        return None
    found = cache.stats()
    return found.get("hits", 0), found.get("misses", 0)


def _count(waiting: Iterable[object]) -> int:
    return sum(1 for _entry in islice(waiting, MAX_COUNTED))
