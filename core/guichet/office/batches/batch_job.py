"""Worker that makes the files of a batch, one invoice in each round, and then its index and manifest.

Each file is stored in a transaction of its own: a worker that is killed loses one file, and the next one continues.
"""

import errno
import io
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import BinaryIO

import structlog
from transaction.interfaces import TransientError
from ZODB import DB
from ZODB.POSException import ConflictError

from guichet.action_context import system
from guichet.clock import local
from guichet.desk import Desk
from guichet.documents.appended import append_documents
from guichet.documents.cleaning.outcome import UploadRejected
from guichet.documents.file_cleaner import FileCleaner
from guichet.invoices.models import Attachment, Invoice
from guichet.invoices.pdf import revision_pdf
from guichet.office.batches.batch_actions import batches_of, invoice_of
from guichet.office.batches.batch_index import index_csv, index_json, index_row, manifest, rappen, sha256
from guichet.office.batches.batch_texts import CHANGED, NOT_ACCEPTED, NOT_DRAWN, NOT_SCANNED
from guichet.office.batches.models import (
    DISK_FULL,
    INDEX_CSV,
    INDEX_JSON,
    MANIFEST,
    READY,
    STOPPED,
    Batch,
    BatchedInvoice,
    BatchFile,
)
from guichet.store.blobs import BlobDamaged, open_blob, store_blob
from guichet.store.damaged_blobs import report_damaged
from guichet.store.database import read_transaction, write_transaction
from guichet.store.models import Portal
from guichet.values import reference

log = structlog.get_logger()
PAUSE = timedelta(minutes=1)
"""Until the next try after the disk was full."""
FULL = (errno.ENOSPC, errno.EDQUOT)
CODE_SUFFIX = "CDC"
"""Behind the office in the code of a manifest, which tells it from the reference of an invoice: ``BECDC-2026-…``."""


class Unfit(Exception):
    """The file of an invoice cannot be made; ``reason`` is a key of `batch_texts.FAILURES`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Made:
    """What a round has made: the file of one invoice, or the reason why there is none."""

    batch: str
    one: BatchedInvoice
    content: bytes = b""
    row: str = ""
    failure: str = ""


@dataclass
class BatchJob:
    """Job of the worker for the batches that wait in the folder's ``making``."""

    desk: Desk
    cleaner: FileCleaner
    """Makes a page of each attached picture, in its process of its own."""
    _pause_until: datetime | None = field(default=None)

    @property
    def db(self) -> DB:
        """The desk's database."""
        return self.desk.db

    def run_due(self, now: datetime) -> int:
        """Makes the file of one invoice, or ends a batch; returns 1 when something was done, else 0."""
        if self._pause_until is not None and now < self._pause_until:
            return 0
        try:
            return self._round(now)
        except TransientError:
            return 0  # another worker or an officer was faster: the next round looks again
        except OSError as problem:
            if problem.errno not in FULL:
                raise
            self._pause_until = now + PAUSE
            log.error("batch_disk_full", desk=self.desk.tenant.id)
            self._note_full_disk()
            return 0

    def _round(self, now: datetime) -> int:
        # Drawing takes tenths of a second: it happens in a transaction that only reads, see `PdfJob`.
        with read_transaction(self.db) as portal:
            batches = batches_of(portal)
            name = next(iter(batches.making), None)
            if name is None:
                return 0
            one = next(batches[name].waiting, None)
            try:
                made = self._make(portal, batches[name], one, now) if one is not None else None
            except UploadRejected:  # the cleaning process is busy with uploads
                return 0
        with write_transaction(self.db) as portal:
            if name in batches_of(portal).making:
                batch = batches_of(portal)[name]
                batch.problem = ""
                _store(portal, batch, made) if made is not None else self._finish(portal, batch, now)
        return 1

    def _make(self, portal: Portal, batch: Batch, one: BatchedInvoice, now: datetime) -> Made:
        try:
            invoice = invoice_of(portal, one)
            _require_fit(invoice)
            content = self._printable(invoice)
            row = index_row(self.desk, portal, batch, one, invoice) | {"sha256": sha256(content)}
            return Made(batch.id, one, content, json.dumps(row, ensure_ascii=False))
        except Unfit as unfit:
            return Made(batch.id, one, failure=unfit.reason)
        except BlobDamaged as damaged:
            report_damaged(self.db, damaged, now)
            return Made(batch.id, one, failure=CHANGED)
        except (ConflictError, UploadRejected, OSError):
            raise
        except Exception as problem:  # one invoice must not hold up the others
            log.error("batch_file_failed", desk=self.desk.tenant.id, invoice=one.invoice_id, exc_info=problem)
            return Made(batch.id, one, failure=NOT_DRAWN)

    def _printable(self, invoice: Invoice) -> bytes:
        """The form and all documents of the latest revision."""
        revision = invoice.latest
        with ExitStack() as opened:
            documents = list(self._documents(invoice, opened))
            return append_documents(revision_pdf(self.desk, invoice, revision), documents)

    def _documents(self, invoice: Invoice, opened: ExitStack) -> Iterator[BinaryIO]:
        for document_id in invoice.latest.attachments:
            document: Attachment = invoice.attachments[document_id]
            file = opened.enter_context(open_blob(document.blob, document.sha256))
            if document.content_type.startswith("image/"):
                yield io.BytesIO(self.cleaner.join(document.filename, [file]).content)
            else:
                yield file

    def _finish(self, portal: Portal, batch: Batch, now: datetime) -> None:
        """Writes index and manifest, or stops the batch when a file could not be made."""
        batches_of(portal).making.remove(batch.id)
        ctx = system(portal, self.desk)
        if batch.failed:
            batch.state = STOPPED
            ctx.record("batch.stopped", batch.id, str(len(batch.failed)))
            return
        rows = [json.loads(file.row) for one in batch.invoices if (file := batch.file(one.filename))]
        batch.code = reference.make(self.desk.tenant.id[:9] + CODE_SUFFIX, local(now).year)
        indexes = {
            INDEX_CSV: index_csv(rows, self.desk.localizer(batch.language)),
            INDEX_JSON: index_json(rows),
        }
        for name, content in (indexes | {MANIFEST: manifest(self.desk, portal, batch, rows, indexes)}).items():
            _put(portal, batch, name, content)
        batch.total = sum(rappen(row["total"]) for row in rows)
        batch.state, batch.finished = READY, now
        ctx.record("batch.finished", batch.id, str(len(rows)))

    def _note_full_disk(self) -> None:
        """Notes it for the batch's page, if there is still room for that."""
        try:
            with write_transaction(self.db) as portal:
                for name in batches_of(portal).making:
                    batches_of(portal)[name].problem = DISK_FULL
        except (OSError, TransientError):
            log.error("batch_problem_not_stored", desk=self.desk.tenant.id)


def _require_fit(invoice: Invoice) -> None:
    """The checks of `batch_texts.CHECKS`. Raises `Unfit`."""
    if invoice.state != "accepted":
        raise Unfit(NOT_ACCEPTED)
    frozen = invoice.latest.frozen
    if sum(term.amount for term in frozen.terms) != invoice.latest.total:
        raise Unfit(CHANGED)
    for sent in frozen.documents:
        document: Attachment = invoice.attachments[sent.id]
        if document.infected or document.sha256 != sent.sha256:
            raise Unfit(CHANGED)
        if not document.may_be_opened:
            raise Unfit(NOT_SCANNED)


def _store(portal: Portal, batch: Batch, made: Made) -> None:
    """Stores what a round has made, unless the batch has it or no longer wants it."""
    if made.one not in set(batch.waiting):
        return
    if made.failure:
        batch.failed[made.one.reference] = made.failure
    else:
        _put(portal, batch, made.one.filename, made.content, made.row)


def _put(portal: Portal, batch: Batch, name: str, content: bytes, row: str = "") -> None:
    blob = store_blob(portal._p_jar, content)
    batch.put_file(name, BatchFile(blob, sha256(content), len(content), row))
