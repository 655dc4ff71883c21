"""Files that cost the program that opens them as much memory or time as possible."""

import io
import struct
import zlib
from collections.abc import Iterator

import pikepdf
from PIL import Image

FORTY_MEGAPIXELS = (8000, 5000)
EXPECTED = {
    "arrays.pdf": "too-demanding",
    "more-arrays.pdf": "too-demanding",
    "nested-arrays.pdf": "too-demanding",
    "objects.pdf": "too-demanding",
    "links.pdf": "application/pdf",
    "scans.jpg": "too-demanding",
    "progressive.jpg": "image/jpeg",
    "cmyk.jpg": "image/jpeg",
    "grey.jpg": "image/jpeg",
    "one-bit.png": "image/png",
    "palette.png": "image/png",
    "sixteen-bit.png": "image/png",
    "grey-alpha.png": "image/png",
    "alpha.png": "image/png",
}
"""What becomes of each file: its type, or the code of the rejection."""


def all_files() -> Iterator[tuple[str, bytes]]:
    """Name and content."""
    yield "arrays.pdf", object_stream(b"[" + b"[] " * 10_000_000 + b"]")
    yield "more-arrays.pdf", object_stream(b"[" + b"[] " * 30_000_000 + b"]")
    yield "nested-arrays.pdf", object_stream(b"[" + (b"[" + b"[] " * 10_000 + b"]") * 3000 + b"]")
    yield "objects.pdf", pdf_of_objects(1_000_000)
    yield "links.pdf", linked_pdf(50_000)
    yield "scans.jpg", many_scans(3000)
    yield "progressive.jpg", jpeg("RGB", progressive=True)
    yield "cmyk.jpg", jpeg("CMYK")
    yield "grey.jpg", jpeg("L", progressive=True)
    for name, mode in {
        "one-bit": "1",
        "palette": "P",
        "sixteen-bit": "I;16",
        "grey-alpha": "LA",
        "alpha": "RGBA",
    }.items():
        yield f"{name}.png", png(mode)


def blank_pdf() -> bytes:
    """A PDF of one empty page."""
    return _saved(_blank())


def linked_pdf(links: int) -> bytes:
    """A page with so many links."""
    pdf = _blank()
    link = {"/Type": pikepdf.Name.Annot, "/Subtype": pikepdf.Name.Link, "/Rect": [0, 0, 9, 9]}
    action = {"/S": pikepdf.Name.URI, "/URI": pikepdf.String("https://example.org")}
    pdf.pages[0].Annots = pikepdf.Array(
        [pikepdf.Dictionary({**link, "/A": pikepdf.Dictionary(action)}) for _ in range(links)]
    )
    return _saved(pdf)


def pdf_of_objects(number: int) -> bytes:
    """A page that refers to so many empty lists, each an object of its own; packed by the thousand."""
    first = 5
    references = b"[" + b" ".join(b"%d 0 R" % (first + index) for index in range(number)) + b"]"
    file, places = b"%PDF-1.5\n", [(0, 0, 65535)]
    for index, body in enumerate(
        [
            b"<</Type/Catalog/Pages 2 0 R/Lists 4 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        ],
        1,
    ):
        places.append((1, len(file), 0))
        file += b"%d 0 obj\n%b\nendobj\n" % (index, body)
    groups = [[(4, references)]]
    groups += [[(first + start + index, b"[]") for index in range(1000)] for start in range(0, number, 1000)]
    parts, length, streams = [file], len(file), []
    for own, group in enumerate(groups, first + number):
        places += [(2, own, index) for index in range(len(group))]
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (own, _packed_objects(group)))
        streams.append((1, length, 0))
        length += len(parts[-1])
    return b"".join(parts) + _cross_references([*places, *streams], length)


def _packed_objects(objects: list[tuple[int, bytes]]) -> bytes:
    table, content = b"", b""
    for number, body in objects:
        table += b"%d %d " % (number, len(content))
        content += body + b" "
    packed = zlib.compress(table + content, 9)
    facts = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d" % (len(objects), len(table), len(packed))
    return b"<<%b>>stream\n%b\nendstream" % (facts, packed)


def object_stream(body: bytes) -> bytes:
    """A PDF whose names are one object, packed."""
    bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R/Names 4 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        5: _packed_objects([(4, body)]),
    }
    file, places = b"%PDF-1.5\n", {0: (0, 0, 65535), 4: (2, 5, 0)}
    for number, content in bodies.items():
        places[number] = (1, len(file), 0)
        file += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    return file + _cross_references([places[number] for number in range(6)], len(file))


def many_scans(number: int) -> bytes:
    """A progressive photo whose last scan comes ``number`` times more."""
    photo = jpeg("RGB", progressive=True)
    scan = photo[photo.rindex(b"\xff\xda") : -2]
    return photo[:-2] + scan * number + b"\xff\xd9"


def jpeg(mode: str, *, progressive: bool = False) -> bytes:
    """Forty megapixels, lying on their side."""
    notes, file = Image.Exif(), io.BytesIO()
    notes[0x0112] = 6
    Image.new(mode, FORTY_MEGAPIXELS).save(file, "JPEG", progressive=progressive, exif=notes)
    return file.getvalue()


def png(mode: str, size: tuple[int, int] = FORTY_MEGAPIXELS) -> bytes:
    """A picture, a palette with a transparent colour."""
    file, how = io.BytesIO(), {"transparency": 0} if mode == "P" else {}
    Image.new(mode, size).save(file, "PNG", compress_level=1, **how)
    return file.getvalue()


def _blank() -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    return pdf


def _saved(pdf: pikepdf.Pdf) -> bytes:
    file = io.BytesIO()
    pdf.save(file)
    return file.getvalue()


def _cross_references(places: list[tuple[int, int, int]], start: int) -> bytes:
    """The table of where each object is, as a stream, and the end of the file."""
    table = b"".join(struct.pack(">BIH", *place) for place in [*places, (1, start, 0)])
    packed = zlib.compress(table)
    facts = b"/Type/XRef/Size %d/W[1 4 2]/Root 1 0 R/Filter/FlateDecode/Length %d" % (len(places) + 1, len(packed))
    body = b"%d 0 obj\n<<%b>>stream\n%b\nendstream\nendobj\n" % (len(places), facts, packed)
    return body + b"startxref\n%d\n%%%%EOF" % start
