"""PDFs from outside: opened, counted, freed of everything that acts or hides, and written anew."""

import io

import pikepdf
from pikepdf.sanitize import Sanitizer
from pikepdf.settings import set_qpdf_limits

from guichet.documents import upload_limits
from guichet.documents.upload_limits import Limits

METRES_PER_POINT = 0.0254 / 72
TAIL = 1024
"""Within how many bytes of the end the end marker has to stand, as readers have always asked."""

# A stream of a few kB can unpack to gigabytes before a single object is read. The limit holds for the whole process,
# must be set before threads start, and is far above any object table of an honest file.
set_qpdf_limits(flate_max_memory=128 * 2**20, png_max_memory=128 * 2**20, run_length_max_memory=128 * 2**20)

# qpdf goes on without a part that it could not unpack, and only says so.
LOST = "error decoding stream data"

CLEANER = (
    Sanitizer()
    .remove_javascript()
    .remove_external_access()
    .remove_attachments()
    .remove_multimedia()
    .remove_collection()
    .remove_private_app_data()
    .remove_web_capture()
    .remove_search_index()
    .remove_thumbnails()
)


def clean(file: str, content: bytes, limits: Limits) -> tuple[bytes, int]:
    """The PDF without programs, attachments and links to elsewhere, and its number of pages.

    A signature in it does not survive. Raises :class:`UploadRejected`; other errors are pikepdf's.
    """
    # qpdf mends a file that was cut off by leaving pages out: better to ask for it again.
    if b"%%EOF" not in content[-TAIL:]:
        raise upload_limits.unreadable(file)
    with _open(file, content) as pdf:
        pages = _count(file, pdf, limits)
        _disarm(pdf)
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True)
        if any(LOST in warning for warning in pdf.get_warnings()):
            raise upload_limits.unreadable(file)
    return written.getvalue(), pages


def _open(file: str, content: bytes) -> pikepdf.Pdf:
    try:
        pdf = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:
        raise upload_limits.protected(file) from None
    if pdf.is_encrypted:
        pdf.close()
        raise upload_limits.protected(file)
    return pdf


def _count(file: str, pdf: pikepdf.Pdf, limits: Limits) -> int:
    pages = len(pdf.pages)
    # A dynamic XFA form holds one page that says « Please wait »; the answers are in a program that we remove.
    if not pages or pdf.Root.get("/NeedsRendering", False):
        raise upload_limits.unreadable(file)
    if pages > limits.pages:
        raise upload_limits.too_many_pages(file, pages, limits.pages)
    if any(_longest_side(page) > limits.metres for page in pdf.pages):
        raise upload_limits.too_long_a_page(file, limits.metres)
    return pages


def _longest_side(page: pikepdf.Page) -> float:
    left, bottom, right, top = (float(side) for side in page.mediabox)
    unit = float(page.obj.get("/UserUnit", 1))
    return max(abs(right - left), abs(top - bottom)) * unit * METRES_PER_POINT


def _disarm(pdf: pikepdf.Pdf) -> None:
    CLEANER.apply(pdf)
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        del form["/XFA"]
