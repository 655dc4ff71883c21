"""The QR code of a Swiss bill on a cleaned document: its pages are drawn, and looked through for it.

Only in the cleaning process, after cleaning: a page that takes too long to draw ends the process, and the file, which
was handed over before, has no bill.

The code is read and not understood here: `guichet.values.qr_bill` needs the registry of IBANs, which schwifty loads
from files, and this process can open none. A document with two different codes, e.g. of instalments, has no bill:
which one is claimed is for the person to say.
"""

import io
from collections.abc import Iterator

import zxingcpp
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from guichet.documents.cleaning.pdf_pages import pages_to_draw

MAX_PAGES = 6
"""Of a PDF: the first three and the last three. The payment part is on the first or the last page of a bill."""
DPI = 200
"""Of a drawn page: a module of the code, 0.5 mm at most dense, has 4 pixels."""
MAX_PIXELS = 6_000_000
"""Of a page or photo as it is looked at; a larger one is drawn or decoded smaller. 6 million take 0.1 s (measured)."""
QR_CODE = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
BEGINNING = "SPC"
"""Of every bill; other codes on the document, e.g. of a web address, do not count."""
SCALES = (1.0, 0.5)
"""A blurred photo is read better when it is smaller."""


def read_bill(content: bytes, content_type: str) -> str:
    """The text of the one such code on a cleaned document; empty without one, or with several. Raises nothing."""
    try:
        found = {code for page in _pages(content, content_type) for code in _codes(page)}
    # The decoders raise many kinds of error on hostile bytes; the document is kept all the same.
    except Exception:
        return ""
    return found.pop() if len(found) == 1 else ""


def _pages(content: bytes, content_type: str) -> Iterator[Image.Image]:
    """The pages to look at, in grey."""
    if content_type == "application/pdf":
        with pages_to_draw(content) as pdf:
            last = len(pdf)
            for number in sorted({*range(min(last, MAX_PAGES // 2)), *range(max(0, last - MAX_PAGES // 2), last)}):
                page = pdf[number]
                width, height = page.get_size()
                scale = min(DPI / 72, (MAX_PIXELS / max(width * height, 1)) ** 0.5)
                yield page.render(scale=scale, grayscale=True).to_pil()
        return
    picture = (PngImageFile if content_type == "image/png" else JpegImageFile)(io.BytesIO(content))
    shrink = max(1.0, (picture.width * picture.height / MAX_PIXELS) ** 0.5)
    size = (max(1, int(picture.width / shrink)), max(1, int(picture.height / shrink)))
    if isinstance(picture, JpegImageFile):
        # libjpeg halves while it decodes, which costs neither time nor memory.
        picture.draft("L", size)
    grey = picture.convert("L")
    yield grey.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0) if grey.width > size[0] else grey


def _codes(page: Image.Image) -> Iterator[str]:
    """The texts of a page's codes that begin as a bill does."""
    for scale in SCALES:
        size = (max(1, int(page.width * scale)), max(1, int(page.height * scale)))
        looked_at = page if scale == 1 else page.resize(size, Image.Resampling.BOX)
        # A view of the bytes, since zxing-cpp takes a picture of Pillow only with numpy.
        pixels = memoryview(looked_at.tobytes()).cast("B", (looked_at.height, looked_at.width))
        codes = zxingcpp.read_barcodes(pixels, formats=QR_CODE, try_invert=False)
        found = [code.text for code in codes if code.text.startswith(BEGINNING)]
        if found:
            yield from found
            return
