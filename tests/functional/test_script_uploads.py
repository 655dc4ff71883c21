"""The address to which the script of the form sends files."""

import pytest

MANAGER = "manager@be.example"


@pytest.fixture
def upload(be, sign_in, start_invoice):
    """Sends files beside the form of a draft; returns the response."""
    start_invoice(sign_in(be, MANAGER), "Anna Muster").fill("Remarque", "Gardez ceci")
    be.press("Enregistrer et quitter").follow("Continuer")
    token = be.page.document.xpath(".//input[@name='csrf_token']/@value")[0]
    be.draft = be.page.url.partition("edit")[0]

    def send(*files, kind="ticket", address=None):
        pairs = [("csrf_token", token), ("kind", kind), *(("file", file) for file in files)]
        return be.post_controls(address or f"{be.draft}upload", pairs, "multipart/form-data")

    return send


def test_received_file_stands_in_the_list_that_replaces_the_old_one(be, upload, photo):
    answer = upload(("billet.jpg", photo))
    assert answer.status_int == 200
    [received] = answer.lxml.xpath("//*[@id='received']")
    assert received.xpath(".//b/text()") == ["billet.jpg"]
    [on_the_form] = be.open(f"{be.draft}edit").page.document.xpath(".//*[@id='received']")
    assert on_the_form.xpath(".//b/text()") == ["billet.jpg"]


def test_answers_of_the_form_are_neither_needed_nor_touched(be, upload, photo):
    be.press("Enregistrer et quitter")
    upload(("billet.jpg", photo))
    assert be.open(f"{be.draft}edit").page.value("Remarque") == "Gardez ceci"


def test_file_that_was_sent_twice_is_there_once(upload, photo):
    upload(("billet.jpg", photo))
    answer = upload(("billet.jpg", photo))
    assert answer.status_int == 200
    assert len(answer.lxml.xpath("//*[@id='received']//b")) == 1
    assert "déjà joint" in answer.text


def test_refused_file_is_named_and_the_one_beside_it_taken(be, upload, photo):
    answer = upload(("lettre.exe", b"MZ"), ("billet.jpg", photo))
    assert answer.status_int == 422
    assert "lettre.exe" in answer.lxml.xpath("string(//*[@id='refused'])")
    assert "billet.jpg" in be.open(f"{be.draft}edit").page


def test_nothing_chosen_is_said(upload):
    answer = upload()
    assert "Choisissez un fichier" in answer.lxml.xpath("string(//*[@id='refused'])")


def test_file_for_what_was_sent_already_leads_to_the_invoice(be, upload, photo, sent_invoice):
    from guichet.testing.people import ANNA

    path = sent_invoice("be", MANAGER, ANNA)
    answer = upload(("billet.jpg", photo), address=f"{path}upload")
    assert (answer.status_int, answer.headers["Location"].endswith(path)) == (303, True)


def test_address_of_files_leads_a_person_to_the_form(be, upload):
    assert be.open(f"{be.draft}upload").page.url.partition("#")[0] == f"{be.draft}edit"


def test_stranger_cannot_send_a_file(be, upload, photo, desks, sign_in):
    rival = sign_in(desks.browser("be"), "rival@be.example")
    token = rival.page.document.xpath(".//input[@name='csrf_token']/@value")[0]
    pairs = [("csrf_token", token), ("file", ("a.jpg", photo))]
    assert rival.post_controls(f"{be.draft}upload", pairs, "multipart/form-data").status_int == 404
    assert "a.jpg" not in be.open(f"{be.draft}edit").page
