"""The ZIP file: one JSON with everything in it, and the PDF copy of each revision that was sent."""

import json
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from guichet import clock
from guichet.act import Act
from guichet.holders.models import Company, Holder
from guichet.i18n import Speaker
from guichet.identity.models import Account
from guichet.invoices.copy import pdf_copy
from guichet.invoices.models import Invoice, Revision
from guichet.invoices.reading import Reading
from guichet.store.blobs import read_blob
from guichet.takeout.contents import account_data, holder_data, invoice_data

IN_MEMORY = 4_000_000
"""Bytes; a larger file lies on disk, without a name, until it is sent."""


def write_archive(act: Act, account: Account, holder: Holder | None, say: Speaker) -> IO[bytes]:
    """The file, ready to be read from its beginning.

    A collaborator gets their own account and the invoices they sent. A manager, an insured person and a legal
    representative get all of their holder.
    """
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # closed by whoever sends it
    data: dict[str, Any] = {"made": act.now.isoformat(), "account": account_data(act.portal, account, say)}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        if holder is not None:
            everything = _sees_everything(account, holder)
            if everything:
                data["holder"] = holder_data(act.portal, holder)
            data["invoices"] = []
            for invoice in _invoices(holder, "" if everything else account.id):
                data["invoices"].append(invoice_data(act.portal, invoice))
                _write_copies(act, archive, invoice)
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1))
    file.seek(0)
    return file


def _sees_everything(account: Account, holder: Holder) -> bool:
    return not isinstance(holder, Company) or holder.members.get(account.id) == "manager"


def _invoices(holder: Holder, sender: str) -> Iterator[Invoice]:
    return (invoice for invoice in holder.invoices.values() if sender in ("", invoice.responsible))


def _write_copies(act: Act, archive: zipfile.ZipFile, invoice: Invoice) -> None:
    for revision in invoice.revisions:
        # A PDF is compressed already.
        name = zipfile.ZipInfo(f"{invoice.reference}-{revision.number}.pdf", revision.sent.timetuple()[:6])
        archive.writestr(name, _copy(act, invoice, revision))


def _copy(act: Act, invoice: Invoice, revision: Revision) -> bytes:
    if revision.pdf is not None:
        return read_blob(revision.pdf)
    return pdf_copy(act.desk, Reading(act.desk.plugins, invoice, clock.today()), revision)
