"""Texts of the canton in Italian, on its pages and on a page of guichet."""

from guichet.testing import PluginContract


class TestContract(PluginContract):
    plugin = "canton_ti"


def test_the_office_is_named_in_italian(ti):
    page = ti.open("/").page
    assert page.document.get("lang") == "it-CH"
    assert "Ufficio AI Ticino" in page
    assert "Sportello online" in page


def test_its_page_and_its_entry_are_in_italian(ti):
    ti.open("/").follow("Orari di apertura")
    assert ti.page.heading == "Orari di apertura"
    assert "Dal lunedì al venerdì, dalle 8.30 alle 11.30." in ti.page


def test_the_form_of_another_distribution_is_in_italian(ti, sign_in):
    sign_in(ti, "insured@ti.example").follow(ti.say("Nouvelle facture")).press(ti.say("Continuer"))
    assert ti.page.heading == "Cure a domicilio"


def test_an_invoice_is_sent_and_its_pdf_is_in_italian(insured_user, submit_invoice, pdf_text):
    visit = {"day": "14.10.2026", "tasks": [{"task": "care", "minutes": "45"}]}
    sent = submit_invoice("insured@ti.example", "901.1", {"price": "60.00", "visits": [visit]})
    text = " ".join(pdf_text(insured_user.get(sent.pdf).body).split())
    for words in ("Ufficio AI Ticino", "Cure a domicilio", "Tariffa oraria", "45 min a CHF 60.00 all’ora"):
        assert words in text
