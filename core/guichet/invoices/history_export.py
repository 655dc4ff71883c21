"""The history of an issuer as files: a table for a spreadsheet, and the PDF copies in one archive."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from guichet.desk import Desk
from guichet.documents.csv_file import csv_file
from guichet.documents.zip_stream import ZipMember, zip_stream
from guichet.i18n import Localizer, _
from guichet.invoices.archived_copies import copy_member
from guichet.invoices.history_filters import filtered
from guichet.invoices.lists import InvoiceRow, history_of
from guichet.invoices.models import Invoice
from guichet.invoices.pdf import revision_pdf
from guichet.invoices.states import STATES
from guichet.issuers.models import Issuer
from guichet.store.blobs import blob_size, read_blob
from guichet.store.database import read_transaction

MAX_ROWS = 5000
"""Invoices of a table (OWASP ASVS 5.0, 2.4.1)."""
MAX_READ = 20_000
"""Invoices of the history that the filters of one export look at."""
MAX_PDFS = 300
"""Copies of an archive."""
MAX_BYTES = 200_000_000
"""Of an archive."""
MAX_UNDRAWN = 10
"""Copies that the worker has not drawn yet and the archive draws itself, some tenths of a second each."""
HEADINGS = (
    _("Référence"),
    _("Envoyée"),
    _("Formulaire"),
    _("Type"),
    _("Numéro de facture"),
    _("Bénéficiaire"),
    _("Responsable"),
    _("Statut"),
    _("Montant (CHF)"),
)
Rows = Sequence[tuple[str, InvoiceRow]]
"""Ids and rows of invoices."""


class TooLarge(Exception):
    """The export has more rows, copies or bytes than one may have."""


class NotDrawn(Exception):
    """More copies than `MAX_UNDRAWN` are still to be drawn by the worker."""


def rows_of(issuer: Issuer, filters: Mapping[str, str]) -> Rows:
    """The sent invoices that match the filters, the latest first. Raises `TooLarge`."""
    page = filtered(history_of(issuer), filters, size=MAX_ROWS, limit=MAX_READ)
    if page.next is not None:
        raise TooLarge
    return page.rows


def history_csv(desk: Desk, rows: Rows, localize: Localizer) -> bytes:
    """The table in the language of ``localize``. Without AVS numbers, which no bookkeeping needs."""
    head: list[Sequence[Any]] = [[localize(heading) for heading in HEADINGS]]
    return csv_file(head + [_cells(desk, row, localize) for _id, row in rows])


def _cells(desk: Desk, row: InvoiceRow, localize: Localizer) -> list[str | Decimal]:
    return [
        row.reference,
        localize.short_date(row.moment),
        row.type_id,
        localize(desk.plugins.invoice_type_title(row.type_id)),
        row.invoice_number,
        row.beneficiary,
        row.submitted_by,
        localize(STATES[row.state].tag),
        Decimal(row.total).scaleb(-2).quantize(Decimal("0.01")),
    ]


def require_archive(issuer: Issuer, rows: Rows) -> None:
    """Raises `TooLarge` or `NotDrawn` for copies that one archive cannot have."""
    if len(rows) > MAX_PDFS:
        raise TooLarge
    stored = [issuer.invoices[invoice_id].latest.pdf for invoice_id, _row in rows]
    if stored.count(None) > MAX_UNDRAWN:
        raise NotDrawn
    if sum(blob_size(blob) for blob in stored if blob is not None) > MAX_BYTES:
        raise TooLarge


def archive_parts(desk: Desk, issuer_id: str, invoice_ids: Sequence[str], localize: Localizer) -> Iterator[bytes]:
    """The archive, part by part: the copy of each invoice's latest revision, named by its reference.

    References are unique and made by the desk, so that no name clashes or leads elsewhere. In a transaction of its own,
    since a server sends a response after the request's connection was closed; what was erased meanwhile is left out.
    """
    with read_transaction(desk.db) as portal:
        invoices = portal["issuers"][issuer_id].invoices
        found = (invoices.get(invoice_id) for invoice_id in invoice_ids)
        yield from zip_stream(_member(desk, invoice, localize) for invoice in found if invoice is not None)


def _member(desk: Desk, invoice: Invoice, localize: Localizer) -> ZipMember:
    revision = invoice.latest

    def copy() -> bytes:
        if revision.pdf is None:
            return revision_pdf(desk, invoice, revision)
        return read_blob(revision.pdf, revision.pdf_sha256)

    return copy_member(desk, invoice.reference, revision.sent, copy, localize)
