"""Sound documents with odd, damaged or unknown notes in them: the notes go unread, the document is taken."""

import io
import random
import struct
import zlib
from collections.abc import Iterator

import pikepdf
import pytest
from PIL import Image
from served_cleaning import sanitize_upload

from guichet.documents.cleaning.outcome import UploadRejected

ORIENTATION = (0x0112, 3, 1, struct.pack("<HH", 6, 0))
SIDEWAYS, UPRIGHT = (60, 40), (40, 60)
GPS = 0x8825
ODD_VALUES = {
    "text": (2, 3, b"72\0\0"),
    "fraction of zero": (5, 1, struct.pack("<I", 4)),
    "negative": (9, 1, struct.pack("<i", -5)),
    "unknown type": (99, 1, b"\xff\xff\xff\xff"),
    "far away": (2, 1_000_000, struct.pack("<I", 0xFFFFFF)),
    "empty": (3, 0, b"\0\0\0\0"),
}
TAGS = {
    "width": 256,
    "bits": 258,
    "resolution across": 282,
    "resolution down": 283,
    "resolution unit": 296,
    "date": 306,
    "YCbCr position": 531,
    "user comment": 0x9286,
    "GPS": GPS,
}


def jpeg(*segments: bytes) -> bytes:
    """A photo, lying on its side, with these segments before the picture."""
    file = io.BytesIO()
    Image.new("RGB", SIDEWAYS, "red").save(file, "JPEG")
    photo = file.getvalue()
    return photo[:2] + b"".join(segments) + photo[2:]


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def exif(*entries: tuple[int, int, int, bytes]) -> bytes:
    parts = b"".join(struct.pack("<HHI", tag, kind, count) + value for tag, kind, count, value in sorted(entries))
    return segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + parts + bytes(4))


def size(content: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(sanitize_upload("photo", content).content)).size


@pytest.mark.parametrize("value", ODD_VALUES)
@pytest.mark.parametrize("tag", TAGS)
def test_photo_with_an_odd_note_is_taken_and_turned_upright(tag: str, value: str):
    assert size(jpeg(exif(ORIENTATION, (TAGS[tag], *ODD_VALUES[value])))) == UPRIGHT


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ((0x0112, 4, 1, struct.pack("<I", 6)), UPRIGHT),
        ((0x0112, 3, 2, struct.pack("<HH", 6, 6)), UPRIGHT),
        ((0x0112, 2, 2, b"6\0\0\0"), UPRIGHT),
        ((0x0112, 3, 1, struct.pack("<HH", 0, 0)), SIDEWAYS),
        ((0x0112, 3, 1, struct.pack("<HH", 77, 0)), SIDEWAYS),
        ((0x0112, 2, 4, b"up\0\0"), SIDEWAYS),
        ((0x0112, 5, 1, struct.pack("<I", 0xFFFFFF)), SIDEWAYS),
    ],
    ids=["long", "twice", "digit", "zero", "77", "word", "far away"],
)
def test_unreadable_orientation_means_as_it_is(entry: tuple[int, int, int, bytes], expected: tuple[int, int]):
    assert size(jpeg(exif(entry))) == expected


@pytest.mark.parametrize("length", [0, 4, 7, 9, 12, 15, 18])
def test_exif_that_ends_early_does_not_cost_the_photo(length: int):
    assert size(jpeg(segment(0xE1, b"Exif\0\0" + exif(ORIENTATION)[10 : 10 + length]))) == SIDEWAYS


@pytest.mark.parametrize("order", [1, 2, 3, 4, 5, 6, 7, 8])
def test_photo_is_turned_as_every_orientation_says(order: int):
    turned = Image.new("RGB", SIDEWAYS)
    turned.putpixel((0, 0), (255, 255, 255))
    notes = Image.Exif()
    notes[0x0112] = order
    file = io.BytesIO()
    turned.save(file, "PNG", exif=notes)
    kept = Image.open(io.BytesIO(sanitize_upload("x", file.getvalue()).content))
    corner = {1: (0, 0), 2: (59, 0), 3: (59, 39), 4: (0, 39), 5: (0, 0), 6: (39, 0), 7: (39, 59), 8: (0, 59)}[order]
    assert kept.getpixel(corner) == (255, 255, 255)


@pytest.mark.parametrize(
    "odd",
    [
        segment(0xE0, b"JFIF\0"),
        segment(0xE0, b"JFXX\0\x10" + bytes(40)),
        segment(0xE2, b"ICC_PROFILE\0\x05\x01broken"),
        segment(0xE2, b"MPF\0II*\0\x08\0\0\0\xff\xff"),
        segment(0xE2, b"FPXR\0"),
        segment(0xED, b"Photoshop 3.0\x008BIM\x03\xed"),
        segment(0xED, b"Photoshop 3.0\x008BIM\x03\xed\0\0\0\0\0\x02ab"),
        segment(0xEE, b"Adobe"),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<broken"),
        segment(0xFE, b"\xff\xfe\x00comment"),
        segment(0xEF, b""),
        b"\xff\xff\xff" + segment(0xEB, b"padded marker")[1:],
        b"between two segments",
    ],
)
def test_photo_with_an_odd_segment_is_taken(odd: bytes):
    assert size(jpeg(exif(ORIENTATION), odd)) == UPRIGHT


def noise(height: int = 90, **how: object) -> bytes:
    """A photo with something everywhere but below, where it is white."""
    photo, file = Image.new("RGB", (120, 120), "white"), io.BytesIO()
    photo.paste(Image.frombytes("RGB", (120, height), random.Random(4).randbytes(3 * 120 * height)), (0, 0))
    photo.save(file, "JPEG", **how)
    return file.getvalue()


@pytest.mark.parametrize(("missing", "padding"), [(1, b""), (2, b""), (2, b"\0" * 5000)])
@pytest.mark.parametrize("how", [{}, {"progressive": True}, {"restart_marker_rows": 1}, {"optimize": True}], ids=str)
def test_photo_without_its_end_marker_is_taken_as_it_is(how: dict[str, object], padding: bytes, missing: int):
    whole = noise(**how)
    assert sanitize_upload("x.jpg", whole[:-missing] + padding).content == sanitize_upload("x.jpg", whole).content


@pytest.mark.parametrize("missing", [8, 40, 400, 4000])
@pytest.mark.parametrize("padding", [b"", b"\0" * 5000])
@pytest.mark.parametrize("how", [{}, {"progressive": True}, {"restart_marker_rows": 1}, {"optimize": True}], ids=str)
def test_photo_that_is_cut_off_is_asked_for_again(how: dict[str, object], padding: bytes, missing: int):
    with pytest.raises(UploadRejected, match="unreadable"):
        sanitize_upload("x.jpg", noise(**how)[:-missing] + padding)


@pytest.mark.parametrize("height", range(1, 120, 5))
def test_last_byte_of_a_photo_may_look_like_a_marker(height: int):
    whole = noise(height)
    assert sanitize_upload("x.jpg", whole[:-2]) == sanitize_upload("x.jpg", whole)


@pytest.mark.parametrize("film", [random.Random(8).randbytes(9_000_000), b"\xff\xda" * 200, jpeg()])
def test_what_a_phone_appends_to_a_photo_does_not_cost_it(film: bytes):
    photo = jpeg(exif(ORIENTATION))
    assert sanitize_upload("x.jpg", photo + film).content == sanitize_upload("x.jpg", photo).content


@pytest.mark.parametrize("between", [b"\xff\xd9", b"\xff\xda\xff\xd9"])
def test_marker_within_a_note_between_two_scans_ends_no_photo(between: bytes):
    file = io.BytesIO()
    Image.effect_noise(SIDEWAYS, 80).save(file, "JPEG", progressive=True)
    photo = file.getvalue()
    second = photo.index(b"\xff\xda", photo.index(b"\xff\xda") + 1)
    noted = photo[:second] + segment(0xFE, between) + photo[second:]
    assert sanitize_upload("x.jpg", noted).content == sanitize_upload("x.jpg", photo).content


def chunk(kind: bytes, content: bytes, wrong: int = 0) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content) ^ wrong)


def png(*chunks: bytes) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", SIDEWAYS, "red").save(file, "PNG")
    picture = file.getvalue()
    return picture[:33] + b"".join(chunks) + picture[33:]


@pytest.mark.parametrize(
    "odd",
    [
        chunk(b"tEXt", b"Comment\0hello", wrong=1),
        chunk(b"zTXt", b"Comment\0\0not deflated"),
        chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(80_000_000))),
        chunk(b"iTXt", b"Comment\0\x01\x07"),
        chunk(b"iCCP", b"profile\0\0not deflated"),
        chunk(b"iCCP", b"profile"),
        chunk(b"pHYs", b"\0"),
        chunk(b"gAMA", b""),
        chunk(b"cHRM", b"\0\0"),
        chunk(b"sRGB", b""),
        chunk(b"tIME", b"\0"),
        chunk(b"eXIf", b"Exif garbage"),
        chunk(b"caBX", b"signed by a camera"),
        chunk(b"tRNS", bytes(6), wrong=1),
        chunk(b"tRNS", b""),
        chunk(b"tRNS", b"\0"),
        chunk(b"PLTE", bytes(9), wrong=1),
        chunk(b"acTL", b"\xff" * 8),
    ],
    ids=lambda odd: odd[4:8].decode(),
)
def test_png_with_an_odd_note_is_taken(odd: bytes):
    assert size(png(odd)) == SIDEWAYS


@pytest.mark.parametrize(("before", "behind", "pictures"), [(1, 0, 1), (1, 2, 3), (0, 1, 2), (0, 0, 1)])
def test_frames_of_an_animation_are_counted_whatever_it_says_of_itself(before: int, behind: int, pictures: int):
    """``before`` and ``behind`` the picture, which belongs to the animation if a frame is announced before it."""
    animated = png(chunk(b"acTL", struct.pack(">II", 77, 0)), *[chunk(b"fcTL", bytes(26))] * before)
    content = animated[:-12] + chunk(b"fcTL", bytes(26)) * behind + animated[-12:]
    names = [finding.names for finding in sanitize_upload("x.png", content).findings]
    assert names == ([(str(pictures),)] if pictures > 1 else [])


def pdfs_with_odd_metadata() -> Iterator[tuple[str, pikepdf.Pdf]]:
    streams = {
        "not inflatable": {"/Filter": pikepdf.Name.FlateDecode},
        "unknown filter": {"/Filter": pikepdf.Name.Whatever},
        "not XML": {},
    }
    for name, facts in streams.items():
        pdf = blank()
        pdf.Root.Metadata = pikepdf.Stream(pdf, b"\xff<x:xmpmeta", facts)
        yield f"XMP {name}", pdf
    for name, value in {"number": b"7", "text": b"(x)", "list": b"[1]"}.items():
        pdf = blank()
        pdf.Root.Metadata = pikepdf.Object.parse(value)
        yield f"XMP as {name}", pdf
        pdf = blank()
        pdf.trailer["/Info"] = pdf.make_indirect(pikepdf.Object.parse(value))
        yield f"Info as {name}", pdf
    pdf = blank()
    pdf.trailer["/Info"] = pdf.make_indirect(
        pikepdf.Dictionary(CreationDate=pikepdf.String("yesterday"), Title=pikepdf.String(b"\xfe\xff\xd8"), Author=3)
    )
    yield "Info with odd values", pdf


def blank() -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    return pdf


def written(pdf: pikepdf.Pdf, **how: object) -> bytes:
    file = io.BytesIO()
    pdf.save(file, fix_metadata_version=False, **how)
    return file.getvalue()


ODD_METADATA = dict(pdfs_with_odd_metadata())


@pytest.mark.parametrize("name", ODD_METADATA)
def test_pdf_with_odd_metadata_is_taken_without_it(name: str):
    file = sanitize_upload("x.pdf", written(ODD_METADATA[name]))
    with pikepdf.open(io.BytesIO(file.content)) as kept:
        assert ("/Metadata" in kept.Root, "/Info" in kept.trailer, len(kept.pages)) == (False, False, 1)
    assert file.findings == ()


@pytest.mark.parametrize(
    "padding",
    [b"\n" * 5_000, b"\0" * 5_000, b" " * 2_000_000, b"\xff" * 3_000, b"\x1a", b"<!-- served in 3 ms -->" * 200],
    ids=["lines", "zeros", "blanks", "ones", "end of file", "comments of a server"],
)
def test_pdf_padded_behind_its_end_is_taken(padding: bytes):
    whole = written(blank())
    assert sanitize_upload("x.pdf", whole + padding) == sanitize_upload("x.pdf", whole)


@pytest.mark.parametrize("unit", [b"(x)", b"[2]", b"<< >>", b"/X"])
def test_pdf_whose_page_has_an_odd_unit_is_taken(unit: bytes):
    pdf = blank()
    pdf.pages[0].obj.UserUnit = pikepdf.Object.parse(unit)
    assert sanitize_upload("x.pdf", written(pdf)).pages == 1


def test_pdf_without_its_last_line_is_taken():
    whole = written(blank())
    for missing in (1, 3, 6):
        assert sanitize_upload("x.pdf", whole.rstrip()[:-missing]).pages == 1


@pytest.mark.parametrize("linearize", [False, True])
def test_pdf_cut_off_behind_an_earlier_end_is_asked_for_again(linearize: bool):
    first = written(blank(), linearize=linearize)
    longer = blank()
    longer.add_blank_page()
    content = first if linearize else first + written(longer)
    ends = content.index(b"%%EOF")
    for cut in range(ends + 40, len(content) - 12, max(1, (len(content) - ends) // 9)):
        if b" obj" in content[ends:cut]:
            with pytest.raises(UploadRejected, match="unreadable"):
                sanitize_upload("x.pdf", content[:cut])
