"""What is sent and does not arrive, or is too much: each time there is a page or a message, and every button works."""

import os

import pytest
from deskbrowser.scenes import SENDER
from PIL import Image
from playwright.sync_api import expect

SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 20_000}
"""Bytes a second of a phone in a valley."""
QUICK = SLOW | {"uploadThroughput": -1}


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    """A photo of 1 MB, ``photo.png``."""
    path = tmp_path_factory.mktemp("photos") / "photo.png"
    Image.frombytes("RGB", (600, 600), os.urandom(600 * 600 * 3)).save(path)
    return path


@pytest.fixture
def person(enter, signed_in):
    """The insured person in Neuchâtel, on the form of a new invoice."""
    visitor = enter("ne", storage_state=signed_in("ne", SENDER))
    visitor.open("{home}new-invoice")
    visitor.page.get_by_role("radio", name="Frais de voyage et nourriture").check()
    visitor.press("Continuer")
    return visitor


@pytest.fixture
def line(person):
    """Chromium's own tools: the line can be made slow, and the loading of a page stopped as its button does."""
    return person.page.context.new_cdp_session(person.page)


@pytest.fixture
def posts(person):
    """The forms sent so far, without those that are saved while a person types."""
    sent = []
    person.page.on(
        "request",
        lambda request: sent.append(request) if request.is_navigation_request() and request.method == "POST" else None,
    )
    return sent


def start_upload(person, line, photo):
    """Presses « Ajouter le fichier » on a slow line, and comes back when the sending has begun."""
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    person.page.get_by_label("Fichier").set_input_files(photo)
    with person.page.expect_request(lambda request: request.is_navigation_request() and request.method == "POST"):
        press(person, "Ajouter le fichier")


def press(person, button):
    """Presses a button and does not wait for a page."""
    person.page.get_by_role("button", name=button, exact=True).click(no_wait_after=True)


def stop(line):
    line.send("Page.stopLoading")
    line.send("Network.emulateNetworkConditions", QUICK)


def test_upload_that_was_stopped_can_be_sent_again(person, line, photo, posts):
    start_upload(person, line, photo)
    stop(line)
    press(person, "Ajouter le fichier")
    expect(person.page.locator("ul.files li")).to_have_count(1)
    assert len(posts) == 2


def test_other_buttons_work_after_an_upload_was_stopped(person, line, photo):
    start_upload(person, line, photo)
    stop(line)
    press(person, "Enregistrer et quitter")
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Guichet")


def test_second_press_during_an_upload_does_not_begin_again(person, line, photo, posts):
    start_upload(person, line, photo)
    # The button has the focus. Playwright's own clicks wait for the page that is on its way.
    for _press in range(2):
        person.page.keyboard.press("Enter")
    line.send("Network.emulateNetworkConditions", QUICK)
    expect(person.page.locator("ul.files li")).to_have_count(1)
    assert len(posts) == 1


def test_80_megabytes_at_once_get_a_page_and_the_form_again(person, tmp_path):
    files = []
    for number in range(8):
        files.append(tmp_path / f"{number}.jpg")
        with files[-1].open("wb") as file:
            file.truncate(10 * 2**20)
    person.page.get_by_label("Fichier").set_input_files(files)
    person.troubles.expected = 413
    press(person, "Ajouter le fichier")
    expect(person.page.get_by_text("Ensemble, vos fichiers dépassent 64 Mo")).to_be_visible()
    person.follow("Revenir à la page")
    expect(person.page.get_by_role("button", name="Ajouter le fichier")).to_be_visible()


def test_file_can_be_downloaded_a_second_time(enter, signed_in):
    visitor = enter("ne", storage_state=signed_in("ne", SENDER))
    visitor.open("/my-data")
    for _time in range(2):
        with visitor.page.expect_download():
            press(visitor, "Télécharger le fichier")
        # The mark of a form that was sent goes without a new page.
        expect(visitor.page.locator("main form")).not_to_have_attribute("data-sent", "yes")
