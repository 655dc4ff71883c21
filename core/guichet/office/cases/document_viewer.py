"""The documents of an invoice as pictures of their pages, beside the data: zoomed and turned by links.

The file itself is never given to the officer's browser: a page is drawn in the process that cleans uploads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from pyramid.httpexceptions import HTTPNotFound, HTTPServiceUnavailable
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from guichet.documents.cleaning.outcome import UploadRejected
from guichet.documents.file_cleaner import FileCleaner
from guichet.documents.stored_document import StoredDocument
from guichet.invoices.downloads import download
from guichet.invoices.invoice_readings import INVOICE_READ
from guichet.invoices.models import Attachment, Invoice
from guichet.issuers.beneficiary_details import PowerOfAttorney
from guichet.issuers.models import Issuer
from guichet.store.blobs import open_blob
from guichet.store.models import find
from guichet.web.personal_data import Ids, Reads

SIDES = (1200, 2000, 3200)
"""Pixels of the longest side, by zoom: the width of a column, of a window, and small print. 3200 are 270 dpi on A4."""
TURN = 90
"""Degrees of one step, clockwise."""
DRAWING_WAIT = 10.0
"""Seconds that a page waits for its turn: a browser that leafs asks for several, each takes a tenth of a second."""
DOCUMENT, PAGE, ZOOM, TURNED = "document", "page", "zoom", "turn"
"""Parameters of the review: id of the document, number of the page, zoom from 0, degrees."""


def _power_ids(context: PowerOfAttorney, _request: Request) -> Ids:
    """Ids of the issuer and of the document."""
    return find(context, Issuer).id, context.id


POWER_READ = Reads("power_of_attorney.read", "review", _power_ids)


@dataclass(frozen=True)
class DocumentView:
    """What the review shows of one document. An address is made once: a template asks first whether there is one."""

    attachment: StoredDocument
    """An attached document, or a power of attorney."""
    page: int
    """From 1."""
    pages: int
    zoom: int
    turn: int
    request: Request

    @cached_property
    def picture(self) -> str:
        """The address of the picture."""
        query = _stated({PAGE: self.page, ZOOM: self.zoom, TURNED: self.turn})
        path: str = self.request.resource_path(self.attachment, "page", query=query)
        return path

    def link(self, **changes: Any) -> str:
        """The review with another page, zoom or turn, and all else in its address as it is."""
        shown = {DOCUMENT: self.attachment.id, PAGE: self.page, ZOOM: self.zoom, TURNED: self.turn} | changes
        others = [(name, value) for name, value in self.request.GET.items() if name not in (*shown, "done")]
        return f"{self.request.path}?{urlencode([*others, *_stated(shown).items()])}#document"

    @cached_property
    def previous(self) -> str | None:
        """The page before; None on the first."""
        return self.link(page=self.page - 1) if self.page > 1 else None

    @cached_property
    def next(self) -> str | None:
        """The next page; None on the last."""
        return self.link(page=self.page + 1) if self.page < self.pages else None

    @cached_property
    def larger(self) -> str | None:
        """With larger letters; None where they are the largest."""
        return self.link(zoom=self.zoom + 1) if self.zoom + 1 < len(SIDES) else None

    @cached_property
    def smaller(self) -> str | None:
        """With smaller letters; None where they are the smallest."""
        return self.link(zoom=self.zoom - 1) if self.zoom else None

    @cached_property
    def turned(self) -> str:
        """Turned by a quarter."""
        return self.link(turn=(self.turn + TURN) % 360)


def document_view(request: Request, shown: Sequence[StoredDocument]) -> DocumentView | None:
    """The page that the address asks for; the first page of the first of the ``shown`` documents without one.

    None where no document may be opened.
    """
    readable = {one.id: one for one in shown if one.may_be_opened}
    if not readable:
        return None
    chosen = readable.get(request.GET.get(DOCUMENT, ""), next(iter(readable.values())))
    pages = chosen.pages or 1
    page, zoom, turn = _asked(request)
    return DocumentView(chosen, min(page, pages), pages, zoom, turn, request)


@view_config(context=Attachment, name="page", request_method="GET", permission="review", personal_data=INVOICE_READ)
def page_picture(context: Attachment, request: Request) -> Response:
    """A page of a document as a JPEG; 404 for a document that was not sent or that the scanner has not seen.

    503 while others are drawn.
    """
    if not any(context.id in one.attachments for one in find(context, Invoice).revisions):
        raise HTTPNotFound
    return _drawn(context, request)


@view_config(context=PowerOfAttorney, name="page", request_method="GET", permission="review", personal_data=POWER_READ)
def power_picture(context: PowerOfAttorney, request: Request) -> Response:
    """A page of a power of attorney, as `page_picture`."""
    return _drawn(context, request)


def _drawn(context: StoredDocument, request: Request) -> Response:
    if not context.may_be_opened:
        raise HTTPNotFound
    page, zoom, turn = _asked(request)
    drawer: FileCleaner = request.registry.page_drawer
    try:
        with open_blob(context.blob, context.sha256) as file:
            drawn = drawer.draw_page(file, page, SIDES[zoom], turn)
    except UploadRejected as problem:
        raise HTTPServiceUnavailable if problem.code == "busy" else HTTPNotFound from problem
    return download(drawn, "page.jpg", "image/jpeg", shown=True)


def _stated(shown: dict[str, Any]) -> dict[str, Any]:
    """The parameters without those that say what is shown anyway."""
    return {name: value for name, value in shown.items() if value and (name, value) != (PAGE, 1)}


def _asked(request: Request) -> tuple[int, int, int]:
    """Page, zoom and turn of an address; the usual ones for what is none."""
    page, zoom, turn = (_number(request.GET.get(name, "")) for name in (PAGE, ZOOM, TURNED))
    return max(page, 1), min(zoom, len(SIDES) - 1), turn // TURN % 4 * TURN


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
