"""Worker that draws the PDF of each revision outside the requests and stores it with the revision."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

import structlog
from ZODB import DB
from ZODB.POSException import ConflictError

from guichet.desk import Desk
from guichet.invoices.pdf import invoice_pdf
from guichet.metrics import PDFS
from guichet.store.blobs import store_blob
from guichet.store.database import read_transaction, write_transaction
from guichet.store.jobs import any_of_first
from guichet.store.models import Portal

log = structlog.get_logger()
Waiting = tuple[str, str, int]
"""Ids of issuer and invoice, number of the revision."""


@dataclass(frozen=True)
class PdfJob:
    """Job of the worker: draws the PDFs in the queue, one at a time.

    A page that needs a PDF before draws the same bytes on demand.
    """

    desk: Desk
    _given_up: set[Waiting] = field(default_factory=set)
    """PDFs that could not be drawn: skipped until the next start of the process."""
    _slow: set[Waiting] = field(default_factory=set)
    """PDFs that took too long once: the machine may have been busy, so that they are drawn once more."""

    @property
    def db(self) -> DB:
        """The desk's database."""
        return self.desk.db

    def run_due(self, now: datetime) -> int:
        """Draws and stores one PDF; returns 0 when none waits, else 1."""
        # Drawing takes tenths of a second. It happens in a transaction that only reads, so that it holds no lock and a
        # conflict never repeats it; the second, short transaction looks at the queue once more.
        with read_transaction(self.db) as portal:
            waiting = self._next(portal)
            content = self._render(portal, waiting) if waiting is not None else None
        if waiting is None:
            return 0
        try:
            if content is not None:
                self._store(waiting, content)
        except ConflictError:
            pass  # another worker was faster, or the sender changed the invoice: the next round tries again
        # Also then: with a pause after each of them, two workers would draw less than one.
        return 1

    def _next(self, portal: Portal) -> Waiting | None:
        return any_of_first(one for one in portal["pdf_queue"].waiting if one not in self._given_up)

    def _render(self, portal: Portal, waiting: Waiting) -> bytes | None:
        """The bytes of the PDF; None when it cannot be drawn, which is logged."""
        issuer_id, invoice_id, number = waiting
        try:
            invoice = portal["issuers"][issuer_id].invoices[invoice_id]
            return invoice_pdf(self.desk, invoice, invoice.revisions[number - 1])
        except ConflictError:  # the database's, not the PDF's: the next round tries again
            raise
        except Exception as problem:  # one PDF that cannot be drawn must not hold up the others of the desk
            log.error("pdf_render_failed", desk=self.desk.tenant.id, invoice=invoice_id, exc_info=problem)
            once_more = isinstance(problem, TimeoutError) and waiting not in self._slow
            (self._slow if once_more else self._given_up).add(waiting)
            PDFS.labels(self.desk.tenant.id, "failed").inc()
            return None

    def _store(self, waiting: Waiting, content: bytes) -> None:
        """Stores the PDF with its revision, unless another worker has done so."""
        issuer_id, invoice_id, number = waiting
        with write_transaction(self.db) as portal:
            if waiting not in portal["pdf_queue"].waiting:
                return  # another worker stored its copy while this one was being drawn
            revision = portal["issuers"][issuer_id].invoices[invoice_id].revisions[number - 1]
            revision.pdf, revision.pdf_sha256 = store_blob(portal._p_jar, content), sha256(content).hexdigest()
            portal["pdf_queue"].waiting.remove(waiting)
        PDFS.labels(self.desk.tenant.id, "drawn").inc()
