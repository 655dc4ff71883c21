"""Attached documents that are replaced, and photos that are joined to one PDF, without script."""

import io

import pytest
from limits import RateLimitItemPerDay
from PIL import Image

from guichet.invoices import joined_pictures

MANAGER = "manager@be.example"


def picture(colour):
    file = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def form(be, sign_in, start_invoice):
    """The form of a draft with two photos as tickets and a PDF between them."""
    start_invoice(sign_in(be, MANAGER), "Anna Muster").fill("Remarque", "Gardez ceci")
    return be


def attach(form, *files):
    return form.upload("Fichier", *files).press("Ajouter le fichier")


def listed(form):
    return form.page.document.xpath(".//ul[@class='files']//b/text()")


def stored(desks, form):
    """Number of the stored documents of the draft."""
    _, _, issuer, _, invoice, *_ = form.page.url.split("/")
    with desks.looking("be") as ctx:
        return len(list(ctx.portal["issuers"][issuer].invoices[invoice].attachments))


def test_new_file_takes_the_place_and_the_kind_of_the_one_it_replaces(form, pdf, desks):
    attach(form, ("a.jpg", picture("red")), ("b.pdf", pdf), ("c.jpg", picture("blue")))
    form.press("Remplacer b.pdf").upload("Nouveau fichier", ("neu.jpg", picture("green"))).press("Remplacer")
    assert listed(form) == ["a.jpg", "neu.jpg", "c.jpg"]
    assert "Le document est remplacé." in form.page
    assert form.page.value("Remarque") == "Gardez ceci"
    assert stored(desks, form) == 3


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "Choisissez un fichier"),
        ([("b.exe", b"MZ")], "« b.exe » : envoyez un PDF ou une photo"),
        ([("c.jpg", picture("blue"))], "Ce fichier est déjà joint"),
    ],
)
def test_refused_file_leaves_the_old_one_in_its_place(form, files, words):
    attach(form, ("a.jpg", picture("red")), ("c.jpg", picture("blue")))
    edit = form.page.url.partition("?")[0].partition("#")[0]
    form.press("Remplacer a.jpg").upload("Nouveau fichier", *files).press("Remplacer", status=422)
    assert words in form.page.problem_at("Nouveau fichier")
    form.open(edit)
    assert listed(form) == ["a.jpg", "c.jpg"]


def test_several_photos_become_one_pdf_in_their_order(form, pdf, desks):
    attach(form, ("a.jpg", picture("red")), ("b.pdf", pdf), ("c.jpg", picture("blue")))
    [button] = form.page.document.xpath(".//button[@name='join']")
    form.press(" ".join(button.text_content().split()))
    assert [name.endswith(".pdf") for name in listed(form)] == [True, True]
    assert listed(form)[1] == "b.pdf"
    assert "Les photos sont réunies en un seul PDF" in form.page
    assert not form.page.document.xpath(".//button[@name='join']")
    assert stored(desks, form) == 2


def test_one_photo_alone_is_not_offered_to_be_joined(form, pdf):
    attach(form, ("a.jpg", picture("red")), ("b.pdf", pdf))
    assert not form.page.document.xpath(".//button[@name='join']")


def test_joining_counts_as_files_of_the_day(form, desks, monkeypatch):
    """A press opens all pictures once more, in the queue of all files of the desk, and may be repeated for ever."""
    attach(form, ("a.jpg", picture("red")), ("c.jpg", picture("blue")))
    monkeypatch.setattr(joined_pictures.request_limits, "uploads", lambda request: RateLimitItemPerDay(1))
    [button] = form.page.document.xpath(".//button[@name='join']")
    form.press(" ".join(button.text_content().split()), status=422)
    assert form.page.problem_at("Fichier") == "Erreur : La limite de fichiers par jour est atteinte. Recommencez demain"
    assert stored(desks, form) == 2
