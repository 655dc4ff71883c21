"""The desk of Lucerne in German: its look, its page, its check, and an invoice from the first answer to the PDF."""

import pytest

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
