"""Files from outside: what is kept of an attachment, or why it is refused.

The type is what the content is, not what the name or the browser says. What is kept has been written again.
"""

import hashlib
from collections.abc import Callable

from guichet.documents import filenames
from guichet.documents.cleaning import pdf_cleaning, pictures
from guichet.documents.cleaning.file_types import recognize
from guichet.documents.cleaning.outcome import CleanFile, Limits, UploadRejected, too_large

PICTURES: dict[str, tuple[str, Callable[[bytes, Limits], pictures.CleanPicture]]] = {
    "jpeg": ("image/jpeg", pictures.clean_jpeg),
    "png": ("image/png", pictures.clean_png),
    "webp": ("image/jpeg", pictures.clean_webp),
    "heif": ("image/jpeg", pictures.clean_heif),
}
"""Type of the cleaned file, and its cleaning, by type of the file received."""


def sanitize_upload(filename: str, content: bytes, limits: Limits = Limits()) -> CleanFile:  # noqa: B008  # frozen
    """The cleaned file; the same input gives the same bytes. Raises :class:`UploadRejected` and nothing else.

    Decoding foreign files is for the cleaning process, see :mod:`guichet.documents.file_cleaner`; elsewhere only for
    files of one's own making.
    """
    if not content:
        raise UploadRejected("empty")
    if len(content) > limits.size:
        raise too_large(len(content), limits)
    try:
        return _rewritten(filename, content, limits)
    except UploadRejected:
        raise
    except MemoryError:
        raise UploadRejected("too-demanding") from None
    except Exception:  # the decoders raise a dozen kinds of error on hostile bytes, and all mean the same
        raise UploadRejected("unreadable") from None


def _rewritten(filename: str, content: bytes, limits: Limits) -> CleanFile:
    kind, pages, thumbnail = recognize(content), None, b""
    if kind == "pdf":
        content_type = "application/pdf"
        kept, pages, findings = pdf_cleaning.clean(content, limits)
    elif kind in PICTURES:
        content_type, clean = PICTURES[kind]
        kept, thumbnail, findings = clean(content, limits)
    else:
        raise UploadRejected(f"type-{kind}")
    return CleanFile(
        filename=filenames.kept(filename, content_type),
        content_type=content_type,
        content=kept,
        pages=pages,
        sha256=hashlib.sha256(kept).hexdigest(),
        findings=findings,
        thumbnail=thumbnail,
    )
