"""The copy of an invoice: what a person reads, what a machine reads, and what a screen reader hears."""

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import outloud
import page
import pikepdf
import pymupdf
import pytest

from guichet.documents.invoice_pdf import InvoicePdf, Letterhead, PdfAttachment, PdfRow, PdfSection, render_invoice_pdf
from guichet.documents.invoice_pdf import page as copy_page
from guichet.i18n import LANGUAGES, Localizer

MakeCopy = Callable[..., InvoicePdf]


def many_rows(count: int) -> tuple[PdfSection, ...]:
    return (
        PdfSection("Trajets", tuple(PdfRow(f"Trajet {n}", ("Le Locle – Neuchâtel", "20.25")) for n in range(count))),
    )


def text(pdf: bytes) -> str:
    """What can be read and copied from the pages, in one line."""
    with pymupdf.open(stream=pdf) as document:
        return " ".join(" ".join(leaf.get_text() for leaf in document).split())


def structure(element: pikepdf.Object, tag: str) -> Iterator[pikepdf.Object]:
    """Every element of the structure tree that is a ``tag``."""
    if isinstance(element, pikepdf.Array):
        for child in element:
            yield from structure(child, tag)
    elif isinstance(element, pikepdf.Dictionary):
        if element.get("/S") == tag:
            yield element
        yield from structure(element.get("/K"), tag)


@pytest.mark.parametrize("profile", [page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1], ids=str)
@pytest.mark.parametrize("rows", [0, 3, 60])
def test_a_copy_keeps_every_rule_of_its_standards(make_copy: MakeCopy, french: Localizer, profile: object, rows: int):
    report = page.validate_pdf_bytes(render_invoice_pdf(make_copy(sections=many_rows(rows)), french), profile=profile)
    assert report.failures == []


@pytest.mark.parametrize("documents", [0, 1, 40])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screen_reader_has_nothing_to_complain_about(
    make_copy: MakeCopy, tmp_path: Path, language: str, documents: int
):
    files = tuple(
        PdfAttachment(f"billet {n}.pdf", 1000, hashlib.sha256(bytes([n])).hexdigest()) for n in range(documents)
    )
    path = tmp_path / "copy.pdf"
    path.write_bytes(render_invoice_pdf(make_copy(documents=files, sections=many_rows(20)), Localizer(language)))
    assert outloud.check(str(path)).findings == []


def test_the_same_copy_is_the_same_to_the_byte(make_copy: MakeCopy, french: Localizer):
    assert render_invoice_pdf(make_copy(), french) == render_invoice_pdf(make_copy(), french)


def test_the_data_come_back_out_of_the_file(make_copy: MakeCopy, french: Localizer):
    copy = make_copy()
    with pikepdf.open(io.BytesIO(render_invoice_pdf(copy, french))) as pdf:
        assert list(pdf.attachments) == ["demande.json"]
        attached = pdf.attachments["demande.json"]
        assert attached.get_file().read_bytes() == copy.data
        assert json.loads(attached.get_file().read_bytes())["traveller"] == "Zoë Šćepanović"
        assert attached.obj.AFRelationship == "/Data"
        assert len(pdf.Root.AF) == 1


def test_everything_a_person_keeps_a_copy_for_is_on_paper(make_copy: MakeCopy, french: Localizer):
    copy = make_copy()
    read = text(render_invoice_pdf(copy, french))
    for expected in (
        copy.letterhead.office,
        "Scheibenstrasse 70 · 3001 Berne",
        copy.title,
        copy.reference,
        french.moment(copy.sent),
        copy.form_number,
        "Nom Zoë Šćepanović",
        "Remarque Non renseigné",
        "Trajet 3 3 octobre 2026",
        french.money(copy.total),
        "billet.jpg",
        french.size(412_000),
        copy.documents[0].sha256[:16],
        *copy.next_steps,
        copy.letterhead.phone,
        "1 / 1",
    ):
        assert " ".join(expected.split()) in read


def test_a_copy_without_documents_says_so(make_copy: MakeCopy, french: Localizer):
    assert "Aucun document joint" in text(render_invoice_pdf(make_copy(documents=()), french))


def test_a_section_without_rows_leaves_no_heading_behind(make_copy: MakeCopy, french: Localizer):
    assert "Vide" not in copy_page(make_copy(sections=(PdfSection("Vide", ()),)), french)


def test_an_answer_longer_than_a_page_is_printed_to_its_last_line(make_copy: MakeCopy, french: Localizer):
    section = PdfSection("Remarques", (PdfRow("Remarque", tuple(f"ligne {n}." for n in range(150))),))
    read = text(render_invoice_pdf(make_copy(sections=(section,)), french))
    assert all(f"ligne {n}." in read for n in range(150))


def test_a_file_name_without_blanks_stays_on_the_page(make_copy: MakeCopy, french: Localizer):
    document = PdfAttachment("a" * 116 + ".pdf", 1000, "0" * 64)
    with pymupdf.open(stream=render_invoice_pdf(make_copy(documents=(document,)), french)) as pdf:
        assert all(word[2] < pdf[0].rect.width - 50 for leaf in pdf for word in leaf.get_text("words"))


def test_what_a_person_types_is_text_and_never_markup(make_copy: MakeCopy, french: Localizer):
    typed = '<img src="file:///etc/passwd"> & <script>alert(1)</script> ${copy}'
    section = PdfSection(typed, (PdfRow(f"{typed} ?", (typed,)),))
    assert text(render_invoice_pdf(make_copy(title=typed, sections=(section,)), french)).count("<script>") == 4


def test_title_language_and_headers_are_told_to_the_screen_reader(make_copy: MakeCopy):
    with pikepdf.open(io.BytesIO(render_invoice_pdf(make_copy(), Localizer("de")))) as pdf:
        assert str(pdf.Root.Lang) == "de-CH"
        assert pdf.docinfo["/Title"] == "Frais de voyage et nourriture, BE-2026-7K3M-Q2XW"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        headers = list(structure(pdf.Root.StructTreeRoot.K, "/TH"))
        assert {str(header.A.Scope) for header in headers} == {"/Row", "/Column"}
        assert len(list(structure(pdf.Root.StructTreeRoot.K, "/H1"))) == 1


def test_the_running_lines_of_a_page_are_not_read_aloud(make_copy: MakeCopy, french: Localizer):
    with pikepdf.open(io.BytesIO(render_invoice_pdf(make_copy(sections=many_rows(60)), french))) as pdf:
        for leaf in pdf.pages:
            assert leaf.Contents.read_bytes().count(b"/Pagination") == 2


def test_no_letter_is_smaller_than_ten_and_a_half_points(make_copy: MakeCopy, french: Localizer):
    with pymupdf.open(stream=render_invoice_pdf(make_copy(), french)) as pdf:
        spans = [
            s
            for leaf in pdf
            for b in leaf.get_text("dict")["blocks"]
            for line in b.get("lines", ())
            for s in line["spans"]
        ]
    assert min(span["size"] for span in spans) >= 10.49


def test_a_brand_colour_that_is_no_colour_is_refused(letterhead: Letterhead):
    with pytest.raises(ValueError, match="#rrggbb"):
        replace(letterhead, brand_colour="red; background: url(http://example.org)")
