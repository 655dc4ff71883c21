"""Files from outside: what is kept of an attachment, or why it is refused.

The type is what the content is, not what the name or the browser says. What is kept has been written anew by us.
Decoding foreign files costs memory and time within the limits: call it where that hurts nobody else.
"""

import hashlib
from dataclasses import dataclass

from guichet.documents import filenames, pdf_cleaning, pictures, upload_limits
from guichet.documents.upload_limits import Limits, UploadRejected

__all__ = ["CleanFile", "Limits", "UploadRejected", "sanitize_upload"]

# puremagic is passed over: these prefixes only choose the decoder, and the decoder is the judge.
JPEG = b"\xff\xd8\xff"
PNG = b"\x89PNG\r\n\x1a\n"
PDF = b"%PDF-"
PDF_WITHIN = 1024
"""Scanners write a few bytes before a PDF's first line; every reader looks this far."""


@dataclass(frozen=True)
class CleanFile:
    """An attachment as it is kept."""

    filename: str
    """Cleaned, at most 120 characters, ending as the type does."""
    content_type: str
    """``application/pdf``, ``image/jpeg`` or ``image/png``."""
    content: bytes
    pages: int | None
    """Of a PDF."""
    sha256: str
    """Of ``content``, in hexadecimal."""


def sanitize_upload(filename: str, content: bytes, limits: Limits = Limits()) -> CleanFile:  # noqa: B008  # frozen
    """The cleaned file; the same input gives the same bytes. Raises :class:`Refused` and nothing else."""
    shown = filenames.readable(filename)
    if not content:
        raise upload_limits.empty(shown)
    if len(content) > limits.size:
        raise upload_limits.too_large(shown, len(content), limits.size)
    try:
        return _rewritten(filename, shown, content, limits)
    except UploadRejected:
        raise
    except Exception:  # the decoders raise a dozen kinds of error on hostile bytes, and all mean the same
        raise upload_limits.unreadable(shown) from None


def _rewritten(filename: str, shown: str, content: bytes, limits: Limits) -> CleanFile:
    pages = None
    if content.startswith(JPEG):
        content_type, kept = "image/jpeg", pictures.clean(shown, content, "JPEG", limits)
    elif content.startswith(PNG):
        content_type, kept = "image/png", pictures.clean(shown, content, "PNG", limits)
    elif PDF in content[:PDF_WITHIN]:
        content_type = "application/pdf"
        kept, pages = pdf_cleaning.clean(shown, content, limits)
    else:
        raise upload_limits.wrong_type(shown)
    return CleanFile(
        filename=filenames.kept(filename, content_type),
        content_type=content_type,
        content=kept,
        pages=pages,
        sha256=hashlib.sha256(kept).hexdigest(),
    )
