"""What the form of an invoice says when it cannot save, and what is saved when it is left."""

import re

import pytest
from deskbrowser.scene import SENDER
from playwright.sync_api import expect


@pytest.fixture
def person(enter, signed_in):
    """The insured person in Neuchâtel, on the form of a new invoice."""
    visitor = enter("ne", storage_state=signed_in("ne", SENDER))
    visitor.open("{home}new-invoice")
    visitor.page.get_by_role("radio", name="Frais de voyage et nourriture").check()
    visitor.press("Continuer")
    return visitor


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 413, "body": ""}, "Vos réponses sont trop longues"),
        ({"status": 503, "body": ""}, "le guichet est occupé"),
        ({"status": 404, "body": ""}, "a été supprimée sur une autre page"),
    ],
)
def test_each_refusal_of_the_server_has_its_own_sentence(person, answer, said):
    person.troubles.expected = (answer["status"],)
    person.page.route(person.page.url, lambda route: route.fulfill(**answer))
    person.fill({"Remarque": "Bus en panne"})
    expect(person.page.locator("#saved")).to_contain_text(said)
    person.troubles.clear()


def test_without_a_session_the_form_says_how_to_keep_what_was_typed(person):
    person.page.context.clear_cookies()
    person.fill({"Remarque": "Bus en panne"})
    expect(person.page.locator("#saved")).to_contain_text("Vous n’êtes plus connecté")
    person.troubles.clear()


def test_page_with_a_token_of_before_is_not_called_too_long(person):
    """The kind: one message for several causes. Cookies were deleted, and the person has signed in again beside it."""
    person.page.context.clear_cookies(name=re.compile("csrf"))
    person.fill({"Remarque": "Bus en panne"})
    expect(person.page.locator("#saved")).to_contain_text("n’accepte plus l’envoi de cette page")
    photo = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff"}
    person.page.get_by_label("Fichier", exact=True).set_input_files(photo)
    person.page.route("**/upload", lambda route: route.fulfill(status=400, body=""))
    person.page.evaluate("document.getElementById('form').action = location.origin + '/draft/edit'")
    person.page.get_by_role("button", name="Ajouter le fichier", exact=True).click()
    expect(person.page.locator("#uploads li")).to_contain_text("n’accepte plus l’envoi de cette page")
    person.troubles.clear()


def test_last_keystrokes_are_saved_when_the_page_is_left(person):
    address = person.page.url
    person.fill({"Remarque": "Bus en panne"})
    person.page.goto(person.url("/conditions"))
    # The browser sends them after the page is gone: another page may load before they arrive.
    assert any(_remark_at(person, address) == "Bus en panne" for _load in range(20))


def test_language_changes_once_the_last_keystrokes_are_saved(person):
    person.fill({"Remarque": "Bus en panne"})
    person.page.get_by_role("button", name="Deutsch").click()
    expect(person.page.get_by_label("Bemerkung")).to_have_value("Bus en panne")
    person.switch_account("fr")


def test_session_ends_once_the_last_keystrokes_are_saved(person, enter, signed_in):
    address = person.page.url
    person.fill({"Remarque": "Bus en panne"})
    person.page.get_by_role("button", name="Se déconnecter").click()
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    again = enter("ne", storage_state=signed_in("ne", SENDER))
    assert _remark_at(again, address) == "Bus en panne"


def test_form_beside_is_sent_though_nothing_can_be_saved(person):
    held_saving(person)
    person.page.get_by_role("button", name="Deutsch").click()
    person.page.clock.run_for(6000)
    expect(person.page.get_by_label("Bemerkung")).to_be_visible()
    person.switch_account("fr")
    person.troubles.clear()


def test_saving_without_an_answer_holds_no_button(person):
    """The kind: a lock without an end."""
    page, saving = person.page, held_saving(person)
    leave = page.get_by_role("button", name="Enregistrer et quitter")
    leave.click()
    expect(leave).to_have_attribute("aria-busy", "true")
    assert len(saving) == 1
    page.clock.run_for(6000)
    expect(page.get_by_role("heading", level=1)).to_have_text("Guichet")
    person.troubles.clear()


def test_saving_without_an_answer_is_said_and_repeated(person):
    page, saving = person.page, held_saving(person)
    page.clock.run_for(21_000)
    expect(page.locator("#saved")).to_contain_text("Pas encore enregistré")
    page.unroute(page.url)
    page.clock.run_for(11_000)
    expect(page.locator("#saved")).to_contain_text("Enregistré à")
    assert len(saving) == 1
    person.troubles.clear()


def test_button_that_waited_for_a_saving_is_pressed_once(person):
    """Its sending was stopped: the next saving must not send the form."""
    page, saving = person.page, held_saving(person)
    sent = []
    page.get_by_role("button", name="Enregistrer et quitter").click()
    page.route("**/edit", lambda route: sent.append(route) if is_sent(route.request) else route.continue_())
    with page.expect_request(lambda request: is_sent(request)):
        saving[0].continue_()
    page.keyboard.press("Escape")
    page.context.new_cdp_session(page).send("Page.stopLoading")
    with page.expect_response(lambda response: response.request.method == "POST" and not is_sent(response.request)):
        person.fill({"Remarque": "Bus en panne, taxi"})
        page.clock.run_for(2000)
    page.wait_for_timeout(300)
    assert len(sent) == 1
    person.troubles.clear()


def is_sent(request):
    """Whether it is the form itself, not what is saved meanwhile."""
    return request.method == "POST" and request.is_navigation_request()


def held_saving(person):
    """The requests that save what is typed; the server never hears of them."""
    held = []
    person.page.clock.install()
    person.page.route(
        person.page.url, lambda route: route.continue_() if is_sent(route.request) else held.append(route)
    )
    with person.page.expect_request(person.page.url):
        person.fill({"Remarque": "Bus en panne"})
        person.page.clock.run_for(2000)
    return held


def _remark_at(person, address):
    person.page.goto(address)
    return person.page.get_by_label("Remarque").input_value()


def test_documents_are_asked_for_while_the_form_is_filled_in(person):
    needs = person.page.locator("#needs")
    expect(needs).to_be_hidden()
    person.page.get_by_label("Taxi", exact=True).check()
    person.fill({"Montant payé, taxi ou service de transport": "60"})
    expect(needs).to_contain_text("Manque Joignez la quittance du taxi")
    person.page.get_by_label("Voiture privée", exact=True).check()
    person.page.get_by_label("Voiture nécessaire en raison de l’invalidité").check()
    expect(needs).to_be_hidden()
