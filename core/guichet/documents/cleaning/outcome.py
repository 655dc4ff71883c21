"""What comes of an uploaded file: a clean one with findings, or a rejection. Plain data, without texts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

MEGABYTE = 1_000_000
"""What « Mo » and «MB» mean on every page: bytes of files are counted and shown in decimal units, as phones do."""
MEBIBYTE = 2**20
"""For memory, which the system counts so."""
MEGAPIXEL = 1_000_000
MAX_THUMBNAIL = 10_000
"""Bytes; a list of twenty takes as long to load as one photo."""


@dataclass(frozen=True)
class Limits:
    """The bounds of one attached file, and of the process that opens it."""

    size: int = 10 * MEGABYTE
    """In bytes, as received."""
    written: int = 16 * MEGABYTE
    """In bytes, as written again: an interlaced or tightly packed picture may grow."""
    pixels: int = 40 * MEGAPIXEL
    """Width times height, read from the header before anything is decoded."""
    pages: int = 200
    metres: float = 5.0
    """Longest side of a PDF page. Longer ones stop scanners and archives further down the line."""
    memory: int = 256 * MEBIBYTE
    """Private memory of the process in bytes; Python with its libraries takes 20 MiB of it (measured). With all of it a
    bill on a picture of 40 million pixels is read, with 224 MiB no longer; six scanned pages take 192 (measured)."""
    cpu_seconds: int = 5
    """A photo of 40 million pixels takes 1.5 seconds, 200 scanned pages 0.5 (measured)."""
    thumbnail_seconds: int = 1
    """CPU seconds for a picture of a PDF's first page, after cleaning and within ``cpu_seconds``; a scanned page of 8
    million pixels takes 0.1 (measured)."""
    bill_seconds: int = 2
    """CPU seconds for a QR-bill, after that and within ``cpu_seconds``. Six scanned pages of 35 million pixels take
    1.6, a native page 0.05 (measured)."""


class FileFinding(NamedTuple):
    """Something in a file that cleaning took out or made invalid and that may have been content.

    Stored as a plain tuple. The texts are in :mod:`guichet.documents.findings`.
    """

    code: str
    names: tuple[str, ...] = ()
    """Of what was found, e.g. file names; numbers in digits."""


def first_of(texts: Sequence[str], most: int) -> tuple[str, ...]:
    """The first ``most`` texts, and « … » for further ones: a finding that stops silently reads as complete."""
    return (*texts[:most], *(("…",) if len(texts) > most else ()))


@dataclass(frozen=True)
class CleanFile:
    """An attachment as it is stored."""

    filename: str
    """Cleaned, at most 120 characters, ending as the type does."""
    content_type: str
    """``application/pdf``, ``image/jpeg`` or ``image/png``."""
    content: bytes
    pages: int | None
    """Of a PDF."""
    sha256: str
    """Of ``content``, in hexadecimal."""
    findings: tuple[FileFinding, ...] = ()
    thumbnail: bytes = b""
    """A small JPEG of a picture or of a PDF's first page, at most ``MAX_THUMBNAIL`` bytes; empty where none was made.
    """
    bill: str = ""
    """Payload of the one QR-bill on it, as :func:`guichet.values.qr_bill.parse` reads it; empty without one, and where
    it was not looked for."""
    unscanned: bytes = b""
    """The file as it was received, for a malware scanner that has not answered yet; empty once it has."""


def is_drawn(file: CleanFile) -> bool:
    """Whether the thumbnail is drawn after the file was handed over, as that of a PDF made of no pictures."""
    return file.content_type == "application/pdf" and not file.thumbnail


@dataclass
class UploadRejected(Exception):
    """The file is not taken. ``code`` and ``values`` select the text in :mod:`guichet.documents.rejections`."""

    code: str
    values: dict[str, str | int] = field(default_factory=dict)


def too_large(size: int, limits: Limits) -> UploadRejected:
    """``size`` in bytes; said in megabytes, rounded up so that it never reads like the limit."""
    shown, allowed = (f"{-(-value * 10 // MEGABYTE) / 10:g}" for value in (size, limits.size))
    return UploadRejected("too-large", {"size": shown, "limit": allowed})
