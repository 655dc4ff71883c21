"""What the pages of an invoice declare about the reading of it, see `guichet.web.personal_data`."""

from typing import Any

from pyramid.request import Request

from guichet.invoices.models import Invoice
from guichet.issuers.models import Issuer
from guichet.store.models import find
from guichet.web.personal_data import Ids, Reads


def invoice_ids(context: Any, _request: Request) -> Ids:
    """Ids of the issuer and of the invoice that ``context`` is, or that it is a document of."""
    invoice = find(context, Invoice)
    return find(invoice, Issuer).id, invoice.id


INVOICE_READ = Reads("invoice.read", "review", invoice_ids)
"""Invoice and documents alike: who reads one for a review reads the others."""
INVOICE_DOWNLOADED = Reads("invoice.downloaded", "review", invoice_ids)
"""The PDF leaves the desk."""
