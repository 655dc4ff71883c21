"""One page of a document as a picture to read."""

import io

import pikepdf
import pytest
from PIL import Image

from guichet.documents.cleaning.outcome import UploadRejected
from guichet.documents.cleaning.page_drawing import draw_page
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
