"""Worker that asks the malware scanner about the documents that were received while it gave no answer."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from transaction.interfaces import TransientError
from ZODB import DB

from guichet.action_context import system
from guichet.desk import Desk
from guichet.documents.cleaning.outcome import UploadRejected
from guichet.documents.malware_scan import is_scanned
from guichet.documents.scan_queue import SCAN_QUEUE, Path
from guichet.documents.stored_document import StoredDocument
from guichet.interfaces import AttachmentScanner
from guichet.invoices import invoice_actions
from guichet.invoices.models import Attachment, Invoice
from guichet.issuers import beneficiary_actions
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
        # Outside a transaction that writes: an answer takes seconds, and a conflict would ask again.
        with read_transaction(self.db) as portal:
            path = self._next(portal)
            document = _find(portal, path) if path else None
            try:
                content = _received(document) if document else b""
            except BlobDamaged as damaged:
                return self._damaged(path, damaged, now)
            filename = document.filename if document else ""
        if path is None:
            return 0
        try:
            if content and not is_scanned(self.scanner, filename, content):
                self._unanswered.add(path)
                self._pause_until = now + PAUSE
                return 0
            infected = False
        except UploadRejected:
            infected = True
        return self._store(path, infected=infected)

    def _damaged(self, path: Path | None, damaged: BlobDamaged, now: datetime) -> int:
        """Leaves the document closed, and reports it unless it was deleted meanwhile."""
        with read_transaction(self.db) as portal:
            if path and _find(portal, path) is not None:
                report_damaged(self.db, damaged, now)
                self._unanswered.add(path)
                self._pause_until = now + PAUSE
        return 0

    def _next(self, portal: Portal) -> Path | None:
        waiting = portal[SCAN_QUEUE].waiting
        self._unanswered = {one for one in self._unanswered if one in waiting}
        path = any_of_first(one for one in waiting if one not in self._unanswered)
        if path is None:
            self._unanswered.clear()
            path = any_of_first(waiting)
        return path

    def _store(self, path: Path, *, infected: bool) -> int:
        try:
            with write_transaction(self.db) as portal:
                queue = portal[SCAN_QUEUE].waiting
                # Another worker may have had the same answer.
                if path in queue:
                    queue.remove(path)
                    document = _find(portal, path)
                    if document is not None:
                        _delete(portal, self.desk, document) if infected else _release(portal, document)
        except TransientError:
            pass  # another worker was faster, or the sender changed the invoice: the next round asks again
        # Also then: with a pause after each of them, two workers would ask less than one.
        return 1


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
