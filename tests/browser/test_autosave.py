"""What the form of an invoice says when it cannot save, and what is saved when it is left."""

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


def test_last_keystrokes_are_saved_when_the_page_is_left(person):
    address = person.page.url
    person.fill({"Remarque": "Bus en panne"})
    person.page.goto(person.url("/conditions"))
    # The browser sends them after the page is gone: another page may load before they arrive.
    assert any(_remark_at(person, address) == "Bus en panne" for _load in range(20))


def _remark_at(person, address):
    person.page.goto(address)
    return person.page.get_by_label("Remarque").input_value()
