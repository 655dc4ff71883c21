"""Files made to do harm: refused with a word, or kept without their sting. Nothing else may ever happen."""

import io
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator

import pikepdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, ImageFile

from guichet.documents.cleaning.outcome import UploadRejected
from guichet.documents.cleaning.sanitize import sanitize_upload
from guichet.documents.rejections import rejection_text
from guichet.i18n import Localizer

UNREADABLE = "Nous n’arrivons pas à ouvrir"


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(UploadRejected) as caught:
        sanitize_upload(name, content)
    return Localizer("fr")(rejection_text(name, caught.value))


def saved(pdf: pikepdf.Pdf, **how: object) -> bytes:
    written = io.BytesIO()
    pdf.save(written, **how)
    return written.getvalue()


def blank() -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    return pdf


def armed() -> bytes:
    """A PDF with a program, a launcher, a link, data for machines, a film and a form that hides another."""
    pdf = blank()
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert('armed-script')"))
    launch = Dictionary(S=Name.Launch, F=String("armed-launch.exe"))
    link = Dictionary(S=Name.URI, URI=String("https://armed-link.example.org"))
    submit = Dictionary(S=Name.SubmitForm, F=String("https://armed-submit.example.org"))
    film = Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=[0, 0, 9, 9])
    film.RichMediaContent = Dictionary(Note=String("armed-film"))
    annotations = [
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action) for action in (launch, link, submit)
    ]
    pdf.pages[0].Annots = Array([*annotations, film])
    pdf.pages[0].AA = Dictionary(O=script)
    pdf.Root.OpenAction = script
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=[String("x"), script]))
    field = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("name"), V=String("Anna")))
    pdf.Root.AcroForm = Dictionary(Fields=[field], XFA=Stream(pdf, b"<xdp>armed-xfa</xdp>"))
    pdf.attachments["armed-attachment.xml"] = b"<xml>armed-attachment</xml>"
    return saved(pdf, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)


def header_bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is ``width`` × ``height``."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )


def inflating_pdf(mebibytes: int) -> bytes:
    """A PDF whose table of objects unpacks to ``mebibytes``."""
    press = zlib.compressobj(9)
    packed = b"".join([press.compress(b"4 0 "), *(press.compress(b" " * 2**20) for _ in range(mebibytes))])
    packed += press.compress(b"<</A 1>>") + press.flush()
    file, places = io.BytesIO(b"%PDF-1.5\n"), {}
    file.seek(0, io.SEEK_END)
    for number, body in (
        (1, b"<</Type/Catalog/Pages 2 0 R/Names 4 0 R>>"),
        (2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        (3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"),
        (5, b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed)),
    ):
        places[number] = file.tell()
        file.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    end = file.tell()
    entries = [(0, 0, 65535), *((1, places[n], 0) for n in (1, 2, 3)), (2, 5, 0), (1, places[5], 0), (1, end, 0)]
    table = b"".join(struct.pack(">BIH", *entry) for entry in entries)
    file.write(
        b"6 0 obj\n<</Type/XRef/Size 7/W[1 4 2]/Root 1 0 R/Length %d>>stream\n%b\nendstream\n" % (len(table), table)
    )
    file.write(b"endobj\nstartxref\n%d\n%%%%EOF" % end)
    return file.getvalue()


def memory_for(content: bytes) -> int:
    """The most memory, in MiB, that a process needs in which the file is looked at."""
    looked = subprocess.run([sys.executable, "-c", LOOK], input=content, capture_output=True, check=True)
    return int(looked.stdout) // 1024


LOOK = """
import contextlib, pathlib, sys
from guichet.documents.cleaning.sanitize import UploadRejected, sanitize_upload
with contextlib.suppress(UploadRejected):
    sanitize_upload("x.pdf", sys.stdin.buffer.read())
# Not ``ru_maxrss``, which begins with the peak of the process of the tests.
print(pathlib.Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""
UNPACKED_LIMIT = 128
"""MiB; what ``pdf_cleaning`` lets qpdf unpack of one stream."""


def seeds() -> Iterator[bytes]:
    """Files to damage."""
    yield armed()
    yield saved(blank(), object_stream_mode=pikepdf.ObjectStreamMode.generate)
    for kind in ("PNG", "JPEG"):
        written = io.BytesIO()
        Image.effect_noise((24, 24), 50).convert("RGB").save(written, kind)
        yield written.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00" + bytes(2000),
        b"\x7fELF" + bytes(2000),
        b"PK\x03\x04" + bytes(2000),
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a" + bytes(200),
        b"II*\x00" + bytes(200),
        b"%!PS-Adobe-3.0",
        b"MZ" + bytes(1100) + b"%PDF-1.4",
        bytes(1100) + b"%PDF-1.4",
    ],
)
def test_a_program_with_the_name_of_a_pdf_is_told_from_a_pdf(content: bytes):
    with pytest.raises(UploadRejected) as caught:
        sanitize_upload("facture.pdf", content)
    assert caught.value.code.startswith("type-")


def test_a_pdf_loses_its_sting_and_keeps_its_page():
    content = armed()
    traces = [b"armed-" + what for what in (b"script", b"launch", b"link", b"submit", b"film", b"xfa", b"attachment")]
    assert all(trace in content for trace in traces)
    kept = sanitize_upload("x.pdf", content)
    assert kept.pages == 1
    with pikepdf.open(io.BytesIO(kept.content)) as pdf:
        flat = saved(pdf, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable, qdf=True)
    for trace in (
        *traces,
        b"/JavaScript",
        b"/Launch",
        b"/URI",
        b"/SubmitForm",
        b"/EmbeddedFile",
        b"/XFA",
        b"/OpenAction",
    ):
        assert trace not in flat


def test_what_was_hidden_behind_a_file_is_gone():
    hidden = b"PK\x03\x04<script>hidden</script>"
    for template_storage in list(seeds())[2:]:
        assert b"hidden" not in sanitize_upload("x", template_storage + hidden).content
    pdf = saved(blank())
    assert b"hidden" not in sanitize_upload("x.pdf", b"<script>hidden</script>\n" + pdf).content
    assert b"hidden" not in sanitize_upload("x.pdf", pdf + hidden).content


def test_a_form_that_only_a_program_can_show_is_asked_for_again():
    pdf = blank()
    pdf.Root.NeedsRendering = True
    assert "formulaire que seul Adobe Reader affiche" in refusal("x.pdf", saved(pdf))


def test_a_pdf_without_a_page_is_refused():
    assert UNREADABLE in refusal("x.pdf", saved(pikepdf.new()))


@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (10_000, 10_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(
    monkeypatch: pytest.MonkeyPatch, width: int, height: int
):
    decoded: list[Image.Image] = []
    monkeypatch.setattr(ImageFile.ImageFile, "load", decoded.append)
    assert "dépasse 40 millions de pixels" in refusal("x.png", header_bomb(width, height)).replace("\u00a0", " ")
    assert decoded == []


def test_a_pdf_that_unpacks_without_end_is_refused():
    assert sanitize_upload("x.pdf", inflating_pdf(1)).pages == 1
    assert UNREADABLE in refusal("x.pdf", inflating_pdf(UNPACKED_LIMIT + 1))


def test_unpacking_a_pdf_stops_at_the_limit_and_not_at_its_end():
    most = memory_for(inflating_pdf(UNPACKED_LIMIT - 1))
    assert memory_for(inflating_pdf(4 * UNPACKED_LIMIT)) < most + UNPACKED_LIMIT // 2


def test_pages_that_turn_in_a_circle_do_not_hold_us_up():
    pdf = blank()
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)
    assert UNREADABLE in refusal("x.pdf", saved(pdf))


@given(
    st.text(max_size=30),
    st.binary(max_size=200),
    st.sampled_from([b"", b"%PDF-1.7\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]),
)
@example("x.pdf", b"%%EOF", b"%PDF-1.7\n")
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_taken_or_refused(name: str, content: bytes, start: bytes):
    try:
        sanitize_upload(name, start + content)
    except UploadRejected as refused:
        assert rejection_text(name, refused)


@given(
    st.sampled_from(list(seeds())),
    st.lists(st.tuples(st.floats(0, 0.999), st.binary(min_size=1, max_size=8)), min_size=1, max_size=6),
)
@settings(max_examples=200, deadline=None)
def test_a_damaged_file_is_taken_or_refused_and_always_alike(
    template_storage: bytes, damages: list[tuple[float, bytes]]
):
    content = bytearray(template_storage)
    for place, damage in damages:
        start = int(place * len(content))
        content[start : start + len(damage)] = damage
    try:
        kept = sanitize_upload("x", bytes(content))
    except UploadRejected:
        return
    assert sanitize_upload("x", bytes(content)) == kept
