"""Files that are sent while the form is filled in: progress, stopping, a lost network, and photos made smaller."""

import io
import os
import sys
from pathlib import Path

import pytest
from deskbrowser.scene import SENDER
from PIL import Image
from playwright.sync_api import expect

sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))
from billpictures import bill_picture  # noqa: E402

UPLOAD = "**/upload"
OFFLINE = "« photo.jpg » n’est pas arrivé."


@pytest.fixture
def person(enter, signed_in):
    """The insured person in Neuchâtel, on the form of a new invoice."""
    visitor = enter("ne", storage_state=signed_in("ne", SENDER))
    visitor.open("{home}new-invoice")
    visitor.page.get_by_role("radio", name="Frais de voyage et nourriture").check()
    visitor.press("Continuer")
    return visitor


def jpeg(width, height, orientation=1):
    """A photo of a receipt: noise, which packs badly, as grain of a dark room does."""
    noise = Image.frombytes("L", (width // 8, height // 8), os.urandom((width // 8) * (height // 8)))
    exif, file = Image.Exif(), io.BytesIO()
    exif[0x0112] = orientation
    noise.resize((width, height)).convert("RGB").save(file, "JPEG", quality=95, exif=exif)
    return file.getvalue()


def noise(kind, width, height, pictures=1):
    """Pictures of another format, of more bytes than a small photo has."""
    drawn = [Image.frombytes("RGB", (width, height), os.urandom(3 * width * height)) for _picture in range(pictures)]
    file = io.BytesIO()
    drawn[0].save(file, kind, **({"save_all": True, "append_images": drawn[1:]} if pictures > 1 else {}))
    return file.getvalue()


def choose(person, *files):
    chosen = [{"name": name, "mimeType": kind, "buffer": content} for name, kind, content in files]
    person.page.get_by_label("Fichier", exact=True).set_input_files(chosen)


PHOTO = ("photo.jpg", "image/jpeg", jpeg(320, 240))
SCAN = ("scan.jpg", "image/jpeg", jpeg(240, 320))


def add(person):
    return person.page.get_by_role("button", name="Ajouter le fichier", exact=True)


def received(person):
    return person.page.locator("#received .file b")


def chosen(person, name="photo.jpg"):
    return person.page.locator("#uploads li").filter(has_text=name)


def test_files_arrive_one_after_the_other_and_the_form_stays(person):
    person.fill({"Remarque": "Bus en panne"})
    choose(person, PHOTO, SCAN)
    expect(chosen(person)).to_contain_text("Pas encore ajouté")
    add(person).click()
    expect(received(person)).to_have_text(["photo.jpg", "scan.jpg"])
    expect(person.page.locator("#upload-status")).to_have_text("« scan.jpg » est reçu.")
    expect(person.page.get_by_label("Remarque")).to_have_value("Bus en panne")
    expect(chosen(person)).to_have_count(0)


def test_button_to_choose_speaks_the_language_of_the_page(person):
    expect(person.page.get_by_role("button", name="Choisir des fichiers")).to_be_visible()
    with person.page.expect_file_chooser():
        person.page.get_by_role("button", name="Choisir des fichiers").click()


def test_progress_is_shown_and_stopping_leaves_every_button_alive(person):
    slow_down(person.page, 20_000)
    choose(person, ("photo.jpg", "image/jpeg", os.urandom(250_000)))
    add(person).click()
    expect(chosen(person)).to_contain_text("Envoi en cours :")
    expect(chosen(person).locator("progress")).to_be_visible()
    expect(person.page.locator("button[name=attach]")).to_have_attribute("aria-busy", "true")
    expect(person.page.locator("button[name=attach]")).to_have_text("Envoi en cours…")
    person.page.get_by_role("button", name="Annuler photo.jpg").click()
    expect(chosen(person)).to_contain_text("Envoi arrêté")
    expect(person.page.locator("#upload-status")).to_contain_text("Envoi arrêté")
    slow_down(person.page, -1)
    person.page.get_by_role("button", name="Annuler photo.jpg").click()
    choose(person, PHOTO)
    add(person).click()
    expect(received(person)).to_have_text(["photo.jpg"])
    person.press("Enregistrer et quitter")


def test_lost_network_is_named_after_several_attempts_and_retry_sends(person):
    person.page.clock.install()
    attempts = []
    person.page.route(UPLOAD, lambda route: (attempts.append(1), route.abort("connectionreset")))
    choose(person, PHOTO)
    add(person).click()
    for pause in (1000, 3000, 8000):
        person.page.wait_for_timeout(300)
        person.page.clock.run_for(pause)
    expect(chosen(person)).to_contain_text(OFFLINE)
    assert len(attempts) == 4
    person.troubles.clear()
    person.page.unroute(UPLOAD)
    person.page.get_by_role("button", name="Réessayer photo.jpg").click()
    expect(received(person)).to_have_text(["photo.jpg"])
    person.troubles.clear()


def test_short_gap_in_the_network_is_bridged_without_a_word(person):
    attempts = []

    def fail_once(route):
        attempts.append(1)
        route.abort("connectionreset") if len(attempts) == 1 else route.continue_()

    person.page.route(UPLOAD, fail_once)
    choose(person, PHOTO)
    add(person).click()
    expect(received(person)).to_have_text(["photo.jpg"])
    assert len(attempts) == 2
    person.troubles.clear()


def test_double_press_sends_a_file_once(person):
    sent = []
    person.page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/upload") else None)
    choose(person, PHOTO)
    add(person).dblclick()
    expect(received(person)).to_have_text(["photo.jpg"])
    assert len(sent) == 1
    choose(person, PHOTO)
    add(person).click()
    expect(person.page.locator("#upload-status")).to_have_text("Ce fichier est déjà joint.")
    expect(received(person)).to_have_text(["photo.jpg"])


def test_button_to_send_takes_chosen_files_along_first(person):
    choose(person, PHOTO)
    with person.page.expect_navigation():
        person.page.get_by_role("button", name="Envoyer ma demande").last.click()
    expect(received(person)).to_have_text(["photo.jpg"])


def test_refused_file_is_named_beside_the_file_and_the_others_go_on(person):
    choose(person, ("lettre.docx", "application/msword", b"PK\x03\x04word/" + bytes(90)), PHOTO)
    add(person).click()
    expect(received(person)).to_have_text(["photo.jpg"])
    expect(chosen(person, "lettre.docx")).to_contain_text("Ouvrez-le et enregistrez-le comme PDF")
    person.troubles.clear()


def test_file_above_the_limit_is_not_sent_at_all(person):
    person.page.route(UPLOAD, lambda route: route.abort())
    choose(person, ("grand.pdf", "application/pdf", bytes(10_000_001)))
    add(person).click()
    expect(chosen(person, "grand.pdf")).to_contain_text("« grand.pdf » pèse plus de 10 Mo.")


@pytest.mark.parametrize("what", ["changed", "deleted"])
def test_file_that_is_no_longer_as_chosen_is_no_lost_network(person, tmp_path, what):
    """The kind: one message for several causes, with advice that fits one of them."""
    file = tmp_path / "photo.jpg"
    file.write_bytes(PHOTO[2])
    person.page.get_by_label("Fichier", exact=True).set_input_files(file)
    expect(chosen(person)).to_contain_text("Pas encore ajouté")
    if what == "changed":
        file.write_bytes(SCAN[2])
        os.utime(file, (2_000_000_000, 2_000_000_000))
    else:
        file.unlink()
    add(person).click()
    expect(chosen(person)).to_contain_text("a été modifié, déplacé ou supprimé")
    expect(person.page.get_by_role("button", name="Réessayer photo.jpg")).to_have_count(0)
    person.page.get_by_role("button", name="Annuler photo.jpg").click()
    choose(person, PHOTO)
    add(person).click()
    expect(received(person)).to_have_text(["photo.jpg"])
    person.troubles.clear()


def test_without_a_session_the_file_says_what_to_do(person):
    choose(person, PHOTO)
    person.page.context.clear_cookies()
    add(person).click()
    expect(chosen(person)).to_contain_text("Vous n’êtes plus connecté")
    person.troubles.clear()


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_file_of_several_pictures_is_sent_whole_and_the_others_are_named(person, kind):
    choose(person, (f"photo.{kind.lower()}", f"image/{kind.lower()}", noise(kind, 2100, 300, pictures=2)))
    add(person).click()
    expect(person.page.locator("#received")).to_contain_text("Ce fichier contient 2 images")


@pytest.mark.parametrize(
    ("kind", "size", "sent"),
    [("PNG", (1100, 2750), (1000, 2500)), ("PNG", (9000, 120), (9000, 120)), ("JPEG", (5000, 600), (5000, 600))],
)
def test_long_receipt_stays_as_wide_as_it_has_to_be_read(person, kind, size, sent):
    choose(person, ("photo.jpg", f"image/{kind.lower()}", noise(kind, *size)))
    add(person).click()
    expect(received(person)).to_have_text(["photo.jpg" if kind == "JPEG" or size != sent else "photo.jpg.png"])
    with person.page.expect_popup() as opened:
        person.page.get_by_role("link", name="photo.jpg").click()
    picture = opened.value.locator("img")
    sides = picture.evaluate("(image) => image.decode().then(() => [image.naturalWidth, image.naturalHeight])")
    assert tuple(sides) == sent


@pytest.mark.parametrize("orientation", [1, 6])
def test_large_photo_is_made_smaller_upright_and_never_larger(person, orientation):
    choose(person, ("photo.jpg", "image/jpeg", jpeg(4000, 3000, orientation)))
    expect(chosen(person)).to_contain_text("photo réduite")
    add(person).click()
    expect(received(person)).to_have_text(["photo.jpg"])
    with person.page.expect_popup() as opened:
        person.page.get_by_role("link", name="photo.jpg").click()
    picture = opened.value.locator("img")
    sides = picture.evaluate("(image) => image.decode().then(() => [image.naturalWidth, image.naturalHeight])")
    assert sides == ([2000, 1500] if orientation == 1 else [1500, 2000])


@pytest.mark.parametrize(
    ("name", "kind"), [("scan.pdf", "application/pdf"), ("petite.jpg", "image/jpeg"), ("odd.heic", "image/heic")]
)
def test_what_would_not_get_smaller_is_sent_as_it_is(person, name, kind):
    sizes = []
    person.page.route(UPLOAD, lambda route: (sizes.append(route.request.post_data_buffer), route.continue_()))
    content = b"%PDF-" + os.urandom(400_000) if kind != "image/jpeg" else PHOTO[2]
    choose(person, (name, kind, content))
    add(person).click()
    expect(person.page.locator("#upload-status")).not_to_have_text("")
    expect(person.page.locator("button[name=attach]")).to_have_text("Ajouter le fichier")
    assert content in sizes[0]
    person.troubles.clear()


@pytest.mark.parametrize("stop", ["Escape", "button"])
def test_form_that_was_stopped_can_be_sent_again(person, stop):
    """The kind: a lock without an end."""
    page, sent = person.page, []
    page.clock.install()
    form = page.url
    page.route(form, lambda route: sent.append(route) if route.request.method == "POST" else route.continue_())
    leave = page.get_by_role("button", name="Enregistrer et quitter")
    with page.expect_request(form):
        leave.dblclick(no_wait_after=True)
    if stop == "Escape":
        page.keyboard.press("Escape")
    page.context.new_cdp_session(page).send("Page.stopLoading")
    if stop == "button":
        page.clock.run_for(2000)
    assert len(sent) == 1
    page.unroute(form)
    person.press("Enregistrer et quitter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Guichet")


def test_button_that_waited_for_files_is_pressed_once(person):
    """Its sending was stopped: further files must not send the form."""
    page, sent = person.page, []
    choose(person, PHOTO)

    def hold(route):
        sent.append(route) if route.request.is_navigation_request() else route.continue_()

    page.route("**/edit", hold)
    with page.expect_request(lambda request: request.method == "POST" and request.is_navigation_request()):
        page.get_by_role("button", name="Enregistrer et quitter").click(no_wait_after=True)
    page.context.new_cdp_session(page).send("Page.stopLoading")
    page.keyboard.press("Escape")
    choose(person, SCAN)
    add(person).click()
    expect(received(person)).to_have_text(["photo.jpg", "scan.jpg"])
    page.wait_for_timeout(300)
    assert len(sent) == 1
    person.troubles.clear()


def slow_down(page, bytes_per_second):
    """A slow line upwards; -1 is none."""
    session = page.context.new_cdp_session(page)
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_per_second},
    )


@pytest.fixture
def biller(enter, signed_in):
    """The same person, on a new invoice for a supplier's bill."""
    visitor = enter("ne", storage_state=signed_in("ne", SENDER))
    visitor.open("{home}new-invoice")
    visitor.page.get_by_role("radio", name="Autre facture").check()
    visitor.press("Continuer")
    return visitor


def test_what_a_bill_says_is_put_into_the_form_while_it_is_filled_in(biller):
    page = biller.page
    page.get_by_label("Remarque").fill("Avec la facture")
    choose(biller, ("facture.png", "image/png", bill_picture()))
    add(biller).click()
    expect(page.locator("[id$=unit_price]")).to_have_value("123.45")
    expect(page.locator("[id$=supplier]")).to_be_visible()
    expect(page.get_by_text("Lu sur le document", exact=True)).to_have_count(4)
    expect(page.locator("#upload-status")).to_contain_text("est reçu et lu")
    # What is changed is the person's own answer, and nothing else of the form was lost.
    page.locator("[id$=supplier]").fill("Physio Modèle")
    expect(page.get_by_text("Lu sur le document", exact=True)).to_have_count(3)
    expect(page.get_by_label("Remarque")).to_have_value("Avec la facture")
    page.get_by_role("button", name="Confirmer ces indications").click()
    expect(page.get_by_text("Lu sur le document", exact=True)).to_have_count(0)
    expect(page.locator("[id$=supplier]")).to_have_value("Physio Modèle")


def test_bill_for_a_line_that_is_filled_in_gets_a_new_one(biller):
    page = biller.page
    page.locator("[id$=unit_price]").fill("20.00")
    choose(biller, ("facture.png", "image/png", bill_picture()))
    add(biller).click()
    expect(page.locator("[id$='1-unit_price']")).to_have_value("123.45")
    expect(page.locator("[id$='0-unit_price']")).to_have_value("20.00")
