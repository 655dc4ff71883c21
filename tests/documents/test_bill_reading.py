"""A supplier's QR-bill is read while its file is cleaned, and a file that holds none, or several, has none."""

import io
from collections.abc import Iterator

import pikepdf
import pytest
from billpictures import PAYLOAD, page, saved
from PIL import Image, ImageFilter

from guichet.documents.cleaning.outcome import Limits
from guichet.documents.file_cleaner import FileCleaner
from guichet.values import qr_bill

OTHER_INSTALMENT = PAYLOAD.replace("123.45", "99.00")


@pytest.fixture(scope="module")
def cleaner() -> Iterator[FileCleaner]:
    made = FileCleaner(timeout=60.0)
    yield made
    made.close()


def read(cleaner: FileCleaner, content: bytes) -> str:
    return cleaner.clean("facture", io.BytesIO(content), bill=True).bill


@pytest.mark.parametrize("kind", ["PDF", "PNG", "JPEG"])
def test_the_bill_of_a_document_is_read_whatever_its_type(cleaner: FileCleaner, kind: str) -> None:
    payload = read(cleaner, saved(page(PAYLOAD), kind, resolution=200.0))
    assert qr_bill.parse(payload).creditor == "Physio Muster AG"


def test_a_tilted_blurred_and_dark_photo_is_read(cleaner: FileCleaner) -> None:
    tilted = page(PAYLOAD).rotate(7, expand=True, fillcolor=200).filter(ImageFilter.GaussianBlur(1.5))
    assert read(cleaner, saved(tilted.point(lambda value: value // 3), "JPEG", quality=60)) == PAYLOAD


def test_the_bill_on_the_last_of_many_pages_is_read(cleaner: FileCleaner) -> None:
    pages = [page() for _number in range(8)]
    assert read(cleaner, saved(pages[0], "PDF", save_all=True, append_images=[*pages, page(PAYLOAD)])) == PAYLOAD


@pytest.mark.parametrize(
    "paper",
    [
        page(),
        page("https://example.ch/pay?amount=12.50"),
        page(PAYLOAD.replace("889012", "889013")),
        page(PAYLOAD, OTHER_INSTALMENT),
    ],
    ids=["empty", "other code", "wrong check digit", "two instalments"],
)
def test_no_bill_is_read_where_none_is_certain(cleaner: FileCleaner, paper: Image.Image) -> None:
    assert read(cleaner, saved(paper, "PNG")) == ""


def test_a_bill_is_looked_for_only_where_it_is_asked_for(cleaner: FileCleaner) -> None:
    assert cleaner.clean("facture", io.BytesIO(saved(page(PAYLOAD), "PNG"))).bill == ""


def test_a_page_that_takes_too_long_is_kept_without_a_bill() -> None:
    made = FileCleaner(Limits(bill_seconds=1), timeout=60.0)
    try:
        clean = made.clean("plan.pdf", io.BytesIO(endless_page()), bill=True)
        assert (clean.pages, clean.bill) == (1, "")
        # The process that gave up is no loss for the next file.
        assert read(made, saved(page(PAYLOAD), "PNG")) == PAYLOAD
    finally:
        made.close()


def endless_page() -> bytes:
    """A page with a drawing that keeps a program busy for minutes."""
    curve = b"0 0 m 600 900 0 900 600 0 c 300 500 10 20 90 800 c b* " * 20
    written = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842)).Contents = pdf.make_stream(b"[0.01 0.01] 0 d 3 w " + curve * 4000)
        pdf.save(written)
    return written.getvalue()
