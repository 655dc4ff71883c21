"""Several cleaned pictures as the pages of one PDF.

Own code of a few lines: Pillow's PDF writer decodes every picture and compresses it again, all of them in memory;
img2pdf, which does not, is at version 0.6 since 2023 and writes with pikepdf as well.
"""

import hashlib
import io
from collections.abc import Iterable, Sequence

import pikepdf
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from guichet.documents import filenames
from guichet.documents.cleaning.outcome import CleanFile, FileFinding, Limits, UploadRejected
from guichet.documents.cleaning.pictures import convert, thumbnail_of

A4 = (595.28, 841.89)
"""Points of 1/72 inch."""
MARGIN = 28.35
"""Points: one centimetre, which every printer leaves white."""
PNG = b"\x89PNG"
STEPS = ((4000, 88), (2400, 80), (1800, 70), (1400, 60))
"""Longest side in pixels and quality, tried until a picture fits into its share; 1400 are 120 dpi on A4."""
USED = 0.98
"""Part of ``Limits.size`` for the pictures themselves; a page takes 500 bytes beside its picture."""


def join_pictures(filename: str, pictures: Iterable[bytes], sizes: Sequence[int], limits: Limits) -> CleanFile:
    """One PDF with a page for each of the cleaned ``pictures``, in their order; ``sizes`` are theirs in bytes.

    A JPEG goes in as it is where all fit. Raises :class:`UploadRejected`; the same pictures give the same bytes.
    """
    if len(sizes) > limits.pages:
        raise UploadRejected("too-many-pages", {"pages": len(sizes), "limit": limits.pages})
    room = int(limits.size * USED)
    share = room if sum(sizes) <= room else room // len(sizes)
    pdf, small, reduced = pikepdf.new(), b"", False
    for content in pictures:
        fits = len(content) <= share
        jpeg = content if fits and not content.startswith(PNG) else _smaller(content, share)
        reduced |= not fits
        picture = JpegImageFile(io.BytesIO(jpeg))
        _add_page(pdf, picture, jpeg)
        small = small or thumbnail_of(picture)
    written = io.BytesIO()
    pdf.save(written, deterministic_id=True)
    if written.tell() > limits.size:
        raise UploadRejected("too-demanding")
    return CleanFile(
        filename=filenames.kept(filename, "application/pdf"),
        content_type="application/pdf",
        content=written.getvalue(),
        pages=len(pdf.pages),
        sha256=hashlib.sha256(written.getvalue()).hexdigest(),
        findings=(FileFinding("joined-smaller"),) if reduced else (),
        thumbnail=small,
    )


def _smaller(content: bytes, share: int) -> bytes:
    """The picture as JPEG of at most ``share`` bytes, or as small as `STEPS` make it."""
    for side, quality in STEPS:
        picture = _opened(content, side)
        picture.thumbnail((side, side))
        picture.info = {}
        written = io.BytesIO()
        picture.save(written, "JPEG", quality=quality)
        if written.tell() <= share:
            break
    return written.getvalue()


def _opened(content: bytes, side: int) -> Image.Image:
    """The picture in a mode that JPEG has."""
    if content.startswith(PNG):
        picture: Image.Image = PngImageFile(io.BytesIO(content))
    else:
        picture = JpegImageFile(io.BytesIO(content))
        # libjpeg halves while it decodes, as long as no side becomes shorter than wanted: a quarter of time and memory.
        picture.draft(None, (side, side))
    return convert(picture, "JPEG")


def _add_page(pdf: pikepdf.Pdf, picture: JpegImageFile, jpeg: bytes) -> None:
    """A page of A4, upright or lying as the picture is, with the picture as large as it fits."""
    page_size = A4 if picture.height >= picture.width else A4[::-1]
    inner = [side - 2 * MARGIN for side in page_size]
    # Not larger than one pixel to a point: a small picture would only be blurred.
    scale = min(inner[0] / picture.width, inner[1] / picture.height, 1)
    width, height = picture.width * scale, picture.height * scale
    left, bottom = (page_size[0] - width) / 2, page_size[1] - MARGIN - height
    image = pdf.make_stream(
        jpeg,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=pikepdf.Name.DeviceGray if picture.mode == "L" else pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page = pdf.add_blank_page(page_size=page_size)
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Picture=image))
    drawing = f"q {width:.2f} 0 0 {height:.2f} {left:.2f} {bottom:.2f} cm /Picture Do Q"
    page.obj.Contents = pdf.make_stream(drawing.encode())
