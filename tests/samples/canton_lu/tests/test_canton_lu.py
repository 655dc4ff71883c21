"""The desk of Lucerne in German: look, pages, what it stores, check, and an invoice up to its PDF."""

import pytest
from canton_lu import plugin

from guichet.sdk import plugin_folder
from guichet.testing import PluginContract


class TestContract(PluginContract):
    plugin = "canton_lu"


@pytest.fixture
def form(lu, sign_in):
    """The form of a new invoice for Anna Muster, with one visit."""
    sign_in(lu, "manager@lu.example").follow("Neue Rechnung").fill("Versicherte Person", "Anna Muster").press("Weiter")
    lu.fill("Rechnungsnummer", "2026-17").fill("Stundentarif", "60.00").fill("Datum des Besuchs", "14.10.2026").tick(
        "Pflege"
    )
    return lu


def test_the_office_and_its_colours_are_shown(lu):
    page = lu.open("/").page
    assert page.document.get("lang") == "de-CH"
    assert "IV Luzern" in page
    assert "041 000 00 00" in page
    addresses = page.document.xpath("//link[@rel='stylesheet']/@href")
    assert "#0a5a9c" in "".join(lu.get(address).text for address in addresses)


def test_its_page_shows_what_the_settings_say(lu):
    lu.open("/").follow("Rückruf")
    assert lu.page.heading == "Rückruf"
    assert "Wir rufen Sie innert 4 Stunden zurück." in lu.page


def test_its_check_finds_a_long_visit(form):

    form.fill("Dauer in Minuten", "500").press("Antrag senden")
    assert "Prüfen Sie die Dauer: mehr als 8 Stunden für einen Besuch" in form.page


def test_an_invoice_is_sent_and_its_pdf_is_in_german(form, pdf_text):
    form.fill("Dauer in Minuten", "45").press("Antrag senden")
    form.press("Antrag senden")
    (address,) = [link.get("href") for link in form.page.document.xpath("//a") if link.get("href", "").endswith(".pdf")]
    text = " ".join(pdf_text(form.get(address).body).split())
    for words in ("IV Luzern", "Pflege zu Hause", "Anna Muster", "CHF 45.00"):
        assert words in text


def test_a_person_who_asked_is_listed_until_the_office_has_called(lu, sign_in, desks):
    sign_in(lu, "manager@lu.example").follow("Rückruf").press("Rufen Sie mich zurück")
    assert "Wir rufen Sie zurück." in lu.page
    lu.press("Rufen Sie mich zurück")
    clerk = sign_in(desks.browser("lu"), "clerk@lu.example").open("/p/canton_lu/callbacks")
    assert clerk.page.document.text_content().count("manager@lu.example") == 1
    assert "14. November 2026" in clerk.page
    clerk.press("Anruf gemacht")
    assert "Niemand wartet auf einen Rückruf." in clerk.page


def test_what_a_person_left_goes_with_the_account(lu, sign_in, desks):
    sign_in(lu, "rival@lu.example").follow("Rückruf").press("Rufen Sie mich zurück")
    with desks.acting("lu") as ctx:
        user = ctx.portal["users"].with_email("rival@lu.example")
        assert user.id in plugin_folder(ctx.portal, "canton_lu")
        plugin.guichet_user_changed(user, "closed")
        assert user.id not in plugin_folder(ctx.portal, "canton_lu")
