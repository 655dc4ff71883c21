"""Small pictures of photos and scans, made where the file is cleaned."""

import io
import os
from collections.abc import Iterator

import pikepdf
import pillow_heif
import pytest
from PIL import Image

from guichet.documents.cleaning.outcome import MAX_THUMBNAIL, CleanFile, Limits
from guichet.documents.cleaning.sanitize import sanitize_upload
from guichet.documents.file_cleaner import FileCleaner

MODES = {"1": "PNG", "L": "JPEG", "LA": "PNG", "P": "PNG", "RGB": "JPEG", "RGBA": "PNG", "I;16": "PNG", "CMYK": "JPEG"}
"""Every colour mode that phones, scanners and programs write, in a format that has it."""


def written(picture: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def thumbnail(content: bytes) -> Image.Image:
    made: CleanFile = sanitize_upload("a", content)
    assert 0 < len(made.thumbnail) <= MAX_THUMBNAIL
    return Image.open(io.BytesIO(made.thumbnail))


@pytest.mark.parametrize(("mode", "kind"), MODES.items())
def test_picture_of_every_mode_has_a_small_jpeg(mode: str, kind: str):
    small = thumbnail(written(Image.new(mode, (900, 600)), kind))
    assert (small.format, small.size) == ("JPEG", (160, 107))


def test_noise_which_packs_worst_stays_below_the_limit():
    side = 640
    noise = Image.frombytes("RGB", (side, side), os.urandom(3 * side * side))
    # One pixel of the thumbnail for one of the picture: no averaging softens it.
    assert thumbnail(written(noise.crop((0, 0, 160, 160)), "PNG")).size == (160, 160)
    assert thumbnail(written(noise, "PNG")).size == (160, 160)


def test_transparent_parts_are_white():
    assert thumbnail(written(Image.new("RGBA", (200, 200), (0, 0, 0, 0)), "PNG")).getpixel((80, 80)) == (255, 255, 255)


def test_sixteen_bits_of_grey_keep_their_brightness():
    grey = thumbnail(written(Image.new("I;16", (200, 200), 128 * 256), "PNG")).getpixel((80, 80))
    assert grey in range(125, 132)


def test_thumbnail_is_upright_as_the_picture_is():
    exif = Image.Exif()
    exif[0x0112] = 6
    small = thumbnail(written(Image.new("RGB", (400, 200), "red"), "JPEG", exif=exif))
    assert small.size == (80, 160)


def test_photo_of_an_iphone_has_one():
    file = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (320, 320), "red")).save(file)
    assert thumbnail(file.getvalue()).size == (160, 160)


@pytest.mark.parametrize("size", [(1, 1), (1, 20_000), (20_000, 1)])
def test_picture_of_any_shape_has_one(size: tuple[int, int]):
    assert max(thumbnail(written(Image.new("L", size), "PNG")).size) <= 160


def test_small_picture_is_not_made_larger():
    assert thumbnail(written(Image.new("RGB", (30, 20)), "PNG")).size == (30, 20)


def test_nothing_but_the_picture_is_in_it():
    exif = Image.Exif()
    exif[0x010E] = "at the house of Anna Muster"
    content = written(Image.new("RGB", (300, 300)), "JPEG", exif=exif, comment=b"Anna")
    made: CleanFile = sanitize_upload("a", content)
    assert b"Anna" not in made.thumbnail


@pytest.fixture(scope="module")
def cleaner() -> Iterator[FileCleaner]:
    made = FileCleaner(timeout=60.0)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("size", "small"), [((595, 842), (113, 160)), ((842, 595), (160, 114)), ((3, 14_000), (1, 160))]
)
def test_first_page_of_a_pdf_is_drawn(cleaner: FileCleaner, size: tuple[int, int], small: tuple[int, int]):
    written = io.BytesIO()
    with pikepdf.new() as pdf:
        for colour in (b"1 0 0 rg", b"0 0 1 rg"):
            page = pdf.add_blank_page(page_size=size)
            page.Contents = pdf.make_stream(colour + b" 0 0 99999 99999 re f")
        pdf.save(written)
    made = cleaner.clean("a.pdf", io.BytesIO(written.getvalue()))
    picture = Image.open(io.BytesIO(made.thumbnail))
    assert (picture.format, picture.size) == ("JPEG", small)
    red, green, blue = picture.convert("RGB").getpixel((0, 80 if small[1] == 160 else 50))
    assert (red > 240, green < 20, blue < 20) == (True, True, True)


def test_page_that_takes_too_long_to_draw_leaves_the_pdf_without_a_picture():
    curve = b"0 0 m 600 900 0 900 600 0 c 300 500 10 20 90 800 c b* " * 20
    written = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Contents = pdf.make_stream(b"[0.01 0.01] 0 d 3 w " + curve * 4000)
        pdf.save(written)
    cleaner = FileCleaner(Limits(thumbnail_seconds=1), timeout=60.0)
    try:
        made = cleaner.clean("plan.pdf", io.BytesIO(written.getvalue()))
        assert (made.pages, made.thumbnail) == (1, b"")
    finally:
        cleaner.close()
