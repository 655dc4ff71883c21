"""Names of people who live in Switzerland, as they come out on paper: the ink, not only the text behind it."""

import io
import re
import unicodedata
from collections.abc import Callable

import pikepdf
import pymupdf
import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from guichet.documents import fonts
from guichet.documents.invoice_pdf import InvoicePdf, PdfRow, PdfSection, render_invoice_pdf
from guichet.i18n import Localizer

NAMES = """
Zoë Müller-Ägerter | François Lefèvre | Jérôme Œuvray | Lætitia Ÿvonnet | Gaëlle Dûment | Noëlle L’Épée
Šćepanović | Đorđević Željko | Čučković | Łukasz Żółkiewski | Gżegżółka Świętosława | Dvořák Jiří | Ľubomír Šťastný
Kateřina Růžičková | Győző Erdős | Ödön Őszi | Ştefan Țurcanu | Ioana Mănăilă | Răzvan Brâncuși | Mustafa Şahin
Gökçe Yıldırım | İbrahim Çağlar | Övünç Ünal | Ērika Bērziņa | Jānis Kalniņš | Žydrūnė Šimkutė | Rūta Ąžuolaitė
Kärt Jõgi | Õnne Põld | Ásgeir Þórðarson | Sæunn Ýr | Bjørn Ødegård | Åsa Sjöström | Søren Kjærgård | Ñuño Iñárritu
João Conceição | Inês Guimarães | Núria Puigdollers | Begoña Ibáñez | Nicolò D’Angelò | Ġorġ Ħaż-Żebbuġ
Siân Ŵyn Ŷnys | Seán Ó Súilleabháin | Arbër Gjeçi | Fjollë Hyseni | Жанна Щербакова | Ђорђе Његош | Љубица Џакула
Ївга Ґудзь | Ўладзімір Чэрнік | Гоце Ќосев | Йордан Ъглев | Ωμέγα Παπαδόπουλος | Ελένη Χατζή | Ϊρις Αΰπνη
Nguyễn Thị Ánh Nguyệt | Trần Đức Hưởng | Phạm Quỳnh Như | Ǧamīl Ḥaddād | Ṣāliḥ | Äbädi Ñurğali | Doğan Eğri
Iryna Mełnyczuk | Dženana Hadžić | Zdeňka Ježková | Kreuzlingen-Strauß | Ljiljana Ćosić
"""
EACH = [name.strip() for line in NAMES.split("\n") for name in line.split("|") if name.strip()]
ALLOWED = {"Atkinson-Hyperlegible-Next", "Atkinson-Hyperlegible-Next-Bold", "Noto-Sans", "Noto-Sans-Bold"}
FILES = {
    "Atkinson-Hyperlegible-Next": "AtkinsonHyperlegibleNext-Regular.ttf",
    "Atkinson-Hyperlegible-Next-Bold": "AtkinsonHyperlegibleNext-Bold.ttf",
    "Noto-Sans": "NotoSans-Regular.ttf",
    "Noto-Sans-Bold": "NotoSans-Bold.ttf",
}


@pytest.fixture
def printed(make_copy: Callable[..., InvoicePdf], french: Localizer) -> bytes:
    rows = tuple(PdfRow(name, (name,)) for name in EACH)
    return render_invoice_pdf(make_copy(title=" ".join(EACH[:5]), sections=(PdfSection("Noms Жan Ω", rows),)), french)


def embedded(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    """The fonts of a file by name, without the random-looking prefix of a subset."""
    found = {}
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font" and "/DescendantFonts" in item:
            found[str(item.BaseFont).partition("+")[2]] = item
    return found


def letters(font: pikepdf.Object) -> dict[int, str]:
    """What a font's glyphs stand for, from its ToUnicode table."""
    pairs = re.findall(r"^<(\w{4})> <(\w+)>$", font.ToUnicode.read_bytes().decode().partition("beginbfchar")[2], re.M)
    return {int(glyph, 16): bytes.fromhex(meaning).decode("utf-16-be") for glyph, meaning in pairs}


def drawing(font: TTFont, glyph: str) -> list[tuple[str, tuple[tuple[int, int], ...]]]:
    glyphs = font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[glyph].draw(pen)
    return pen.value


def faces(font: TTFont, glyph: str) -> set[str]:
    """The glyph of a character, and those that stand in for it, such as figures of equal width."""
    tables = [table for lookup in font["GSUB"].table.LookupList.Lookup for table in lookup.SubTable]
    mappings = [table.mapping for table in tables if table.LookupType == 1]
    return {glyph} | {mapping[glyph] for mapping in mappings if glyph in mapping}


def test_there_are_enough_names_to_mean_something():
    assert len(EACH) >= 60


def test_every_name_can_be_copied_from_the_page(printed: bytes):
    with pymupdf.open(stream=printed) as pdf:
        read = unicodedata.normalize("NFC", "".join("".join(leaf.get_text().split()) for leaf in pdf))
    for name in EACH:
        # Once as a label, once as an answer.
        assert read.count("".join(unicodedata.normalize("NFC", name).split())) >= 2, name


def test_every_letter_on_paper_is_drawn_as_its_typeface_draws_it(printed: bytes):
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        for name, font in embedded(pdf).items():
            descendant = font.DescendantFonts[0]
            assert descendant.CIDToGIDMap == "/Identity"
            subset = TTFont(io.BytesIO(descendant.FontDescriptor.FontFile2.read_bytes()))
            whole = TTFont(fonts.folder() / FILES[name])
            table = {number: meaning for number, meaning in letters(font).items() if len(meaning) == 1}
            assert table
            for number, letter in table.items():
                wanted = [drawing(whole, face) for face in faces(whole, whole.getBestCmap()[ord(letter)])]
                assert drawing(subset, subset.getGlyphName(number)) in wanted, (name, letter)


def test_only_our_typefaces_are_embedded(printed: bytes):
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        assert set(embedded(pdf)) == ALLOWED
        assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in embedded(pdf).values())
