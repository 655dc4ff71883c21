"""A small picture of the first page of a cleaned PDF.

Only in the cleaning process, after the file was handed over: a page that takes too long to draw ends the process, and
the file has no picture.
"""

from guichet.documents.cleaning.pdf_pages import pages_to_draw
from guichet.documents.cleaning.pictures import THUMBNAIL_SIDE, thumbnail_of

DRAWN_SIDE = 2 * THUMBNAIL_SIDE
"""Pixels of the longest side of the page as it is drawn: made smaller, its letters are grey lines and not dots."""


def first_page(content: bytes) -> bytes:
    """A JPEG as `thumbnail_of` makes it; empty for a page that cannot be drawn. Raises nothing."""
    try:
        with pages_to_draw(content) as pdf:
            page = pdf[0]
            scale = DRAWN_SIDE / max(*page.get_size(), 1)
            return thumbnail_of(page.render(scale=scale, rev_byteorder=True).to_pil())
    # The decoders raise many kinds of error on hostile bytes; the document is kept all the same.
    except Exception:
        return b""
