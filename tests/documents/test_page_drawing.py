"""One page of a document as a picture to read."""

import io

import pikepdf
import pytest
from PIL import Image

from guichet.documents.cleaning.bill_reading import _pages
from guichet.documents.cleaning.outcome import UploadRejected
from guichet.documents.cleaning.page_drawing import draw_page
from guichet.documents.cleaning.page_picture import first_page
from guichet.documents.cleaning.sanitize import sanitize_upload
from guichet.documents.file_cleaner import FileCleaner


@pytest.fixture
def pdf():
    """A page that stands, and one that lies."""
    document, file = pikepdf.new(), io.BytesIO()
    for size in ((300, 600), (600, 300)):
        document.add_blank_page(page_size=size)
    document.save(file)
    return file.getvalue()


def picture(mode="RGB"):
    file = io.BytesIO()
    Image.new(mode, (40, 20)).save(file, "PNG")
    return file.getvalue()


def size(drawn):
    return Image.open(io.BytesIO(drawn), formats=("JPEG",)).size


@pytest.mark.parametrize(
    ("page", "turn", "drawn"),
    [(1, 0, (400, 800)), (1, 90, (800, 400)), (2, 0, (800, 400)), (2, 180, (800, 400)), (2, 270, (400, 800))],
)
def test_page_is_as_large_as_asked_for_and_turned(pdf, page, turn, drawn):
    assert size(draw_page(pdf, page, 800, turn).content) == drawn


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1", "I;16"])
def test_picture_of_any_mode_is_drawn_and_never_enlarged(mode):
    assert size(draw_page(picture(mode), 1, 800, 90).content) == (20, 40)


def filled_form():
    """A page with one field of a form, which is filled in black."""
    document, file = pikepdf.new(), io.BytesIO()
    document.add_blank_page(page_size=(200, 200))
    appearance = pikepdf.Stream(document, b"0 g 0 0 200 200 re f", Subtype=pikepdf.Name.Form, BBox=[0, 0, 200, 200])
    field = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Widget,
        FT=pikepdf.Name.Tx,
        T="amount",
        V="1000.00",
        F=4,
        Rect=[0, 0, 200, 200],
        AP=pikepdf.Dictionary(N=document.make_indirect(appearance)),
    )
    document.pages[0].Annots = document.make_indirect([document.make_indirect(field)])
    document.Root.AcroForm = pikepdf.Dictionary(Fields=document.pages[0].Annots)
    document.save(file)
    return file.getvalue()


def darkest(picture):
    return picture.convert("L").getextrema()[0]


@pytest.mark.parametrize("cleaned", [True, False], ids=["cleaned", "stored before fields became part of the pages"])
def test_what_was_filled_into_a_form_is_in_every_picture_of_its_page(cleaned):
    """An officer decides on the picture, and the file that is handed over shows the answers."""
    content = sanitize_upload("a.pdf", filled_form()).content if cleaned else filled_form()
    drawn = (draw_page(content, 1, 200, 0).content, first_page(content))
    assert [darkest(Image.open(io.BytesIO(one))) for one in drawn] == [0, 0]
    assert [darkest(page) for page in _pages(content, "application/pdf")] == [0]


@pytest.mark.parametrize("page", [0, 3])
def test_page_that_is_not_there_is_rejected(pdf, page):
    with pytest.raises(UploadRejected):
        draw_page(pdf, page, 800, 0)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"GIF89a", b"\x89PNG"])
def test_file_that_cannot_be_drawn_is_rejected(content):
    with pytest.raises(UploadRejected):
        draw_page(content, 1, 800, 0)


def test_page_is_drawn_in_the_process_that_cleans_uploads(pdf):
    cleaner = FileCleaner()
    try:
        assert size(cleaner.draw_page(io.BytesIO(pdf), 2, 800, 90)) == (400, 800)
        with pytest.raises(UploadRejected):
            cleaner.draw_page(io.BytesIO(pdf), 3, 800, 0)
    finally:
        cleaner.close()
