"""« Choisir un document déjà envoyé »: documents of earlier invoices for the same person, to be attached again."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.invoices.document_actions import attach_again
from guichet.invoices.earlier_documents import earlier_documents
from guichet.invoices.invoice_actions import AlreadyAttached, TooMuch
from guichet.invoices.models import Invoice
from guichet.invoices.moved_on import to_moved_on
from guichet.invoices.states import EDITABLE
from guichet.invoices.upload_quota import drafts_are_full
from guichet.invoices.uploads import posted_kind
from guichet.ratelimit import request_limits

NAME = "earlier-documents"


@view_config(
    context=Invoice, name=NAME, request_method="GET", permission="file", renderer="templates/earlier_documents.pt"
)
def show_earlier_documents(context: Invoice, request: Request) -> Any:
    """The list; each document has its kind and a button of its own."""
    if context.state not in EDITABLE:
        return HTTPSeeOther(request.resource_path(context))
    return _page(context, request)


@view_config(
    context=Invoice, name=NAME, request_method="POST", permission="file", renderer="templates/earlier_documents.pt"
)
def choose_earlier_document(context: Invoice, request: Request) -> Any:
    """Attaches a copy of one of the listed documents, and goes back to the form."""
    if context.state not in EDITABLE:
        return to_moved_on(request, context)
    # Only what the page lists can be chosen, and the list is made of the sender's own objects.
    listed = {one.key: one for one in earlier_documents(context, request.localize)}
    chosen = listed.get(request.posted("document"))
    if chosen is None:
        return _back(context, request, "already-attached")
    if drafts_are_full(request, context, chosen.document.size):
        return _back(context, request, "drafts-full")
    # A copy fills the disk as a file does: sent again and again, without being uploaded, it did so without a bound.
    if not request_limits.may_upload(request, [chosen.document.size]):
        return _back(context, request, "enough-today")
    kind = posted_kind(request, request.desk.plugins.invoice_type(context.type_id))
    try:
        attach_again(request.action_context, context, chosen.document, kind)
    except AlreadyAttached:
        return _back(context, request, "already-attached")
    except TooMuch:
        return _back(context, request, "too-many-documents")
    return _back(context, request, "document-chosen")


def _back(invoice: Invoice, request: Request, done: str) -> HTTPSeeOther:
    return HTTPSeeOther(request.resource_path(invoice, "edit", query={"done": done}, anchor="documents"))


def _page(invoice: Invoice, request: Request) -> dict[str, Any]:
    invoice_type = request.desk.plugins.invoice_type(invoice.type_id)
    return {
        "title": _("Choisir un document déjà envoyé"),
        "invoice": invoice,
        "listed": earlier_documents(invoice, request.localize),
        "kinds": [(one.kind, one.label) for one in invoice_type.attachments],
    }
