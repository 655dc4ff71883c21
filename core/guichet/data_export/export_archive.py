"""The ZIP file of a data export: one JSON document with all data, and the PDF of each revision that was sent."""

import json
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from guichet import clock
from guichet.action_context import ActionContext
from guichet.data_export.export_contents import invoice_data, issuer_data, user_data
from guichet.i18n import Localizer
from guichet.invoices.models import Invoice
from guichet.invoices.pdf import revision_pdf
from guichet.issuers.models import Company, Issuer
from guichet.users.models import User

IN_MEMORY = 4_000_000
"""Bytes; a larger file is a temporary file on disk, without a name, until it is sent."""


def write_archive(ctx: ActionContext, user: User, issuer: Issuer | None, localize: Localizer) -> IO[bytes]:
    """The file, ready to be read from its beginning; the caller closes it. ``issuer`` is None for staff.

    A collaborator gets the own account and the invoices sent from it. A manager, an insured person and a legal
    representative get all data of the issuer.
    """
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the response closes it after sending
    data: dict[str, Any] = {"made": ctx.now.isoformat(), "user": user_data(ctx.portal, user, localize)}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        if issuer is not None:
            everything = _sees_everything(user, issuer)
            if everything:
                data["issuer"] = issuer_data(ctx.portal, issuer)
            data["invoices"] = []
            for invoice in _invoices(issuer, "" if everything else user.id):
                data["invoices"].append(invoice_data(ctx.portal, invoice))
                _write_pdfs(ctx, archive, invoice)
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1))
    file.seek(0)
    return file


def _sees_everything(user: User, issuer: Issuer) -> bool:
    # An insured person's issuer has one member, the person or the legal representative.
    return not isinstance(issuer, Company) or issuer.members.get(user.id) == "manager"


def _invoices(issuer: Issuer, sender: str) -> Iterator[Invoice]:
    """The invoices sent by the user ``sender``, drafts by their author; with an empty ``sender`` all."""
    return (invoice for invoice in issuer.invoices.values() if sender in ("", invoice.submitted_by))


def _write_pdfs(ctx: ActionContext, archive: zipfile.ZipFile, invoice: Invoice) -> None:
    for revision in invoice.revisions:
        # Times in a ZIP file have no time zone and are read as local time.
        sent = clock.local(revision.sent).timetuple()[:6]
        # A ZipInfo is stored uncompressed: the streams of a PDF are compressed already.
        member = zipfile.ZipInfo(f"{invoice.reference}-{revision.number}.pdf", sent)
        archive.writestr(member, revision_pdf(ctx.desk, invoice, revision))
