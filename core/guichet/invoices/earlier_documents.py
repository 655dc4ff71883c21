"""Documents that a sender has sent already for the same person, to be attached again."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from guichet.documents.stored_document import StoredDocument
from guichet.i18n import Localizer, _
from guichet.invoices.claim_index import claims_of, file
from guichet.invoices.lists import history_of
from guichet.invoices.models import Attachment, Invoice
from guichet.issuers.models import Beneficiary, Issuer
from guichet.store.models import find, portal_of

FORMATS = {"application/pdf": "PDF", "image/jpeg": "JPG", "image/png": "PNG"}
"""How people call the types that a cleaned file has."""
MAX_INVOICES = 20
"""The latest invoices for the person that are looked at; each one loads its latest revision."""


class EarlierDocument(NamedTuple):
    """A document that may be attached again."""

    key: str
    """Its name in the form of the page: ids of invoice and document, or of the power of attorney alone."""
    document: StoredDocument
    kind: str
    """Kind of document it was sent as; empty for a power of attorney."""
    kind_label: str
    reference: str
    """Of the invoice; empty for a power of attorney of the beneficiary's page."""
    moment: datetime
    """Of the sending, or of the arrival."""

    @property
    def has_thumbnail(self) -> bool:
        """Whether there is a small picture of it; powers of attorney are stored without one."""
        return isinstance(self.document, Attachment) and self.document.thumbnail is not None

    @property
    def file_format(self) -> str:
        """What stands in the place of the picture."""
        return FORMATS[self.document.content_type]


def earlier_documents(invoice: Invoice, localize: Localizer) -> list[EarlierDocument]:
    """The documents of the latest invoices of the same issuer for the same person, and its powers of attorney.

    Each file once, the latest first; none that is attached, and none that may not be opened.
    """
    known = {one.sha256 for one in invoice.documents}
    found = []
    for one in (*_powers(invoice, localize), *_of_invoices(invoice, localize)):
        if one.document.may_be_opened and one.document.sha256 not in known:
            known.add(one.document.sha256)
            found.append(one)
    return found


def may_have_earlier(invoice: Invoice) -> bool:
    """Whether the page is worth a look: something was sent for the person, or there is a power of attorney."""
    issuer: Issuer = find(invoice, Issuer)
    sent = history_of(issuer).count(f"for:{invoice.beneficiary_id}") > (1 if invoice.revisions else 0)
    return sent or bool(issuer.beneficiaries[invoice.beneficiary_id].documents)


def sent_with(invoice: Invoice, document: Attachment) -> str:
    """Reference of another invoice of the issuer that was sent with the same file, alone or as a page; empty when there
    is none.
    """
    issuer: Issuer = find(invoice, Issuer)
    claims, facts = claims_of(portal_of(invoice)), [file(issuer.id, one) for one in document.hashes]
    found = chain.from_iterable(claims.invoices(fact, besides=invoice.id, limit=1) for fact in facts)
    return next((issuer.invoices[key.invoice_id].reference for key in found), "")


def _powers(invoice: Invoice, localize: Localizer) -> Iterator[EarlierDocument]:
    beneficiary: Beneficiary = find(invoice, Issuer).beneficiaries[invoice.beneficiary_id]
    for power in beneficiary.documents:
        yield EarlierDocument(power.id, power, "", localize(_("Procuration")), "", power.received)


def _of_invoices(invoice: Invoice, localize: Localizer) -> Iterator[EarlierDocument]:
    issuer: Issuer = find(invoice, Issuer)
    for invoice_id, row in history_of(issuer).page(f"for:{invoice.beneficiary_id}", size=MAX_INVOICES).rows:
        if invoice_id == invoice.id:
            continue
        other: Invoice = issuer.invoices[invoice_id]
        revision = other.latest
        for sent in revision.frozen.documents:
            yield EarlierDocument(
                key=f"{invoice_id}.{sent.id}",
                document=other.attachments[sent.id],
                kind=sent.kind,
                kind_label=revision.frozen.text(sent.kind_labels, localize.language),
                reference=row.reference,
                moment=revision.sent,
            )
