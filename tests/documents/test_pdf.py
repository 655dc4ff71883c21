"""HTML to PDF: what it may reach, and what it must not depend on."""

import hashlib
import io
import os
import subprocess
import sys
import textwrap
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import page
import pikepdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from guichet.documents import fonts
from guichet.documents.engine import Forbidden
from guichet.documents.pdf import render_pdf

MOMENT = datetime(2026, 11, 14, 20, 47, tzinfo=UTC)
STYLE = 'body { font-family: "Atkinson Hyperlegible Next", "Noto Sans" }'
ALONE = """
import hashlib, sys
from datetime import UTC, datetime
from guichet.documents.pdf import render_pdf
sys.stdout.write(hashlib.sha256(render_pdf(
    sys.argv[1], attachment=b"{}", attachment_name="d.json", attachment_description="d",
    moment=datetime(2026, 11, 14, 20, 47, tzinfo=UTC), files={}, stylesheet=sys.argv[2],
)).hexdigest())
"""
TABLE = "<table><thead><tr><th scope=col>A<th scope=col>B<tbody><tr><td>1<td>2</table>"


def html(body: str) -> str:
    head = '<title>Copie</title><meta name="author" content="Office AI"><meta name="description" content="Copie">'
    return f'<!DOCTYPE html><html lang="fr-CH"><head>{head}</head><body><h1>Copie</h1>{body}</body></html>'


def render(body: str, moment: datetime = MOMENT, files: dict[str, bytes | Path] | None = None) -> bytes:
    return render_pdf(
        html(body),
        attachment=b"{}",
        attachment_name="d.json",
        attachment_description="d",
        moment=moment,
        files=files or {},
        stylesheet=STYLE,
    )


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/x.png",
        "https://example.org/x.png",
        "ftp://example.org/x.png",
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "data:image/svg+xml,<svg/>",
        "document:other.svg",
        "document:../../../etc/passwd",
        "document:/etc/passwd",
        "document:",
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        '<img alt="x" src="{0}">',
        '<p style="background: url({0})">x</p>',
        '<link rel="stylesheet" href="{0}">',
        "<style>@import url({0});</style>",
        "<style>@font-face {{ font-family: x; src: url({0}) }}</style>",
    ],
    ids=["image", "background", "style sheet", "import", "font"],
)
def test_an_address_that_was_not_handed_over_ends_the_rendering(body: str, address: str):
    with pytest.raises(Forbidden):
        render(body.format(address), files={"logo.svg": b"<svg/>"})


def test_a_drawing_cannot_reach_further_than_its_page(tmp_path: Path):
    Image.new("RGB", (9, 9)).save(tmp_path / "secret.png")
    drawing = f"""<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">
        <image width="9" height="9" href="file://{tmp_path}/secret.png"/></svg>""".encode()
    made = render('<img alt="x" src="document:x.svg">', files={"x.svg": drawing})
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert not [
            item for item in pdf.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
        ]


def test_a_file_is_given_as_bytes_or_as_a_path(tmp_path: Path):
    picture = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
    (tmp_path / "x.svg").write_bytes(picture)
    body = '<img alt="x" src="document:x.svg">'
    assert render(body, files={"x.svg": picture}) == render(body, files={"x.svg": tmp_path / "x.svg"})


def test_links_of_the_page_are_not_followed():
    assert render('<p><a href="https://example.org/">example.org</a></p>')


def test_other_processes_zones_and_seeds_make_the_same_bytes():
    here = hashlib.sha256(render(TABLE)).hexdigest()
    for zone, template_storage in (("Pacific/Kiritimati", "1"), ("America/Anchorage", "2")):
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": template_storage}
        command = [sys.executable, "-c", ALONE, html(TABLE), STYLE]
        there = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert there.stdout == here


def test_the_same_moment_in_another_zone_is_the_same_file():
    assert render(TABLE, MOMENT.astimezone(timezone(timedelta(hours=2)))) == render(TABLE)


def test_another_moment_is_another_file():
    assert render(TABLE, MOMENT + timedelta(seconds=1)) != render(TABLE)


def test_threads_do_not_disturb_each_other():
    bodies = [f"<p>Šćepanović {n} Жан</p>" for n in range(8)]
    start = threading.Barrier(4)

    def both(body: str) -> bytes:
        start.wait()
        return render(body)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(both, bodies)) == [render(body) for body in bodies]


def test_nothing_is_loaded_before_the_first_copy():
    script = "import sys, guichet.documents.invoice_pdf; print('weasyprint' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_programs_started_later_find_the_fonts_of_the_machine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    with fonts.private_fontconfig():
        assert os.environ["FONTCONFIG_FILE"] != "/etc/fonts/fonts.conf"
    assert os.environ["FONTCONFIG_FILE"] == "/etc/fonts/fonts.conf"


def test_header_cells_say_what_they_head():
    body = TABLE + "<table><tr><th scope=row>C<td>3</table>"
    assert page.validate_pdf_bytes(render(body), profile=page.ValidationProfile.PDF_UA_1).failures == []


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("1\u202f234", "1\u00a0234"),
        ("a\u2011b", "a-b"),
        ("\u202egnp.exe", "gnp.exe"),
        ("zero\u200bwidth", "zerowidth"),
        ("Zoe\u0308", "Zoë"),
        ("bell\x07", "bell"),
        ("தமிழ்", "தமிழ்"),
        ("🙂", "\ufffd"),
        ("lone \ud800", "lone "),
        ("as it is\n\tWien, Łódź", "as it is\n\tWien, Łódź"),
    ],
)
def test_what_cannot_be_drawn_is_replaced_honestly(typed: str, drawn: str):
    assert fonts.printable(typed) == drawn


@given(st.text(max_size=40))
@example("#d\u0530")  # makes an object stream that ends with a carriage return
@settings(max_examples=40, deadline=None)
def test_any_text_makes_a_file_that_keeps_the_rules(text: str):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    made = render(f"<p>{escaped}</p>")
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        assert page.validate_pdf_bytes(made, profile=profile).failures == []


def test_a_stream_that_would_look_too_short_is_written_otherwise():
    contents = [number for number in range(3000) if zlib.adler32(b"%d" % number) & 0xFF == 0x0D][:3]
    for number in contents:
        made = render_pdf(
            html("<p>x</p>"),
            attachment=b"%d" % number,
            attachment_name="d.json",
            attachment_description="d",
            moment=MOMENT,
            files={},
        )
        assert page.validate_pdf_bytes(made, profile=page.ValidationProfile.PDF_A_3A).failures == []
        with pikepdf.open(io.BytesIO(made)) as pdf:
            assert pdf.attachments["d.json"].get_file().read_bytes() == b"%d" % number


def test_the_web_fonts_beside_the_typefaces_are_not_seen_by_the_copies():
    names = sorted(path.name for path in fonts.folder().iterdir())
    assert "AtkinsonHyperlegibleNext-Regular-latin.woff2" in names
    script = textwrap.dedent("""
        from guichet.documents import engine
        from weasyprint.text.ffi import ffi, fontconfig
        fonts = fontconfig.FcConfigGetFonts(engine.FONTS._config, fontconfig.FcSetSystem)
        print(fonts.nfont)
    """)
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "4"
