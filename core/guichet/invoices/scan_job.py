"""Worker that asks the malware scanner about the documents that were received while it gave no answer."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from transaction.interfaces import TransientError
from ZODB import DB

from guichet.action_context import system
from guichet.desk import Desk
from guichet.documents.cleaning.outcome import UploadRejected
from guichet.documents.malware_scan import is_scanned
from guichet.documents.scan_queue import SCAN_QUEUE, Path, ScanQueue
from guichet.documents.stored_document import StoredDocument
from guichet.interfaces import AttachmentScanner
from guichet.invoices import invoice_actions
from guichet.invoices.models import Attachment, Invoice
from guichet.issuers import beneficiary_actions
from guichet.store.batches import with_retries
from guichet.store.blobs import BlobDamaged, read_blob, remove_blob
from guichet.store.damaged_blobs import report_damaged
from guichet.store.database import read_transaction, write_transaction
from guichet.store.jobs import any_of_first
from guichet.store.models import Portal, find

PAUSE = timedelta(minutes=1)
"""Until the next file after one without an answer: the scanner is away, or cannot judge that file."""


@dataclass
class ScanJob:
    """Job of the worker: one document of the queue in each round.

    The scanner is asked about the file as it was received; the document may be opened once it is found clean. Without
    a scanner in the settings every document may be opened, like a file that is received without one.
    """

    desk: Desk
    scanner: AttachmentScanner | None
    _pause_until: datetime | None = None
    _unanswered: set[Path] = field(default_factory=set)
    """Asked about without an answer: the others come first, so that one file that the scanner cannot judge holds up
    none."""

    @property
    def db(self) -> DB:
        """The desk's database."""
        return self.desk.db

    def run_due(self, now: datetime) -> int:
        """Asks about one document; returns 0 when none waits or none is answered, else 1."""
        if self._pause_until is not None and now < self._pause_until:
            return 0
        with read_transaction(self.db) as portal:
            path = self._next(portal, now)
        if path is None:
            return 0
        if not self._claim(path, now):
            return 1  # another worker was faster, and others may wait
        # Outside a transaction that writes: an answer takes seconds, and a conflict would ask again.
        with read_transaction(self.db) as portal:
            document = _find(portal, path)
            try:
                content = _received(document) if document else b""
            except BlobDamaged as damaged:
                return self._damaged(path, damaged, now)
            filename = document.filename if document else ""
        try:
            if content and not is_scanned(self.scanner, filename, content):
                return self._unanswered_yet(path, now)
            infected = False
        except UploadRejected:
            infected = True
        with_retries(self.db, partial(self._store, path=path, infected=infected))
        return 1

    def _damaged(self, path: Path, damaged: BlobDamaged, now: datetime) -> int:
        """Reports the document unless it was deleted meanwhile."""
        with read_transaction(self.db) as portal:
            if _find(portal, path) is not None:
                report_damaged(self.db, damaged, now)
        return self._unanswered_yet(path, now)

    def _next(self, portal: Portal, now: datetime) -> Path | None:
        queue: ScanQueue = portal[SCAN_QUEUE]
        self._unanswered = {one for one in self._unanswered if one in queue.waiting}
        free = partial(filter, lambda one: not queue.is_claimed(one, now))
        path = any_of_first(free(one for one in queue.waiting if one not in self._unanswered))
        if path is None:
            self._unanswered.clear()
            path = any_of_first(free(queue.waiting))
        return path

    def _claim(self, path: Path, now: datetime) -> bool:
        try:
            with write_transaction(self.db) as portal:
                return bool(portal[SCAN_QUEUE].claim(path, now))
        except TransientError:
            return False

    def _unanswered_yet(self, path: Path, now: datetime) -> int:
        """Leaves the document closed, and to any worker; this one pauses."""
        with_retries(self.db, lambda portal: portal[SCAN_QUEUE].release(path))
        self._unanswered.add(path)
        self._pause_until = now + PAUSE
        return 0

    def _store(self, portal: Portal, path: Path, *, infected: bool) -> None:
        # It is gone where the sender has removed it, or where the claim was over and another worker had the answer.
        if portal[SCAN_QUEUE].discard(path):
            document = _find(portal, path)
            if document is not None:
                _delete(portal, self.desk, document) if infected else _release(portal, document)


def _find(portal: Portal, path: Path) -> StoredDocument | None:
    """The document with that path; None once it, or what it belongs to, was deleted."""
    place = portal
    try:
        for name in path:
            place = place[name]
    except KeyError:
        return None
    return place if isinstance(place, StoredDocument) and place.unscanned is not None else None


def _received(document: StoredDocument) -> bytes:
    """The file as it was received. Raises `BlobDamaged`."""
    assert document.unscanned is not None
    return read_blob(document.unscanned, document.unscanned_sha256)


def _release(portal: Portal, document: StoredDocument) -> None:
    assert document.unscanned is not None
    remove_blob(portal._p_jar, document.unscanned)
    document.unscanned = None


def _delete(portal: Portal, desk: Desk, document: StoredDocument) -> None:
    ctx = system(portal, desk)
    if isinstance(document, Attachment):
        invoice_actions.delete_infected(ctx, find(document, Invoice), document)
    else:
        beneficiary_actions.delete_infected(ctx, document)
