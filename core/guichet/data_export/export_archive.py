"""The ZIP file of a data export: one JSON document with all data, and the PDF of each revision that was sent."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from functools import partial
from typing import IO, Any, cast

from guichet.data_export.export_contents import invoice_data, issuer_data, user_data
from guichet.desk import Desk
from guichet.documents.zip_stream import ZipMember, zip_stream
from guichet.i18n import Localizer
from guichet.invoices.archived_copies import copy_member
from guichet.invoices.models import Invoice
from guichet.invoices.pdf import revision_pdf
from guichet.issuers.models import Company, Issuer
from guichet.store.database import read_transaction
from guichet.store.models import Portal
from guichet.users.models import User

IN_MEMORY = 4_000_000
"""Bytes of the JSON document; a longer one is a temporary file on disk, without a name, until it is sent."""
DATA = "data.json"


def archive_parts(desk: Desk, user_id: str, issuer_id: str, localize: Localizer, now: datetime) -> Iterator[bytes]:
    """The file, part by part: one invoice is in memory at a time. ``issuer_id`` is empty for staff.

    A collaborator gets the own account and the invoices sent from it. A manager, an insured person and a legal
    representative get all data of the issuer. In a transaction of its own, since a server sends a response after the
    request's connection was closed.
    """
    with (
        read_transaction(desk.db) as portal,
        closing(cast(IO[bytes], tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))) as document,
    ):
        user: User = portal["users"][user_id]
        issuer: Issuer | None = portal["issuers"].get(issuer_id)
        head: dict[str, Any] = {"made": now.isoformat(), "user": user_data(portal, user, localize)}
        if issuer is not None and _sees_everything(user, issuer):
            head["issuer"] = issuer_data(portal, issuer)
        yield from zip_stream(_members(desk, portal, document, head, user, issuer, localize, now))


def _members(
    desk: Desk,
    portal: Portal,
    document: IO[bytes],
    head: dict[str, Any],
    user: User,
    issuer: Issuer | None,
    localize: Localizer,
    now: datetime,
) -> Iterator[ZipMember]:
    """The PDFs, while the JSON document is written; then that document."""
    if issuer is None:
        document.write(_written(head))
    else:
        # The list is written invoice by invoice: the answers of a company's thousands do not fit into memory.
        document.write(_written(head).removesuffix(b"\n}") + b',\n "invoices": [')
        for number, invoice in enumerate(_invoices(issuer, "" if _sees_everything(user, issuer) else user.id)):
            document.write((b",\n" if number else b"\n") + _written(invoice_data(portal, invoice)))
            yield from _copies(desk, invoice, localize)
            # What was read goes out of memory down to the size of the cache, which else waits for the end.
            portal._p_jar.cacheGC()
        document.write(b"\n ]\n}")
    size = document.tell()
    document.seek(0)
    yield ZipMember(DATA, now, size, lambda: cast(Any, document), compressed=True)


def _written(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _sees_everything(user: User, issuer: Issuer) -> bool:
    # An insured person's issuer has one member, the person or the legal representative.
    return not isinstance(issuer, Company) or issuer.members.get(user.id) == "manager"


def _invoices(issuer: Issuer, sender: str) -> Iterator[Invoice]:
    """The invoices sent by the user ``sender``, drafts by their author; with an empty ``sender`` all."""
    return (invoice for invoice in issuer.invoices.values() if sender in ("", invoice.submitted_by))


def _copies(desk: Desk, invoice: Invoice, localize: Localizer) -> Iterator[ZipMember]:
    for revision in invoice.revisions:
        name = f"{invoice.reference}-{revision.number}"
        yield copy_member(desk, name, revision.sent, partial(revision_pdf, desk, invoice, revision), localize)
