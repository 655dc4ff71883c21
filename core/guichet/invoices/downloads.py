"""Downloads: attached documents and the PDF copy, for those who may see the invoice."""

from urllib.parse import quote

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from guichet.invoices.models import Attachment, Invoice
from guichet.invoices.pdf import invoice_pdf
from guichet.store.blobs import read_blob
from guichet.store.models import find
from guichet.web.errors import TEMPLATE as ERROR
from guichet.web.errors import not_found

SANDBOX = "sandbox; default-src 'none'"


@view_config(context=Attachment, name="", request_method="GET", permission="view")
def document(context: Attachment, request: Request) -> Response:
    """A document as it was cleaned and stored. The office sees those that were sent, not those of a draft."""
    if not request.has_permission("file", context) and not _was_sent(context):
        raise HTTPNotFound
    return download(read_blob(context.blob), context.filename, context.content_type)


@view_config(context=Invoice, name="copy.pdf", request_method="GET", permission="view", renderer=ERROR)
def copy(context: Invoice, request: Request) -> object:
    """The PDF copy of what was sent last, in the language it was sent in."""
    if not context.revisions:
        return not_found(request)
    revision = context.latest
    kept = revision.pdf
    content = read_blob(kept) if kept else invoice_pdf(request.desk, context, revision)
    return download(content, f"{context.reference}.pdf", "application/pdf")


def _was_sent(attachment: Attachment) -> bool:
    invoice = find(attachment, Invoice)
    return any(attachment.id in revision.attachments for revision in invoice.revisions)


def download(content: bytes, filename: str, content_type: str) -> Response:
    """An answer that a browser stores and never shows inside the desk's own pages."""
    response = Response(body=content, content_type=content_type, charset=None)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
