"""What cleaning took out of a document: its sender and the office see it wherever the document is listed."""

import io

import pikepdf
import pymupdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from guichet.testing.people import issuer_of

MANAGER, CLERK = "manager@be.example", "clerk@be.example"
SIGNED = "Signature électronique : elle ne peut plus être vérifiée sur cette copie. Gardez l’original."


@pytest.fixture(scope="module")
def signed() -> bytes:
    """A PDF with a signature."""
    pdf, file = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    value = pdf.make_indirect(Dictionary(Type=Name.Sig, ByteRange=[0, 9, 20, 9], Contents=String("0" * 20)))
    field = pdf.make_indirect(Dictionary(Subtype=Name.Widget, FT=Name.Sig, T=String("s"), V=value, Rect=[0, 0, 9, 9]))
    pdf.Root.AcroForm = Dictionary(Fields=[field], SigFlags=3)
    pdf.pages[0].Annots = Array([field])
    pdf.save(file)
    return file.getvalue()


@pytest.fixture
def form(be, sign_in, start_invoice, fill_journey):
    sign_in(be, MANAGER)
    form = start_invoice(be, "Anna Muster")
    form.fill_all({"Numéro de facture": "R-17", "Date de la facture": "14.11.2026"})
    fill_journey(form)
    return form


def words(page) -> str:
    return " ".join(page.document.xpath("string(//main)").replace("\u00a0", " ").split())


def printed(content: bytes) -> str:
    text = " ".join(page.get_text() for page in pymupdf.open(stream=content))
    return " ".join(text.replace("\u00a0", " ").split())


def test_finding_is_shown_on_every_page_and_paper_that_lists_the_document(desks, form, sign_in, signed):
    form.upload("Fichier", ("recu.pdf", signed)).press("Ajouter le fichier")
    assert SIGNED in words(form.page)
    form.press("Envoyer ma demande")
    assert form.page.heading == "Vérifiez votre demande avant de l’envoyer"
    assert SIGNED in words(form.page)
    form.press("Envoyer la demande")
    copy = form.get(form.page.link("Télécharger la copie de votre demande en PDF"))
    assert SIGNED.rstrip(".") in printed(copy.body)
    path = form.page.url.split("sent")[0]
    form.open(path)
    assert SIGNED in words(form.page)
    office = sign_in(desks.browser("be"), CLERK)
    office.open(f"{path}review")
    assert SIGNED in words(office.page)


def test_finding_of_a_power_of_attorney_is_shown_to_both_sides(desks, form, sign_in, signed):
    form.press("Envoyer ma demande").press("Envoyer la demande")
    path = form.page.url.split("sent")[0]
    form.open("/").follow("Bénéficiaires").follow("Modifier Anna Muster").follow("Ajouter une procuration")
    form.upload("Procuration signée", ("procuration.pdf", signed)).press("Enregistrer")
    assert SIGNED in words(form.page)
    office = sign_in(desks.browser("be"), CLERK).open(f"{path}review")
    assert SIGNED in words(office.page)


def test_document_without_findings_is_shown_without_a_word(form, pdf):
    form.upload("Fichier", ("a.pdf", pdf)).press("Ajouter le fichier")
    assert "À savoir" not in form.page.document.xpath("string(//*[@id='documents'])")


def test_pdf_with_documents_in_it_is_refused_on_the_page_with_their_names(form):
    file, pdf = io.BytesIO(), pikepdf.new()
    pdf.add_blank_page()
    for name in ("facture-1.pdf", "facture-2.pdf"):
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, b"inner", filename=name)
    pdf.save(file)
    form.upload("Fichier", ("dossier.pdf", file.getvalue())).press("Ajouter le fichier", status=422)
    assert "contient 2 documents joints : facture-1.pdf, facture-2.pdf." in form.page.problem_at("Fichier")


def test_same_file_again_is_noticed_and_listed_once(form, pdf):
    for _time in range(3):
        form.upload("Fichier", ("a.pdf", pdf)).press("Ajouter le fichier")
    assert form.page.notice == "Ce fichier est déjà joint : il n’est pas ajouté une deuxième fois."
    assert len(form.page.document.xpath(".//ul[@class='files']/li")) == 1


def test_buttons_of_different_files_of_one_name_can_be_told_apart(form, papers):
    for paper in papers(3):
        form.upload("Fichier", ("a.pdf", paper)).press("Ajouter le fichier")
    buttons = [" ".join(one.text_content().split()) for one in form.page.document.xpath(".//button[@name='detach']")]
    assert buttons == ["Supprimer a.pdf", "Supprimer a (2).pdf", "Supprimer a (3).pdf"]


def test_busy_queue_answers_on_the_form_and_loses_nothing(desks, form, pdf):
    cleaner = desks.dispatcher._by_host["be.localhost"].registry.file_cleaner
    form.fill("Remarque", "Gardez ceci")
    cleaner._wait, waited = 0.001, cleaner._wait
    try:
        with cleaner._my_turn():
            form.upload("Fichier", ("a.pdf", pdf)).press("Ajouter le fichier", status=503)
    finally:
        cleaner._wait = waited
    assert "« a.pdf » n’est pas encore ajouté. Réessayez" in form.page.problem_at("Fichier").replace("\u00a0", " ")
    assert form.page.value("Remarque") == "Gardez ceci"
    form.upload("Fichier", ("a.pdf", pdf)).press("Ajouter le fichier")
    assert "a.pdf" in form.page


def test_picture_that_became_a_page_stays_known_with_what_it_lacks(desks, form):
    several, one = io.BytesIO(), io.BytesIO()
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "green")]
    frames[0].save(several, "PNG", save_all=True, append_images=frames[1:])
    frames[1].save(one, "PNG")
    form.upload("Fichier", ("a.png", several.getvalue()), ("b.png", one.getvalue())).press("Ajouter le fichier")
    said = "Ce fichier contient 2 images : seule la première est transmise."
    assert said in words(form.page)
    form.press(next(button for button in form.page.buttons() if button.startswith("Réunir les 2 photos")))
    assert "réunies en un seul PDF" in form.page.notice
    assert said in words(form.page)
    with desks.looking("be") as ctx:
        (draft,) = issuer_of(ctx, MANAGER).invoices.values()
        assert [len(one.hashes) for one in draft.documents] == [3]
