"""Several photos as the pages of one PDF."""

import io
import math
import random

import pypdfium2
import pytest
from PIL import Image

from guichet.documents.cleaning.joined_pictures import A4, join_pictures
from guichet.documents.cleaning.outcome import MAX_THUMBNAIL, Limits, UploadRejected
from guichet.documents.cleaning.sanitize import sanitize_upload
from guichet.documents.file_cleaner import FileCleaner


def picture(colour, size=(60, 40), kind="JPEG", mode="RGB"):
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, kind)
    return file.getvalue()


def noise(width, height):
    file = io.BytesIO()
    Image.frombytes("RGB", (width, height), random.Random(7).randbytes(width * height * 3)).save(
        file, "JPEG", quality=90
    )
    return file.getvalue()


def joined(*pictures, limits=None):
    return join_pictures("Billet.pdf", iter(pictures), [len(one) for one in pictures], limits or Limits())


def pages(file):
    """Each page as it is seen: its size in points, and the colour below the middle of its upper margin."""
    with pypdfium2.PdfDocument(file.content) as pdf:
        drawn = [page.render().to_pil() for page in pdf]
    return [(page.size, page.getpixel((page.width // 2, 40))) for page in drawn]


def test_each_photo_becomes_a_page_in_order_lying_or_upright_as_it_is():
    file = joined(picture("red"), picture("green", size=(40, 60)), picture("blue"))
    assert (file.content_type, file.filename, file.pages) == ("application/pdf", "Billet.pdf", 3)
    sizes, colours = zip(*pages(file), strict=True)
    assert [size[0] > size[1] for size in sizes] == [True, False, True]
    assert {tuple(sorted(size)) for size in sizes} == {tuple(math.ceil(side) for side in A4)}
    assert [max(range(3), key=colour.__getitem__) for colour in colours] == [0, 1, 2]


def test_jpeg_goes_in_as_it_is_and_a_transparent_png_on_white():
    photo = picture("red")
    file = joined(photo, picture((0, 0, 0, 0), kind="PNG", mode="RGBA"))
    assert photo in file.content
    assert pages(file)[1][1] == (255, 255, 255)
    assert file.findings == ()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16"])
def test_every_kind_of_png_that_cleaning_keeps_becomes_a_page(mode):
    file = io.BytesIO()
    Image.new(mode, (60, 40)).save(file, "PNG")
    assert joined(sanitize_upload("a.png", file.getvalue()).content, picture("red")).pages == 2


def test_photos_too_large_together_are_made_smaller_and_that_is_said():
    photos, limits = [noise(900, 700)] * 3, Limits(size=1_000_000)
    assert sum(len(one) for one in photos) > limits.size
    file = joined(*photos, limits=limits)
    assert len(file.content) <= limits.size
    assert [finding.code for finding in file.findings] == ["joined-smaller"]


def test_photos_that_cannot_be_made_small_enough_are_refused():
    with pytest.raises(UploadRejected):
        joined(*[noise(900, 700)] * 3, limits=Limits(size=100_000))


def test_result_is_a_document_like_any_other_and_has_a_small_picture():
    file = joined(picture("red"), picture("green"))
    again = sanitize_upload("Billet.pdf", file.content)
    assert (again.pages, again.findings) == (2, ())
    assert 0 < len(file.thumbnail) <= MAX_THUMBNAIL
    assert joined(picture("red"), picture("green")) == file


def test_cleaning_process_joins_within_its_memory():
    # Beside other work the same photos take more of a processor's seconds.
    cleaner, photos = FileCleaner(Limits(cpu_seconds=60), timeout=60), [noise(3000, 2000) for _number in range(6)]
    try:
        file = cleaner.join("Billet.pdf", [io.BytesIO(one) for one in photos])
    finally:
        cleaner.close()
    assert (file.pages, len(file.content) <= Limits().size) == (6, True)
