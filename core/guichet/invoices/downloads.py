"""Downloads: attached documents and the PDF of the latest revision."""

from contextlib import closing, nullcontext
from urllib.parse import quote

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from guichet.invoices.invoice_readings import INVOICE_DOWNLOADED
from guichet.invoices.models import Attachment, Invoice
from guichet.invoices.pdf import is_stored, revision_pdf
from guichet.store.blobs import read_blob
from guichet.web.errors import TEMPLATE as ERROR
from guichet.web.errors import not_found
from guichet.web.streams import TooManyStreams, stream

PICTURE = "; style-src 'unsafe-inline'"
"""Added for a picture, which holds no style: without it Chromium cannot fit the picture into the window."""
SANDBOX = "sandbox; default-src 'none'"
"""Content security policy of a file that was uploaded: a browser that shows it runs nothing (OWASP ASVS 5.0, 3.2.1)."""


# Not for the office, which sees pictures of the pages: no file of a sender is opened in an officer's browser.
@view_config(context=Attachment, name="", request_method="GET", permission="file")
def document(context: Attachment, request: Request) -> Response:
    """A document as it was cleaned and stored: a picture to look at, a PDF to save.

    404 for one that the malware scanner has not seen.
    """
    _require_scanned(context)
    # Chromium shows no PDF in a sandbox; saved, it opens in the viewer of the device.
    shown = context.content_type.startswith("image/")
    response = download(read_blob(context.blob, context.sha256), context.filename, context.content_type, shown=shown)
    if shown:
        response.headers["Content-Security-Policy"] += PICTURE
    return response


@view_config(context=Attachment, name="thumbnail", request_method="GET", permission="file")
def thumbnail(context: Attachment, request: Request) -> Response:
    """A small picture of a document; 404 for a PDF."""
    _require_scanned(context)
    if context.thumbnail is None:
        raise HTTPNotFound
    return download(read_blob(context.thumbnail, context.thumbnail_sha256), "thumbnail.jpg", "image/jpeg", shown=True)


@view_config(
    context=Invoice,
    name="copy.pdf",
    request_method="GET",
    permission="view",
    personal_data=INVOICE_DOWNLOADED,
    renderer=ERROR,
)
def latest_pdf(context: Invoice, request: Request) -> object:
    """The PDF of the latest revision, in the language it was sent in; 404 for a draft.

    One that is drawn for it takes some tenths of a second, one after the other: the requests that draw or wait hold a
    few of the server's threads, and the next one is led back to the invoice.
    """
    if not context.revisions:
        return not_found(request)
    try:
        with nullcontext() if is_stored(context, context.latest) else closing(stream(request, ())):
            content = revision_pdf(request.desk, context, context.latest)
    except TooManyStreams:
        page = ("review",) if request.identity.user.at_office else ()
        return HTTPSeeOther(request.resource_path(context, *page, query={"done": "downloads-busy"}))
    return download(content, f"{context.reference}.pdf", "application/pdf")


def _require_scanned(document: Attachment) -> None:
    # Not to its sender either: a colleague's device, or the same one, would open what the scanner has not seen.
    if not document.may_be_opened:
        raise HTTPNotFound


def download(content: bytes, filename: str, content_type: str, *, shown: bool = False) -> Response:
    """A response that a browser never shows with the rights of the desk's pages (OWASP ASVS 5.0, 5.4.1).

    ``shown``: whether it is shown at all, or saved. The name of the file is in the encoding of RFC 8187, which has no
    quotes that a name could end.
    """
    response = Response(body=content, content_type=content_type, charset=None)
    response.headers["Content-Disposition"] = (
        f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(filename)}"
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
