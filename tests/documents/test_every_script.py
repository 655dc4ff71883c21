"""Names in the scripts of people who live in Switzerland, on paper: by the machine's Noto, and never as empty boxes."""

import io
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import page
import pikepdf
import pymupdf
import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTCollection, TTFont

from guichet.documents import fonts, noto_fonts
from guichet.documents.invoice_pdf import _stylesheet
from guichet.documents.pdf import render_pdf
from guichet.values import ParseError, free_text
from guichet.values.printed_signs import first_unprinted

NAMES = {
    "Amharic": "አበበ በቀለ",
    "Arabic": "محمد عبد الله",
    "Armenian": "Հայկ Սարգսյան",
    "Bengali": "বাংলা নাম",
    "Burmese": "အောင်ဆန်း",
    "Chinese": "李小龙 張偉",
    "Devanagari": "प्रिया शर्मा",
    "Dhivehi": "މުހައްމަދު",
    "Georgian": "გიორგი ბერიძე",
    "Gujarati": "નરેન્દ્ર પટેલ",
    "Gurmukhi": "ਹਰਪ੍ਰੀਤ ਸਿੰਘ",
    "Hebrew": "דוד כהן",
    "Japanese": "山田太郎 さくら",
    "Kannada": "ರಾಮಕೃಷ್ಣ",
    "Khmer": "សុខា ចាន់",
    "Korean": "김민수",
    "Lao": "ສົມສັກ",
    "Malayalam": "കൃഷ്ണൻ",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ",
    "Persian": "حسین‌زاده",
    "Sinhala": "ශ්‍රී ජයවර්ධන",
    "Syriac": "ܣܘܪܝܝܐ",
    "Tamil": "சுப்பிரமணியம் கீர்த்தனா",
    "Telugu": "శ్రీనివాస్",
    "Thai": "สมชาย ใจดี",
    "Tibetan": "བསྟན་འཛིན།",
    "Tifinagh": "ⵉⵎⴰⵣⵉⵖ",
    "Urdu": "پروین ٹیپو",
    "Yi": "ꆈꌠ",
}
LOOSELY_READ = {"Burmese", "Devanagari", "Dhivehi", "Gurmukhi", "Khmer", "Malayalam", "Persian", "Sinhala", "Tibetan"}
HEAD = '<title>Copie</title><meta name="author" content="Office AI"><meta name="description" content="Copie">'


def drawn(html: str) -> bytes:
    return render_pdf(
        f'<!DOCTYPE html><html lang="fr-CH"><head>{HEAD}</head><body><h1>Copie</h1>{html}</body></html>',
        attachment=b"{}",
        attachment_name="d.json",
        attachment_description="d",
        moment=datetime(2026, 11, 14, 20, 47, tzinfo=UTC),
        files={},
        stylesheet=_stylesheet(),
    )


@pytest.fixture(scope="module")
def printed() -> bytes:
    return drawn("".join(f"<p>{name}</p><p><b>{name}</b></p>" for name in NAMES.values()))


def letters(text: str) -> set[str]:
    """Without blanks, and without what has no width; decomposed, since fonts put letters and marks together."""
    return {sign for sign in unicodedata.normalize("NFKD", text) if unicodedata.category(sign)[0] in "LM"}


def test_every_name_can_be_copied_from_the_page(printed: bytes):
    with pymupdf.open(stream=printed) as pdf:
        read = "\n".join(leaf.get_text() for leaf in pdf)
    # Readers give vowels in the order in which they are drawn, and leave joiners out: hence first without order.
    assert letters(read) == letters("Copie" + "".join(NAMES.values()))
    for script, name in NAMES.items():
        # Once in each weight.
        assert read.count(unicodedata.normalize("NFC", name)) == 2 or script in LOOSELY_READ, script


def glyphs(pdf: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Object, set[int]]]:
    """Each font of the pages with the numbers of the glyphs that they show."""
    shown: dict[str, set[int]] = {}
    resources: dict[str, pikepdf.Object] = {}
    for leaf in pdf.pages:
        font = ""
        resources |= dict(leaf.resources["/Font"].items())
        for operands, operator in pikepdf.parse_content_stream(leaf):
            if str(operator) == "Tf":
                font = str(operands[0])
            for text in operands[0] if str(operator) == "TJ" else operands if str(operator) == "Tj" else ():
                if isinstance(text, pikepdf.String):
                    number = bytes(text)
                    shown.setdefault(font, set()).update(
                        int.from_bytes(number[at : at + 2], "big") for at in range(0, len(number), 2)
                    )
    for name, numbers in shown.items():
        yield resources[name], numbers


def fonts_in(path: Path) -> list[TTFont]:
    content = io.BytesIO(path.read_bytes())
    return TTCollection(content, lazy=True).fonts if path.suffix == ".ttc" else [TTFont(content, lazy=True)]


def whole_font(name: str) -> TTFont:
    """The file on this machine from which a font of the page was taken."""
    family, bold = name.partition("+")[2].removesuffix("-Bold"), name.endswith("-Bold")
    file = family.replace("-CJK-SC", "CJK").replace("-", "")
    for weight in ("Bold", "Regular") if bold else ("Regular",):
        for suffix in ("ttf", "ttc"):
            path = (
                noto_fonts.installed().get(f"{file}-{weight}.{suffix}") or fonts.folder() / f"{file}-{weight}.{suffix}"
            )
            if path.exists():
                return next(font for font in fonts_in(path) if font["name"].getDebugName(1).replace(" ", "-") in family)
    raise LookupError(name)


def drawing(font: TTFont, number: int) -> list[object]:
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[font.getGlyphName(number)].draw(pen)
    return pen.value


def test_every_glyph_is_a_letter_of_its_typeface_and_never_the_empty_box(printed: bytes):
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        used = list(glyphs(pdf))
        assert len(used) > len(NAMES)
        for font, numbers in used:
            assert 0 not in numbers, font.BaseFont
            descriptor = font.DescendantFonts[0].FontDescriptor
            file = descriptor.get("/FontFile2", descriptor.get("/FontFile3"))
            subset, whole = TTFont(io.BytesIO(file.read_bytes())), whole_font(str(font.BaseFont))
            for number in numbers:
                assert drawing(subset, number) == drawing(whole, number), (font.BaseFont, number)


def test_a_copy_with_every_script_keeps_the_rules_of_its_standards(printed: bytes):
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        assert page.validate_pdf_bytes(printed, profile=profile).failures == []


def test_every_sign_that_a_form_accepts_is_drawn_by_a_typeface():
    """The table is compared with the fonts: what it promises is there, in the regular weight."""
    paths = [path for name, path in noto_fonts.installed().items() if "Regular" in name]
    drawn_signs = set(fonts.covered())
    for path in paths:
        drawn_signs.update(map(chr, fonts_in(path)[0].getBestCmap()))
    promised = {
        sign
        for sign in map(chr, range(0x20, 0x110000))
        if unicodedata.category(sign) not in fonts.INVISIBLE
        and not first_unprinted(sign)
        and unicodedata.is_normalized("NFC", sign)
    }
    assert len(promised) > 50_000
    assert promised - drawn_signs - set(fonts.SPELLED_OTHERWISE) == set()
    assert {fonts.printable(sign) for sign in promised} & {"", fonts.REPLACEMENT} == set()


def test_a_name_of_every_script_is_accepted_at_its_field():
    assert [free_text.parse(name, 80) for name in NAMES.values()] == [
        unicodedata.normalize("NFC", name) for name in NAMES.values()
    ]


@pytest.mark.parametrize("sign", ["🙂", "👨‍👩‍👧", "🇨🇭", "\u0378", "\ue000", "\U000e0041", "\ufffd", "\U0001d11e"])
def test_a_sign_that_no_copy_can_show_is_refused_at_its_field(sign: str):
    with pytest.raises(ParseError) as refusal:
        free_text.parse(f"Anna {sign}", 80)
    assert refusal.value.reason == "not-printed"
    assert free_text.unprinted(f"Anna {sign}") == sign[0]


def test_what_a_phone_adds_to_a_sign_is_dropped():
    assert free_text.parse("☎\ufe0f 031", 80) == "☎ 031"


def test_a_machine_without_the_fonts_makes_no_copy_with_boxes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(noto_fonts, "installed", dict)
    with pytest.raises(noto_fonts.MissingFonts, match="apt install fonts-noto-core fonts-noto-cjk"):
        noto_fonts.needed()
