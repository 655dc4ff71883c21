"""PDFs from outside: opened, counted, freed of everything that acts or hides, and written again."""

import io
import re

import pikepdf
from pikepdf.settings import set_qpdf_limits

from guichet.documents.cleaning import form_answers, pdf_removals
from guichet.documents.cleaning.outcome import MEBIBYTE, FileFinding, Limits, UploadRejected

METRES_PER_POINT = 0.0254 / 72
END = re.compile(rb"%%EOF|startxref\s+\d+")
JOINED = re.compile(rb"%%EOF\s*%PDF-[12]\.\d")
"""A PDF behind the end of another one: readers show the last one alone."""
OBJECT = re.compile(rb"\d\s+\d+\s+obj\b")

# A stream of a few kB can unpack to gigabytes before a single object is read. The limits hold for the whole process
# and are far above any object table of an honest file.
set_qpdf_limits(flate_max_memory=128 * MEBIBYTE, png_max_memory=128 * MEBIBYTE, run_length_max_memory=128 * MEBIBYTE)

# qpdf takes a random number for the first file that is encrypted with AES-256, as most of today's are that only forbid
# changes, and keeps what it needs. The cleaning process could not open the system's source of them any more.
pikepdf.new().save(io.BytesIO(), encryption=pikepdf.Encryption(owner="any"))

LOST = {"error decoding stream data": "unreadable", "std::bad_alloc": "too-demanding"}
"""Rejection by warning: qpdf goes on without a part that it could not unpack or hold, and only says so."""


def clean(content: bytes, limits: Limits) -> tuple[bytes, int, tuple[FileFinding, ...]]:
    """The PDF without programs, embedded data, notes about it and links to elsewhere; its number of pages.

    Raises :class:`UploadRejected`; other errors are pikepdf's.
    """
    with _open(_ended(content)) as pdf:
        pages = _count(pdf, limits)
        findings = pdf_removals.remove(pdf)
        written = io.BytesIO()
        # Without the PDF version in the document's notes: those are gone, unread.
        pdf.save(written, deterministic_id=True, fix_metadata_version=False, encryption=False)
        warnings = "\n".join(pdf.get_warnings())
        for warning, code in LOST.items():
            if warning in warnings:
                raise UploadRejected(code)
    filled, unseen = form_answers.into_pages(written.getvalue())
    if len(filled) > limits.written:
        raise UploadRejected("too-demanding")
    return filled, pages, (*findings, *unseen)


def _ended(content: bytes) -> bytes:
    """The file up to its last end marker; what follows is padding.

    qpdf mends a file that was cut off by leaving pages out: better to ask for it again.
    """
    ends = [found.end() for found in END.finditer(content)]
    if not ends or OBJECT.search(content, ends[-1]):
        raise UploadRejected("unreadable")
    if JOINED.search(content):
        raise UploadRejected("several-pdfs")
    return content[: ends[-1]]


def _open(content: bytes) -> pikepdf.Pdf:
    """Opened without a password: one that only forbids changes is dropped."""
    try:
        return pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:
        raise UploadRejected("protected") from None
    except pikepdf.PdfError as problem:
        # qpdf has one error for all, and tells them apart by its words alone: a certificate, or a program for rights.
        if "unsupported encryption" in str(problem):
            raise UploadRejected("protected-otherwise") from None
        raise


def _count(pdf: pikepdf.Pdf, limits: Limits) -> int:
    pages = len(pdf.pages)
    if not pages:
        raise UploadRejected("unreadable")
    if pages > limits.pages:
        raise UploadRejected("too-many-pages", {"pages": pages, "limit": limits.pages})
    if any(_longest_side(page) > limits.metres for page in pdf.pages):
        raise UploadRejected("too-long-a-page", {"limit": f"{limits.metres:g}"})
    return pages


def _longest_side(page: pikepdf.Page) -> float:
    left, bottom, right, top = (float(side) for side in page.mediabox)
    try:
        unit = float(page.obj.get("/UserUnit", 1))
    except (TypeError, ValueError):
        unit = 1.0  # as readers do
    return max(abs(right - left), abs(top - bottom)) * unit * METRES_PER_POINT
