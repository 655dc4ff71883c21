"""The warning before a session ends, and the menu under the name. The browser's clock is moved; no test waits."""

from urllib.parse import urlsplit

import pytest
from deskbrowser.inspection import faults, prepare
from deskbrowser.scene import OFFICE, SENDER
from playwright.sync_api import expect

MINUTE = 60_000
LASTS, WARNED = 29 * MINUTE, 24 * MINUTE
"""A session may be over a minute early, since the time in its cookie may be that old."""

NEAR_THE_END = """document.addEventListener("readystatechange", () => {
  if (document.readyState !== "interactive") return;
  document.body.dataset.sessionEnds = document.getElementById("session-end").dataset.longest = 400;
})"""
"""What the server says when a session has nearly lasted as long as it may; no script of the page has run yet."""


@pytest.fixture
def person(enter, signed_in):
    """The insured person in Neuchâtel, on a form with a name in it."""
    visitor = enter("ne", storage_state=signed_in("ne", SENDER))
    prepare(visitor.page.context)
    visitor.page.clock.install()
    visitor.open("/account-name")
    visitor.fill({"Prénom": "Zoé Anna"})
    return visitor


@pytest.fixture
def dialog(person):
    """The warning, which is not shown yet."""
    found = person.page.get_by_role("dialog")
    expect(found).to_be_hidden()
    return found


def later(person, milliseconds):
    """Moves the browser's clock and lets its timers run once."""
    person.page.clock.fast_forward(milliseconds)


def test_the_warning_comes_five_minutes_before_the_end_not_earlier(person, dialog):
    later(person, WARNED - MINUTE)
    expect(dialog).to_be_hidden()
    later(person, MINUTE + 1000)
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("nous vous déconnecterons dans 5 minutes")
    expect(dialog.get_by_role("button", name="Rester connecté")).to_be_focused()
    expect(dialog).to_have_accessible_name("Êtes-vous encore là ?")


def test_the_minutes_are_counted_down(person, dialog):
    later(person, WARNED + 1000)
    for minutes in (4, 3, 2):
        later(person, MINUTE)
        expect(dialog).to_contain_text(f"dans {minutes} minutes")
    later(person, MINUTE)
    expect(dialog).to_contain_text("dans moins d’une minute")


@pytest.mark.parametrize("method", ["button", "Escape"])
def test_staying_puts_the_end_off_and_leads_back_to_the_form(person, dialog, method):
    page = person.page
    page.get_by_label("Nom", exact=True).focus()
    later(person, WARNED + 1000)
    expect(dialog).to_be_visible()
    with page.expect_response("**/session") as answer:
        if method == "button":
            dialog.get_by_role("button", name="Rester connecté").click()
        else:
            page.keyboard.press("Escape")
    assert answer.value.json() == {"seconds": 1740}
    expect(dialog).to_be_hidden()
    expect(page.get_by_label("Nom", exact=True)).to_be_focused()
    expect(page.get_by_label("Prénom")).to_have_value("Zoé Anna")
    later(person, WARNED - MINUTE)
    expect(dialog).to_be_hidden()
    later(person, 2 * MINUTE)
    expect(dialog).to_be_visible()


def test_at_the_end_what_was_typed_is_still_there(person, dialog):
    later(person, LASTS + 1000)
    expect(dialog).to_contain_text("Connectez-vous de nouveau pour continuer.")
    expect(dialog).to_have_accessible_name("Vous êtes déconnecté")
    address = urlsplit(person.page.url).path
    expect(dialog.get_by_role("link", name="Se connecter")).to_have_attribute("href", address)
    dialog.get_by_role("button", name="Revenir à la page").click()
    expect(dialog).to_be_hidden()
    expect(person.page.get_by_label("Prénom")).to_have_value("Zoé Anna")
    later(person, MINUTE)
    expect(dialog).to_be_hidden()


def test_what_is_sent_after_the_end_is_kept_for_its_author(person, dialog):
    later(person, LASTS + 1000)
    dialog.get_by_role("button", name="Revenir à la page").click()
    cookies = person.page.context.cookies()
    session = next(cookie for cookie in cookies if cookie["name"] == "session")
    person.page.context.clear_cookies(name="session")
    person.press("Enregistrer")
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    person.page.context.add_cookies([session])
    person.open("/account-name")
    expect(person.page.get_by_label("Prénom")).to_have_value("Zoé")


def test_a_page_without_a_form_only_leads_to_the_sign_in_page(person, dialog):
    person.open("/account")
    later(person, LASTS + 1000)
    expect(dialog.get_by_role("link", name="Se connecter")).to_be_focused()
    expect(dialog.get_by_role("button")).to_have_count(0)


def test_a_session_that_was_ended_elsewhere_cannot_be_kept(person, dialog):
    later(person, WARNED + 1000)
    person.page.context.clear_cookies(name="session")
    dialog.get_by_role("button", name="Rester connecté").click()
    expect(dialog).to_have_accessible_name("Vous êtes déconnecté")


def test_without_a_network_the_warning_stays_and_says_so(person, dialog):
    later(person, WARNED + 1000)
    person.page.evaluate("() => { window.fetch = () => Promise.reject(new Error()); }")
    dialog.get_by_role("button", name="Rester connecté").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Le guichet n’a pas répondu")
    expect(dialog).to_contain_text("dans 5 minutes")


def test_a_page_in_another_tab_puts_the_warning_off(person, dialog):
    later(person, WARNED + 1000)
    expect(dialog).to_be_visible()
    person.page.context.new_page().goto(person.url("/account"))
    expect(dialog).to_be_hidden()


def test_a_form_that_is_kept_while_it_is_typed_puts_the_warning_off(enter, signed_in):
    person = enter("ne", storage_state=signed_in("ne", SENDER))
    person.page.clock.install()
    person.open("{empty}edit")
    later(person, 20 * MINUTE)
    person.page.get_by_role("group", name="Trajet 1").get_by_label("De", exact=True).fill("2400 Le Locle")
    person.page.clock.run_for(2000)
    expect(person.page.get_by_text("Enregistré à")).to_be_visible()
    later(person, 10 * MINUTE)
    expect(person.page.get_by_role("dialog")).to_be_hidden()


def test_a_session_at_its_longest_cannot_be_put_off_and_says_so(person, dialog):
    person.page.add_init_script(NEAR_THE_END)
    person.open("/account-name")
    later(person, 101_000)
    expect(dialog).to_contain_text("Une connexion ne dure pas plus longtemps")
    expect(dialog.get_by_role("button")).to_have_text(["Revenir à la page"])
    person.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    later(person, MINUTE)
    expect(dialog).to_be_hidden()
    later(person, 4 * MINUTE)
    expect(dialog).to_have_accessible_name("Vous êtes déconnecté")


@pytest.mark.parametrize("when", [WARNED, LASTS], ids=["warned", "over"])
def test_the_warning_is_for_everybody(person, dialog, when):
    later(person, when + 1000)
    expect(dialog).to_be_visible()
    assert faults(person.page) == []


class TestTheMenuUnderTheName:
    """It closes like those of other programs."""

    @pytest.fixture
    def menu(self, enter, signed_in):
        visitor = enter("be", storage_state=signed_in("be", OFFICE))
        visitor.open("/account")
        link = visitor.page.get_by_role("banner").get_by_role("link", name="Mon compte")
        visitor.page.locator("details.menu summary").click()
        expect(link).to_be_visible()
        return visitor.page, link

    def test_escape_closes_it_and_leads_back_to_the_name(self, menu):
        page, link = menu
        link.focus()
        page.keyboard.press("Escape")
        expect(link).to_be_hidden()
        expect(page.locator("details.menu summary")).to_be_focused()

    def test_a_click_elsewhere_closes_it(self, menu):
        page, link = menu
        page.get_by_role("heading", level=1).click()
        expect(link).to_be_hidden()
