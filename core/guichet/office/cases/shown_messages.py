"""The messages about an invoice with the names of their authors, as the office sees them."""

from pyramid.request import Request

from guichet.i18n import _
from guichet.invoices.conversation import CaseMessage
from guichet.invoices.models import Invoice
from guichet.office.cases.assignees import name_of


def shown_messages(invoice: Invoice, request: Request) -> list[tuple[CaseMessage, str]]:
    """Each message with its author, the latest first: « Martin Berger, l’office »."""
    localize = request.localize
    return [
        (one, localize(_("${name}, l’office", mapping={"name": name})) if one.from_office else name)
        for one in reversed(list(invoice.conversation or ()))
        for name in (name_of(request.root, one.author),)
    ]
