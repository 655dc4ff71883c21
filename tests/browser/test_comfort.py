"""What the script adds for those whose browser runs it."""

from datetime import timedelta

import pytest
from deskbrowser.scene import ADDRESSES, OFFICE, SENDER
from playwright.sync_api import expect

from guichet import clock
from guichet.demo import PASSWORD

DAY = f"{clock.today() - timedelta(days=200):%d.%m.%Y}"


@pytest.fixture
def person(enter, signed_in):
    """The insured person in Neuchâtel, on the form of a new invoice."""
    visitor = enter("ne", storage_state=signed_in("ne", SENDER))
    visitor.open("{home}new-invoice")
    visitor.page.get_by_role("radio", name="Frais de voyage et nourriture").check()
    visitor.press("Continuer")
    return visitor


def test_what_is_typed_is_kept_and_the_totals_are_those_of_the_server(person):
    page = person.page
    journey = page.get_by_role("group", name="Trajet 1")
    person.fill({"Date": DAY}, "Trajet 1")
    journey.get_by_label("Motif du trajet").select_option(label="Mesure médicale")
    journey.get_by_role("radio", name="Voiture privée").check()
    journey.get_by_label("Voiture nécessaire en raison de l’invalidité").check()
    person.fill({"Kilomètres, trajet simple": "45"}, "Trajet 1")
    expect(page.locator("#total")).to_have_text("CHF 40.50")
    expect(page.get_by_text("Enregistré à")).to_be_visible()
    person.fill({"Départ du domicile": "8:00", "Retour au domicile": "16:01"}, "Trajet 1")
    expect(page.locator("#total")).to_have_text("CHF 59.50")
    expect(journey).to_contain_text("45 km × 2 × CHF 0.45")
    shown = journey.inner_text()
    page.reload()
    expect(journey.get_by_label("Kilomètres, trajet simple")).to_have_value("45")
    expect(page.locator("#total")).to_have_text("CHF 59.50")
    assert journey.inner_text() == shown


def test_payment_reference_is_folded_away_until_the_account_needs_it(person):
    title = person.page.get_by_text("Si l’IBAN est un QR-IBAN")
    reference = person.page.get_by_label("N° de référence de paiement")
    expect(title).to_be_hidden()
    person.page.get_by_role("radio", name="Un autre compte").check()
    expect(title).to_be_visible()
    expect(reference).to_be_hidden()
    person.fill({"IBAN": "CH44 3199 9123 0008 8901 2"})
    person.press("Envoyer ma demande")
    expect(reference).to_be_visible()


def test_open_journey_with_all_its_parts_is_short_on_desktop_and_phone(enter, signed_in):
    clerk = enter("be", storage_state=signed_in("be", SENDER), viewport={"width": 1280, "height": 900})
    clerk.open("{home}new-invoice")
    page = clerk.page
    page.get_by_role("radio", name="Frais de voyage et nourriture").check()
    page.get_by_label("Bénéficiaire").select_option(index=1)
    clerk.press("Continuer")
    journey = page.get_by_role("group", name="Trajet 1")
    journey.get_by_role("radio", name="Voiture privée").check()
    journey.get_by_label("Voiture nécessaire en raison de l’invalidité").check()
    clerk.fill({"Date": DAY, "Kilomètres, trajet simple": "45"}, "Trajet 1")
    expect(journey).to_contain_text("45 km × 2 × CHF 0.45")
    journey.get_by_text("Répéter ce trajet à d’autres dates").click()
    expect(journey.get_by_label("Autres dates")).to_be_visible()
    assert journey.bounding_box()["height"] <= 700
    page.set_viewport_size({"width": 390, "height": 844})
    assert 700 < journey.bounding_box()["height"] <= 2050


def test_questions_that_do_not_apply_are_put_away(person):
    journey = person.page.get_by_role("group", name="Trajet 1")
    kilometres = journey.get_by_label("Kilomètres, trajet simple")
    price = journey.get_by_label("Prix du billet, 2e classe")
    expect(kilometres).to_be_hidden()
    journey.get_by_role("radio", name="Voiture privée").check()
    expect(kilometres).to_be_hidden()
    expect(price).to_be_visible()
    for reason in ("Voiture nécessaire en raison de l’invalidité", "Voiture remise ou amortie par l’AI"):
        journey.get_by_label(reason).check()
        expect(kilometres).to_be_visible()
        expect(price).to_be_hidden()
        journey.get_by_label(reason).uncheck()
    journey.get_by_role("radio", name="Transports publics").check()
    expect(kilometres).to_be_hidden()
    expect(price).to_be_visible()
    journey.get_by_role("radio", name="Taxi").check()
    expect(price).to_be_hidden()
    expect(journey.get_by_label("Montant payé, taxi ou service de transport")).to_be_visible()


def test_without_script_every_question_is_on_the_page(enter, signed_in):
    person = enter("ne", storage_state=signed_in("ne", SENDER), java_script_enabled=False)
    person.open("{empty}edit")
    journey = person.page.get_by_role("group", name="Trajet 1")
    for question in ("Kilomètres, trajet simple", "Prix du billet, 2e classe", "Nom de la personne accompagnante"):
        expect(journey.get_by_label(question)).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_two_clicks_on_send_make_one_invoice(enter, signed_in, script):
    desk = {True: "be", False: "ne"}[script]
    sender = enter(desk, storage_state=signed_in(desk, SENDER), java_script_enabled=script)
    sender.open("{to-send}check")
    before = count_invoices(enter(desk, storage_state=signed_in(desk, OFFICE)))
    sender.page.get_by_label("J’ai vérifié, ces indications sont exactes").check()
    sender.page.get_by_role("button", name="Envoyer la demande", exact=True).dblclick()
    expect(sender.page.get_by_role("heading", level=1)).to_have_text("Demande envoyée")
    assert count_invoices(enter(desk, storage_state=signed_in(desk, OFFICE))) == before + 1


def test_the_back_button_leads_to_a_form_that_can_be_sent_again(person):
    person.press("Enregistrer et quitter")
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Guichet")
    person.page.go_back()
    person.press("Enregistrer et quitter")
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Guichet")


def test_the_seconds_until_a_new_code_are_counted(enter):
    visitor = enter("ne")
    visitor.page.clock.install()
    visitor.open("/")
    visitor.fill({"Adresse e-mail": ADDRESSES["ne"][OFFICE], "Mot de passe": PASSWORD})
    visitor.press("Se connecter")
    remaining = visitor.page.get_by_text("possible dans")
    expect(remaining).to_be_visible()
    visitor.page.clock.run_for(31_000)
    expect(remaining).to_be_hidden()


def test_a_password_can_be_looked_at_and_is_covered_again(enter):
    visitor = enter("be")
    visitor.open("/")
    page = visitor.page
    password, button = page.get_by_label("Mot de passe"), page.get_by_role("button", name="Afficher le mot de passe")
    password.fill("tilleul-pont-neige-7")
    expect(password).to_have_attribute("type", "password")
    button.click()
    expect(password).to_have_attribute("type", "text")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(password).to_have_value("tilleul-pont-neige-7")
    button.click()
    expect(password).to_have_attribute("type", "password")


def test_the_switch_of_language_on_top_takes_along_what_was_typed(enter):
    visitor = enter("be")
    visitor.open("/register-company")
    visitor.fill({"Nom de la société": "Aide Aare Sàrl"})
    page = visitor.page
    # The form's own button, which beside « S’inscrire » would look like « Annuler », is for browsers without script.
    expect(page.get_by_role("button", name="Deutsch")).to_be_hidden()
    switch = page.get_by_role("link", name="Deutsch")
    assert [switch.get_attribute(name) for name in ("lang", "hreflang")] == ["de", "de"]
    switch.click()
    expect(page.locator("html")).to_have_attribute("lang", "de-CH")
    expect(page.locator("#company_name")).to_have_value("Aide Aare Sàrl")


def count_invoices(office):
    office.open("/work-list?view=all")
    return int("".join(filter(str.isdigit, office.page.get_by_role("link", name="Toutes").inner_text())))
