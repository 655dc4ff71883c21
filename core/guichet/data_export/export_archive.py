"""The ZIP file: one JSON with everything in it, and the PDF copy of each revision that was sent."""

import json
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from guichet.action_context import ActionContext
from guichet.data_export.export_contents import invoice_data, issuer_data, user_data
from guichet.i18n import Localizer
from guichet.invoices.models import Invoice, Revision
from guichet.invoices.pdf import invoice_pdf
from guichet.issuers.models import Company, Issuer
from guichet.store.blobs import read_blob
from guichet.users.models import User

IN_MEMORY = 4_000_000
"""Bytes; a larger file lies on disk, without a name, until it is sent."""


def write_archive(ctx: ActionContext, user: User, issuer: Issuer | None, localize: Localizer) -> IO[bytes]:
    """The file, ready to be read from its beginning.

    A collaborator gets their own account and the invoices they sent. A manager, an insured person and a legal
    representative get all of their holder.
    """
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the caller that sends it closes it
    data: dict[str, Any] = {"made": ctx.now.isoformat(), "user": user_data(ctx.portal, user, localize)}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        if issuer is not None:
            everything = _sees_everything(user, issuer)
            if everything:
                data["issuer"] = issuer_data(ctx.portal, issuer)
            data["invoices"] = []
            for invoice in _invoices(issuer, "" if everything else user.id):
                data["invoices"].append(invoice_data(ctx.portal, invoice))
                _write_copies(ctx, archive, invoice)
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1))
    file.seek(0)
    return file


def _sees_everything(user: User, issuer: Issuer) -> bool:
    return not isinstance(issuer, Company) or issuer.members.get(user.id) == "manager"


def _invoices(issuer: Issuer, sender: str) -> Iterator[Invoice]:
    return (invoice for invoice in issuer.invoices.values() if sender in ("", invoice.submitted_by))


def _write_copies(ctx: ActionContext, archive: zipfile.ZipFile, invoice: Invoice) -> None:
    for revision in invoice.revisions:
        # A PDF is compressed already.
        name = zipfile.ZipInfo(f"{invoice.reference}-{revision.number}.pdf", revision.sent.timetuple()[:6])
        archive.writestr(name, _copy(ctx, invoice, revision))


def _copy(ctx: ActionContext, invoice: Invoice, revision: Revision) -> bytes:
    if revision.pdf is not None:
        return read_blob(revision.pdf)
    return invoice_pdf(ctx.desk, invoice, revision)
