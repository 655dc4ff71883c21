"""The link that undoes the decision that was just made, on the page that follows it."""

from datetime import datetime
from typing import NamedTuple

from pyramid.request import Request

from guichet import clock
from guichet.invoices.case_index import work_list
from guichet.invoices.models import Invoice
from guichet.office.cases.sent_invoices import may_be_undone

DECIDED = "decided"
"""Parameter with the id of the invoice."""


class UndoLink(NamedTuple):
    """A decision that may still be undone."""

    reference: str
    path: str
    until: datetime


def undo_link(request: Request) -> UndoLink | None:
    """The link for the invoice that the address names; None once its mail has left, or it was undone."""
    invoice_id = request.GET.get(DECIDED, "")
    row = work_list(request.root).row(invoice_id) if invoice_id else None
    if row is None:
        return None
    invoice: Invoice = request.root["issuers"][row.issuer_id].invoices[invoice_id]
    if invoice.undo_until is None or not may_be_undone(invoice, clock.now()):
        return None
    return UndoLink(invoice.reference, request.resource_path(invoice, "undo-decision"), invoice.undo_until)
