"""Proofs: what is taken, what is refused, and who gets them back."""

import io

import pytest
from PIL import Image

MANAGER = "manager@be.example"


@pytest.fixture
def form(be, sign_in, start_invoice):
    sign_in(be, MANAGER)
    return start_invoice(be, "Anna Muster").fill("Remarque", "Gardez ceci")


def noise(size: int) -> bytes:
    return b"\xff\xd8\xff" + bytes(size)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("scan.jpg", noise(12 * 2**20), "« scan.jpg » pèse 12.6 Mo. La limite est de 10 Mo."),
        (
            "facture.pdf",
            b"MZ\x90\x00" + b"\x00" * 200,
            "« facture.pdf » : envoyez un PDF ou une photo (JPEG, PNG, HEIC)",
        ),
        ("facture.pdf", b"%PDF-1.7\nbroken", "Nous n’arrivons pas à ouvrir « facture.pdf »."),
        ("photo.png", b"\x89PNG\r\n\x1a\nbroken", "Nous n’arrivons pas à ouvrir « photo.png »."),
        ("vide.pdf", b"", "« vide.pdf » est vide (0 octet)."),
        (
            "page.html",
            b"<script>alert(1)</script>",
            "« page.html » est une page web. Ouvrez-la et imprimez-la comme PDF",
        ),
    ],
)
def test_refused_file_is_named_with_the_reason_and_the_form_is_kept(form, name, content, words):
    form.upload("Fichier", (name, content)).press("Ajouter le fichier", status=422)
    assert words in form.page.problem_at("Fichier")
    assert words in form.page.problems[0]
    assert form.page.value("Remarque") == "Gardez ceci"
    assert not form.page.document.xpath(".//ul[@class='files']")


DONE = ("add", "attach", "change", "detach", "remove", "repeat", "replace", "save")
BUTTONS = dict.fromkeys(DONE, 200) | {"send": 422}
"""Every button of the form by its name, and the status of the page behind it while answers are missing."""


@pytest.fixture
def with_document(form, pdf):
    # With two lines each of them has a button that removes it.
    return form.press("Ajouter un trajet").upload("Fichier", ("first.pdf", pdf)).press("Ajouter le fichier")


def press_named(form, name, status):
    button = form.page.document.xpath(f".//button[@name='{name}']")[0]
    (around,) = button.xpath("ancestor::form[1]")
    return form._arrive(form.post_controls(around.get("action"), form.page.controls(around, button)), status)


def test_buttons_of_the_form_are_those_that_the_next_tests_press(with_document):
    names = with_document.page.document.xpath(".//form[@enctype]//button/@name")
    assert set(names) == BUTTONS.keys()


@pytest.mark.parametrize(("name", "status"), BUTTONS.items(), ids=list(BUTTONS))
def test_chosen_file_is_attached_whichever_button_is_pressed(with_document, photo, name, status):
    edit = with_document.page.url.partition("#")[0]
    press_named(with_document.upload("Fichier", ("second.jpg", photo)), name, status).open(edit)
    files = with_document.page.document.xpath(".//ul[@class='files']//b/text()")
    assert files == (["second.jpg"] if name == "detach" else ["first.pdf", "second.jpg"])


@pytest.mark.parametrize("name", BUTTONS)
def test_refused_file_is_named_whichever_button_is_pressed(with_document, name):
    press_named(with_document.upload("Fichier", ("b.exe", b"MZ")), name, 422)
    assert "b.exe" in with_document.page.problem_at("Fichier")
    assert with_document.page.value("Remarque") == "Gardez ceci"


def test_without_a_file_one_is_asked_for(form):
    form.press("Ajouter le fichier", status=422)
    assert form.page.problem_at("Fichier").endswith("Choisissez un fichier")


def test_good_files_beside_a_bad_one_are_taken(form, pdf):
    form.upload("Fichier", ("a.pdf", pdf), ("b.exe", b"MZ")).press("Ajouter le fichier", status=422)
    assert "a.pdf" in form.page
    assert "b.exe" in form.page.problem_at("Fichier")


def test_a_picture_loses_where_and_when_it_was_taken(form, desks):
    exif, file = Image.Exif(), io.BytesIO()
    exif[0x010E] = "at the house of Anna Muster"
    Image.new("RGB", (30, 30)).save(file, "JPEG", exif=exif)
    form.upload("Fichier", ("photo.jpg", file.getvalue())).press("Ajouter le fichier")
    kept = download(form, desks)
    assert kept.startswith(b"\xff\xd8\xff")
    assert b"Anna" not in kept


def test_a_name_is_shown_and_never_a_path(form, pdf):
    form.upload("Fichier", ("../../etc/<b>passwd</b>.pdf", pdf)).press("Ajouter le fichier")
    shown = form.page.document.xpath("string(.//ul[@class='files']//b)")
    assert "/" not in shown
    assert shown.endswith(".pdf")


def test_a_document_is_removed_and_a_second_click_changes_nothing(form, pdf):
    form.upload("Fichier", ("a.pdf", pdf)).press("Ajouter le fichier")
    page = form.page
    form.press("Supprimer a.pdf")
    assert "a.pdf" not in form.page
    form._page = page
    form.press("Supprimer a.pdf")
    assert "a.pdf" not in form.page


def test_twenty_files_are_enough(form, papers):
    form.upload("Fichier", *((f"{number}.pdf", paper) for number, paper in enumerate(papers(21)))).press(
        "Ajouter le fichier", status=422
    )
    assert "20 fichiers" in form.page.problem_at("Fichier")
    assert len(form.page.document.xpath(".//ul[@class='files']/li")) == 20


def test_a_download_is_stored_by_the_browser_and_runs_nothing(form, desks, pdf):
    form.upload("Fichier", ("reçu.pdf", pdf)).press("Ajouter le fichier")
    answer = form.get(document(form, desks))
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''re%C3%A7u.pdf"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content_type == "application/pdf"


def document(form, desks) -> str:
    """The path of the one document of the invoice whose form is open."""
    invoice = form.page.url.removesuffix("/edit").split("?")[0].split("#")[0]
    _, _, issuer, _, name = invoice.split("/")[:5]
    with desks.looking("be") as ctx:
        (attachment,) = ctx.portal["issuers"][issuer].invoices[name].attached
    return f"{invoice}/attachments/{attachment}/"


def download(form, desks) -> bytes:
    content: bytes = form.get(document(form, desks)).body
    return content
