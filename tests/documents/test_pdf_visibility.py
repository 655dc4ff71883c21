"""What a cleaned PDF shows is what it prints: an officer decides on a picture, and the file is handed over."""

import io

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image
from pypdfium2.raw import FPDF_PRINTING

from guichet.documents.appended import append_documents
from guichet.documents.cleaning.outcome import Limits
from guichet.documents.cleaning.page_drawing import draw_page
from guichet.documents.cleaning.sanitize import sanitize_upload

BLACK = b"0 0 0 rg 0 0 100 100 re f"
INVISIBLE, HIDDEN, PRINT, NO_VIEW, TOGGLE_NO_VIEW = 1, 2, 4, 32, 256


def cleaned(pdf):
    """The PDF after cleaning, and the codes of what was found."""
    written = io.BytesIO()
    pdf.save(written)
    file = sanitize_upload("bill.pdf", written.getvalue(), Limits())
    return file.content, [finding.code for finding in file.findings]


def with_annotation(kind="FreeText", **entries):
    """A white page with a black annotation in the middle."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(200, 200))
    drawn = Stream(pdf, BLACK, {"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 100, 100])})
    facts = {"/Type": Name.Annot, "/Subtype": Name(f"/{kind}"), "/Rect": Array([50, 50, 150, 150])}
    own = {f"/{name}": given for name, given in entries.items()}
    page.Annots = Array([pdf.make_indirect(Dictionary(facts | {"/AP": Dictionary(N=drawn)} | own))])
    return pdf


def with_layer(usage, default, **entries):
    """A white page with a black layer in the middle."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(200, 200))
    layer = pdf.make_indirect(Dictionary({"/Type": Name.OCG, "/Name": pikepdf.String("Layer"), **usage}))
    events = [
        Dictionary(Event=event, OCGs=Array([layer]), Category=Array([event])) for event in (Name.View, Name.Print)
    ]
    state = Dictionary({f"/{default}": Array([layer]), "/AS": Array(events)} | entries)
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=state)
    page.Resources = Dictionary(Properties=Dictionary(L=layer))
    page.Contents = Stream(pdf, b"/OC /L BDC 1 0 0 1 50 50 cm " + BLACK + b" EMC")
    return pdf


def used(view, printed):
    states = {"/View": Dictionary(ViewState=Name(f"/{view}")), "/Print": Dictionary(PrintState=Name(f"/{printed}"))}
    return {"/Usage": Dictionary(states)}


def is_black(picture):
    return picture.convert("L").getpixel((100, 100)) < 128


def shown(content):
    """Whether the officer's picture has the black square."""
    return is_black(Image.open(io.BytesIO(draw_page(content, 1, 200, 0).content)))


def printed(content):
    """Whether paper has it."""
    with pypdfium2.PdfDocument(content) as pdf:
        return is_black(pdf[0].render(extra_flags=FPDF_PRINTING).to_pil())


@pytest.mark.parametrize(
    ("flags", "seen"),
    [
        (0, True),
        (INVISIBLE, True),
        (PRINT, True),
        (PRINT | NO_VIEW, True),
        (PRINT | NO_VIEW | TOGGLE_NO_VIEW, True),
        (NO_VIEW, False),
        (HIDDEN, False),
        (HIDDEN | PRINT, False),
    ],
)
@pytest.mark.parametrize("kind", ["FreeText", "Stamp", "Square"])
def test_an_annotation_that_is_shown_or_printed_is_both(kind, flags, seen):
    content, _codes = cleaned(with_annotation(kind, F=flags))
    assert (shown(content), printed(content)) == (seen, seen)


@pytest.mark.parametrize("flags", [{}, {"F": pikepdf.String("4")}, {"F": Name.Print}, {"F": Array([32])}])
def test_flags_that_are_no_number_hide_nothing(flags):
    content, _codes = cleaned(with_annotation(**flags))
    assert (shown(content), printed(content)) == (True, True)


@pytest.mark.parametrize("default", ["ON", "OFF"])
@pytest.mark.parametrize(("view", "paper"), [("ON", "OFF"), ("OFF", "ON"), ("ON", "ON"), ("OFF", "OFF")])
def test_a_layer_is_the_same_on_paper_and_a_difference_is_told(view, paper, default):
    content, codes = cleaned(with_layer(used(view, paper), default))
    assert (shown(content), printed(content)) == (default == "ON",) * 2
    assert ("functions" in codes) == (view != paper)


@pytest.mark.parametrize("usage", [Name.Print, Array([]), Dictionary(Print=Array([])), Dictionary(View=Name.OFF)])
def test_odd_usage_of_a_layer_is_taken_out(usage):
    content, codes = cleaned(with_layer({"/Usage": usage}, "ON"))
    assert (shown(content), printed(content), codes) == (True, True, [])


def test_a_ticked_box_keeps_its_tick():
    pdf = with_annotation("Widget", FT=Name.Btn, AS=Name.Yes, F=PRINT, T=pikepdf.String("box"))
    field = pdf.pages[0].Annots[0]
    field.AP = Dictionary(N=Dictionary(Yes=field.AP.N))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
    content, _codes = cleaned(pdf)
    assert (shown(content), printed(content)) == (True, True)


def handed_over(*documents):
    """Whether the page of each has the black square in the file that is handed over, on a screen and on paper."""
    form = io.BytesIO()
    blank = pikepdf.new()
    blank.add_blank_page(page_size=(200, 200))
    blank.save(form)
    content = append_documents(form.getvalue(), map(io.BytesIO, documents))
    with pypdfium2.PdfDocument(content) as pdf:
        pages = list(pdf)[1:]
        return [
            tuple(is_black(page.render(extra_flags=flags).to_pil()) for flags in (0, FPDF_PRINTING)) for page in pages
        ]


def test_a_layer_is_handed_over_as_the_officer_sees_it():
    """Which layers are hidden is said by the document, and its pages become part of another one."""
    documents = [
        cleaned(with_layer({}, state))[0] if state else cleaned(with_annotation())[0]
        for state in ("OFF", "ON", "", "OFF")
    ]
    assert [shown(content) for content in documents] == [False, True, True, False]
    assert handed_over(*documents) == [(False, False), (True, True), (True, True), (False, False)]


@pytest.mark.parametrize("other", ["ON", "OFF"])
@pytest.mark.parametrize("default", ["ON", "OFF"])
def test_another_configuration_of_layers_is_told_and_never_shown(default, other):
    """PDFium takes the first one that is for viewing, most readers the default one."""
    pdf = with_layer({}, default)
    layers = pdf.Root.OCProperties.OCGs
    pdf.Root.OCProperties.Configs = Array(
        [Dictionary({"/Intent": Name.View, f"/{other}": layers, "/BaseState": Name.ON})]
    )
    content, codes = cleaned(pdf)
    assert (shown(content), codes) == (default == "ON", ["functions"])
    assert handed_over(content) == [(default == "ON",) * 2]


@pytest.mark.parametrize(
    ("own", "entries", "seen"),
    [
        ({"/Intent": Name.Design}, {}, True),
        ({"/Intent": Array([Name.Design, Name.View])}, {}, False),
        ({}, {"BaseState": Name.OFF, "OFF": Array([])}, False),
        ({}, {"ON": Array([]), "BaseState": Name.Unchanged}, False),
    ],
)
def test_a_layer_has_one_state_for_every_reader(own, entries, seen):
    content, _codes = cleaned(with_layer(own, "OFF", **{f"/{key}": value for key, value in entries.items()}))
    assert shown(content) == seen
    assert handed_over(content) == [(seen, seen)]


@pytest.mark.parametrize("odd", [Name.OFF, Array([]), Dictionary(), Dictionary(OCGs=Name.X, D=Array([]))])
def test_odd_layers_cost_no_document(odd):
    pdf = with_layer({}, "ON")
    pdf.Root.OCProperties = odd
    content, _codes = cleaned(pdf)
    assert (shown(content), handed_over(content)) == (True, [(True, True)])


UNDRAWN = {
    "FreeText": {"DA": pikepdf.String("0 g /Helv 60 Tf"), "Contents": pikepdf.String("10"), "C": Array([0])},
    "Line": {"L": Array([50, 100, 150, 100]), "C": Array([0]), "BS": Dictionary(W=40)},
    "Square": {"IC": Array([0]), "C": Array([0])},
    "Circle": {"IC": Array([0])},
    "Polygon": {"Vertices": Array([50, 50, 150, 50, 150, 150]), "IC": Array([0]), "C": Array([0])},
    "PolyLine": {"Vertices": Array([50, 50, 150, 150]), "C": Array([0]), "BS": Dictionary(W=40)},
    "Ink": {"InkList": Array([Array([50, 50, 150, 150])]), "C": Array([0]), "BS": Dictionary(W=40)},
    "Highlight": {"QuadPoints": Array([50, 150, 150, 150, 50, 50, 150, 50]), "C": Array([0])},
    "Stamp": {"Name": Name.Approved},
    "Redact": {"QuadPoints": Array([50, 150, 150, 150, 50, 50, 150, 50]), "OC": Array([0])},
}
"""By kind of annotation, what a reader draws it from."""


@pytest.mark.parametrize("kind", UNDRAWN)
@pytest.mark.parametrize("appearance", [None, Dictionary(), Dictionary(N=Dictionary(On=Dictionary()))])
def test_an_annotation_that_readers_draw_by_themselves_is_hidden_and_told(kind, appearance):
    """PDFium draws some kinds of them, MuPDF others, Acrobat all."""
    pdf = with_annotation(kind, **UNDRAWN[kind])
    one = pdf.pages[0].Annots[0]
    del one.AP
    if appearance is not None:
        one.AP = appearance
    content, codes = cleaned(pdf)
    with pikepdf.open(io.BytesIO(content)) as kept:
        assert int(kept.pages[0].Annots[0].F) & HIDDEN
    assert (shown(content), printed(content), "undrawn" in codes) == (False, False, True)


@pytest.mark.parametrize("kind", [*UNDRAWN, "Watermark"])
def test_an_annotation_that_its_file_draws_stays(kind):
    content, codes = cleaned(with_annotation(kind))
    assert (shown(content), printed(content), codes) == (True, True, [])


def test_a_link_has_no_frame_and_no_window_is_open():
    pdf = with_annotation("Link", Border=Array([0, 0, 90]), C=Array([0]), BS=Dictionary(W=90))
    note = Dictionary({"/Subtype": Name.Popup, "/Rect": Array([0, 0, 200, 200]), "/Open": True})
    pdf.pages[0].Annots.append(pdf.make_indirect(note))
    content, _codes = cleaned(pdf)
    with pikepdf.open(io.BytesIO(content)) as kept:
        link, popup = kept.pages[0].Annots
        assert [int(width) for width in link.Border] == [0, 0, 0]
        assert not {"/AP", "/BS", "/C"} & set(link.keys())
        assert "/Open" not in popup


def with_picture(**entries):
    """A page with a white picture, and what its entries make of it on paper."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(200, 200))
    facts = {"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": 1, "/Height": 1, "/BitsPerComponent": 8}
    picture, other = (Stream(pdf, shade, facts | {"/ColorSpace": Name.DeviceGray}) for shade in (b"\xff", b"\x00"))
    picture.Alternates = Array([Dictionary(Image=pdf.make_indirect(other), DefaultForPrinting=True)])
    form = Stream(pdf, b"", {"/Subtype": Name.Form, "/BBox": Array([0, 0, 9, 9]), "/Subtype2": Name.PS})
    form.PS = pdf.make_indirect(Stream(pdf, b"showpage"))
    program = Stream(pdf, b"0 setgray", {"/Type": Name.XObject, "/Subtype": Name.PS})
    chosen = {"alternate": picture, "form": form, "program": program}
    page.Resources = Dictionary(XObject=Dictionary({f"/{name}": chosen[name] for name in entries}))
    return pdf


@pytest.mark.parametrize("name", ["alternate", "form", "program"])
def test_a_picture_for_printers_alone_is_taken_out_and_told(name):
    content, codes = cleaned(with_picture(**{name: True}))
    with pikepdf.open(io.BytesIO(content)) as kept:
        found = kept.pages[0].Resources.XObject[f"/{name}"]
        assert not {"/Alternates", "/PS", "/Subtype2"} & set(found.keys())
        assert b"gray" not in found.read_raw_bytes()
    assert codes == ["functions"]
