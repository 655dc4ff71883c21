"""PDF copies, made beside the requests and frozen with the revision they belong to."""

from dataclasses import dataclass, field
from datetime import datetime

import structlog
from ZODB import DB
from ZODB.POSException import ConflictError

from guichet.desk import Desk
from guichet.invoices.pdf import invoice_pdf
from guichet.store.blobs import store_blob
from guichet.store.database import read_transaction, write_transaction
from guichet.store.models import Portal

log = structlog.get_logger()
Waiting = tuple[str, str, int]


@dataclass(frozen=True)
class PdfJob:
    """Makes the copies that wait. Until then the page makes the same bytes on demand."""

    desk: Desk
    _given_up: set[Waiting] = field(default_factory=set)
    """Copies that could not be drawn: they wait for the next start, and hold up no other."""

    @property
    def db(self) -> DB:
        """The desk's database."""
        return self.desk.db

    def run_due(self, now: datetime) -> int:
        """Makes one copy; returns how many were dealt with."""
        with read_transaction(self.db) as portal:
            waiting = next((one for one in portal["pdf_queue"].waiting if one not in self._given_up), None)
            content = self._render(portal, waiting) if waiting is not None else None
        if waiting is None:
            return 0
        try:
            return self._freeze(waiting, content) if content is not None else 1
        except ConflictError:
            return 0  # another worker was faster, or the sender changed the invoice: the next round looks again

    def _render(self, portal: Portal, waiting: Waiting) -> bytes | None:
        issuer_id, invoice_id, number = waiting
        invoice = portal["issuers"][issuer_id].invoices[invoice_id]
        try:
            return invoice_pdf(self.desk, invoice, invoice.revisions[number - 1])
        except ConflictError:
            raise
        except Exception as problem:  # one copy that cannot be drawn must not hold up all others of the desk
            log.error("pdf_render_failed", desk=self.desk.tenant.id, invoice=invoice_id, exc_info=problem)
            self._given_up.add(waiting)
            return None

    def _freeze(self, waiting: Waiting, content: bytes) -> int:
        issuer_id, invoice_id, number = waiting
        with write_transaction(self.db) as portal:
            if waiting not in portal["pdf_queue"].waiting:
                return 0  # another worker stored its copy while this one was being drawn
            revision = portal["issuers"][issuer_id].invoices[invoice_id].revisions[number - 1]
            revision.pdf = store_blob(portal._p_jar, content)
            portal["pdf_queue"].waiting.remove(waiting)
        return 1
