"""Photos and scans: decoded and written anew, so that nothing but the picture itself is kept."""

import io

from PIL import Image, ImageOps

from guichet.documents import upload_limits
from guichet.documents.upload_limits import Limits

QUALITY = 88
"""Of a JPEG written anew: small print on a receipt stays sharp."""
EXACT = {"PNG": ("1", "L", "LA", "RGB", "RGBA", "I;16"), "JPEG": ("L", "RGB")}
"""Colour modes that each format writes as they are."""


def clean(file: str, content: bytes, kind: str, limits: Limits) -> bytes:
    """The picture of format ``kind`` (``"JPEG"`` or ``"PNG"``), upright, without EXIF, position, comments or trailers.

    Raises :class:`UploadRejected` when there are too many pixels; other errors are Pillow's.
    """
    picture = _open(file, content, kind, limits)
    # Colour profiles go as well: they are foreign code for little gain on receipts and forms.
    upright = ImageOps.exif_transpose(picture)
    plain = upright if upright.mode in EXACT[kind] else upright.convert(_mode(upright, kind))
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    written = io.BytesIO()
    bare.save(written, kind, quality=QUALITY)
    return written.getvalue()


def _open(file: str, content: bytes, kind: str, limits: Limits) -> Image.Image:
    try:
        # Named formats only: Pillow's decoders of rare formats have a history.
        picture = Image.open(io.BytesIO(content), formats=(kind,))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise upload_limits.too_many_pixels(file, limits.pixels) from None
    if picture.width * picture.height > limits.pixels:
        raise upload_limits.too_many_pixels(file, limits.pixels)
    return picture


def _mode(picture: Image.Image, kind: str) -> str:
    transparent = "transparency" in picture.info or picture.mode in ("PA", "La", "RGBa")
    return "RGBA" if transparent and kind == "PNG" else "RGB"
