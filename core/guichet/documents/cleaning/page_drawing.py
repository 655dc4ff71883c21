"""One page of a cleaned document as a picture to read: what an officer sees, who opens no file of a stranger.

Only in the cleaning process: a page that takes too long to draw ends the process.
"""

import hashlib
import io

from PIL import Image

from guichet.documents.cleaning.file_types import recognize
from guichet.documents.cleaning.outcome import CleanFile, UploadRejected
from guichet.documents.cleaning.pdf_pages import pages_to_draw
from guichet.documents.cleaning.pictures import convert

QUALITY = 82
"""Of the JPEG: a scanned page of A4 has 200 kB at 1200 pixels."""


def draw_page(content: bytes, number: int, side: int, turn: int) -> CleanFile:
    """A JPEG of the page of that number, from 1, turned clockwise by so many degrees; ``side`` are the pixels of its
    longest side. Raises :class:`UploadRejected` where there is none that can be drawn.
    """
    try:
        picture = _page(content, number, side) if recognize(content) == "pdf" else _picture(content, number, side)
        drawn = _as_jpeg(picture.rotate(-turn, expand=True) if turn else picture)
    except UploadRejected:
        raise
    # The decoders raise many kinds of error on hostile bytes.
    except Exception as problem:
        raise UploadRejected("unreadable") from problem
    return CleanFile("page.jpg", "image/jpeg", drawn, None, hashlib.sha256(drawn).hexdigest())


def _page(content: bytes, number: int, side: int) -> Image.Image:
    with pages_to_draw(content) as pdf:
        if not 1 <= number <= len(pdf):
            raise UploadRejected("unreadable")
        page = pdf[number - 1]
        scale = side / max(*page.get_size(), 1)
        drawn: Image.Image = page.render(scale=scale, rev_byteorder=True).to_pil()
        return drawn


def _picture(content: bytes, number: int, side: int) -> Image.Image:
    if number != 1:
        raise UploadRejected("unreadable")
    opened = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
    # libjpeg halves while it decodes, as long as no side becomes shorter than wanted.
    opened.draft(None, (side, side))
    # Pillow makes no picture with 16 bits of grey smaller.
    picture: Image.Image = convert(opened, "JPEG") if opened.mode == "I;16" else opened
    picture.thumbnail((side, side))
    return picture


def _as_jpeg(picture: Image.Image) -> bytes:
    plain = convert(picture, "JPEG")
    plain.info = {}
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()
