"""What was filled into the form of a PDF is the same for every reader: the officer's picture and other programs.

A field has a value, ``/V``, and a drawing of it, ``/AP``; ``/NeedAppearances`` asks readers to draw the value.
"""

import io

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image

from guichet.documents.cleaning.outcome import CleanFile, FileFinding
from guichet.documents.cleaning.page_drawing import draw_page
from guichet.documents.cleaning.sanitize import sanitize_upload
from guichet.documents.file_cleaner import FileCleaner

PRINT, HIDDEN, NO_VIEW, PASSWORD, MULTILINE = 4, 2, 32, 1 << 13, 1 << 12


def cleaned(drawn=None, value=None, form=None, clean=sanitize_upload, **facts) -> CleanFile:
    """A cleaned page with one field of a form, with its drawing and its value."""
    pdf, file = pikepdf.new(), io.BytesIO()
    page = pdf.add_blank_page(page_size=(300, 100))
    helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    fonts = Dictionary(Font=Dictionary(Helv=pdf.make_indirect(helvetica)))
    style = String("/Helv 20 Tf 0 g")
    field = Dictionary(Subtype=Name.Widget, FT=Name.Tx, T=String("x"), F=PRINT, Rect=[10, 10, 290, 90], DA=style)
    if drawn is not None:
        stream = Stream(pdf, b"/Tx BMC q BT /Helv 20 Tf 2 30 Td (%s) Tj ET Q EMC" % drawn.encode("latin-1"))
        stream.Type, stream.Subtype, stream.BBox, stream.Resources = Name.XObject, Name.Form, [0, 0, 280, 80], fonts
        field.AP = Dictionary(N=pdf.make_indirect(stream))
    for key, own in facts.items() if value is None else {"V": String(value), **facts}.items():
        field[f"/{key}"] = own
    page.Annots = Array([pdf.make_indirect(field)])
    pdf.Root.AcroForm = Dictionary(Fields=Array([page.Annots[0]]), DR=fonts, DA=style, **(form or {}))
    pdf.save(file)
    return clean("form.pdf", file.getvalue())


def words(file: CleanFile) -> str:
    """The text of the page, for a reader that knows nothing of forms."""
    with pypdfium2.PdfDocument(file.content) as pdf:
        return " ".join(pdf[0].get_textpage().get_text_bounded().split())


def pictures(file: CleanFile) -> list[bytes]:
    """The officer's picture, and those of readers that draw fields, do not, and print."""
    drawn = [Image.open(io.BytesIO(draw_page(file.content, 1, 300, 0).content)).convert("L")]
    for forms, flags in ((True, 0), (False, 0), (True, pypdfium2.raw.FPDF_PRINTING)):
        with pypdfium2.PdfDocument(file.content) as pdf:
            if forms:
                pdf.init_forms()
            drawn.append(pdf[0].render(extra_flags=flags).to_pil().convert("L"))
    return [picture.point(lambda shade: 255 * (shade > 128)).tobytes() for picture in drawn]


@pytest.mark.parametrize("asked", [{}, {"NeedAppearances": True}, {"NeedAppearances": False}])
@pytest.mark.parametrize("drawn", [None, "", "1000.00", "10.00"])
def test_every_reader_shows_the_same_answer(drawn, asked):
    file = cleaned(drawn, "10.00", asked, RV=String("<body><p>99.00</p></body>"))
    officer, *readers = pictures(file)
    assert len(set(readers)) == 1
    assert (min(officer) == 0) == bool(words(file))
    # Nothing is left of which a reader could make another answer.
    with pikepdf.open(io.BytesIO(file.content)) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert "/Annots" not in pdf.pages[0].obj
    assert words(file) == ("10.00" if drawn is None or asked.get("NeedAppearances") else drawn)


@pytest.mark.parametrize("drawn", ["1000.00", "", "1", "110.00", "10.001"])
def test_answer_that_the_page_shows_otherwise_is_named(drawn):
    assert cleaned(drawn, "10.00").findings == (FileFinding("form"), FileFinding("answers", ("10.00",)))


@pytest.mark.parametrize(
    ("drawn", "value"),
    [
        ("10.00", "10.00"),
        ("1’000.50", "1000.5"),
        ("1 000,50", "1000.5"),
        ("Zoé  Exemple", "Zoé Exemple"),
        ("10.00", ""),
    ],
)
def test_answer_that_is_only_written_otherwise_is_not(drawn, value):
    assert cleaned(drawn.replace("’", "'"), value).findings == (FileFinding("form"),)


@pytest.mark.parametrize(
    "rectangle",
    [[10, 10, 290], [], [10, 10, 290, 90, 5], [String("10"), 10, 290, 90], [10, None, Name.X, 90], String("x"), 7],
    ids=str,
)
def test_field_whose_place_cannot_be_read_refuses_no_document(rectangle):
    file = cleaned("1000.00", "1000.00", Rect=rectangle)
    assert FileFinding("answers", ("1000.00",)) in file.findings


def test_further_answers_that_no_page_shows_are_hinted_at():
    pdf, content = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page(page_size=(300, 100))
    fields = [
        pdf.make_indirect(Dictionary(Subtype=Name.Widget, FT=Name.Tx, T=String(one), V=String(one), F=PRINT, Rect=[]))
        for one in "abcdefg"
    ]
    pdf.pages[0].Annots, pdf.Root.AcroForm = Array(fields), Dictionary(Fields=Array(fields))
    pdf.save(content)
    (answers,) = [one for one in sanitize_upload("form.pdf", content.getvalue()).findings if one.code == "answers"]
    assert answers.names == ("a", "b", "c", "d", "e", "…")


@pytest.mark.parametrize("flags", [HIDDEN, HIDDEN | PRINT, NO_VIEW])
def test_field_that_is_hidden_stays_so_and_is_no_answer(flags):
    file = cleaned("10.00", "20.00", F=flags)
    assert (words(file), file.findings) == ("", (FileFinding("form"),))


def test_answer_of_a_secret_field_is_not_repeated():
    assert cleaned("****", "10.00", Ff=PASSWORD).findings == (FileFinding("form"),)


def test_choice_is_compared_by_its_words():
    choices = Array([Array([String("CHE"), String("Suisse")]), Array([String("LIE"), String("Liechtenstein")])])
    assert cleaned("Suisse", "CHE", FT=Name.Ch, Opt=choices).findings == (FileFinding("form"),)
    assert cleaned("Suisse", "LIE", FT=Name.Ch, Opt=choices).findings[1].code == "answers"


def test_long_answer_without_a_drawing_has_all_its_lines():
    file = cleaned(None, "Taxi aller\nTaxi retour", Ff=MULTILINE)
    assert (words(file), file.findings) == ("Taxi aller Taxi retour", (FileFinding("form"),))


@pytest.mark.parametrize("value", ["Ελλάδα", "Привет", "中文", "Łódź"])
@pytest.mark.parametrize("drawn", [None, "10.00"])
def test_answer_in_letters_that_may_be_blank_is_named(value, drawn):
    """PDFium has no font with them in the process that opens files: the page has the text, and no sign of it."""
    assert cleaned(drawn, value, {"NeedAppearances": True}).findings == (
        FileFinding("form"),
        FileFinding("answers", (value,)),
    )


def test_answer_in_letters_of_every_reader_is_drawn():
    assert cleaned(None, "œuvre « Zoé » – 10 €").findings == (FileFinding("form"),)


def ticked(state, *, value="Yes", drawn=True) -> CleanFile:
    """A page with two boxes of one choice, of which the first is in a state."""
    pdf, file = pikepdf.new(), io.BytesIO()
    page = pdf.add_blank_page(page_size=(300, 100))
    group = pdf.make_indirect(Dictionary(FT=Name.Btn, T=String("paid"), V=Name(f"/{value}"), Ff=1 << 15))
    boxes = []
    for place, own in ((10, state), (60, "Off")):
        box = Dictionary(Subtype=Name.Widget, Parent=group, F=PRINT, Rect=[place, 10, place + 40, 50])
        if own:
            box.AS = Name(f"/{own}")
        if drawn:
            streams = {
                f"/{name}": pdf.make_indirect(Stream(pdf, content, Subtype=Name.Form, BBox=[0, 0, 40, 40]))
                for name, content in (("Yes", b"0 g 0 0 40 40 re f"), ("Off", b""))
            }
            box.AP = Dictionary(N=Dictionary(streams))
        boxes.append(pdf.make_indirect(box))
    group.Kids = Array(boxes)
    page.Annots = Array(boxes)
    pdf.Root.AcroForm = Dictionary(Fields=Array([group]))
    pdf.save(file)
    return sanitize_upload("form.pdf", file.getvalue())


@pytest.mark.parametrize(("state", "drawn"), [("Off", True), ("", True), ("Yes", False), ("Off", False)])
def test_ticked_box_that_is_not_drawn_so_is_named(state, drawn):
    assert FileFinding("answers", ("paid: Yes",)) in ticked(state, drawn=drawn).findings


@pytest.mark.parametrize(("state", "value"), [("Yes", "Yes"), ("Off", "Off")])
def test_box_that_is_drawn_as_it_is_ticked_is_not(state, value):
    file = ticked(state, value=value)
    assert file.findings == (FileFinding("form"),)
    assert (min(pictures(file)[0]) == 0) == (state == "Yes")


def test_comment_beside_a_field_stays():
    pdf, file = pikepdf.new(), io.BytesIO()
    page = pdf.add_blank_page(page_size=(300, 100))
    field = Dictionary(Subtype=Name.Widget, FT=Name.Tx, T=String("x"), V=String("10.00"), Rect=[10, 10, 290, 90])
    note = Dictionary(Subtype=Name.Text, Contents=String("page 2"), Rect=[0, 0, 9, 9])
    page.Annots = Array([pdf.make_indirect(field), pdf.make_indirect(note)])
    pdf.Root.AcroForm = Dictionary(Fields=Array([page.Annots[0]]), DA=String("/Helv 12 Tf 0 g"))
    pdf.save(file)
    with pikepdf.open(io.BytesIO(sanitize_upload("form.pdf", file.getvalue()).content)) as kept:
        assert [str(one.Subtype) for one in kept.pages[0].Annots] == ["/Text"]


def test_the_same_form_gives_the_same_bytes():
    assert cleaned(None, "10.00").content == cleaned(None, "10.00").content


@pytest.fixture(scope="module")
def cleaner():
    """The process that cleans uploads: it opens no file any more, not even a module."""
    cleaner = FileCleaner()
    yield cleaner
    cleaner.close()


@pytest.mark.parametrize(
    ("drawn", "value", "asked"),
    [("10.00", "10.00", {}), ("1000.00", "10.00", {}), (None, "10.00", {}), (None, "10 €", {"NeedAppearances": True})]
    + [(None, "Łódź", {}), ("", "", {})],
)
def test_process_that_cleans_does_the_same(cleaner, drawn, value, asked):
    there = cleaned(drawn, value, asked, clean=lambda name, content: cleaner.clean(name, io.BytesIO(content)))
    here = cleaned(drawn, value, asked)
    # It has no fonts, so that letters of others are drawn otherwise; such an answer is named.
    assert [*map(tuple, there.findings)] == [*map(tuple, here.findings)]
    assert words(there) == words(here) or value == "Łódź"
