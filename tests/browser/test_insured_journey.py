"""Journey B: an insured person in Neuchâtel, from « S’inscrire » to the refusal of an invoice."""

import re
from datetime import timedelta

import pytest
from deskbrowser.scene import ADDRESSES, OFFICE
from playwright.sync_api import expect

from guichet import clock

PASSWORD = "quatre mots sans rapport"
DAY = f"{clock.today() - timedelta(days=20):%d.%m.%Y}"
REASON = "Ce trajet ne figure pas dans la décision."


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_an_insured_person_registers_and_reads_why_the_invoice_is_refused(enter, picture, script):
    person, office = enter("ne", java_script_enabled=script), enter("ne", java_script_enabled=script)
    email = f"noemie-{script}@exemple.example"
    register(person, email)
    prove_the_phone(person)
    prove_the_address(person, email)
    person.sign_in(email, PASSWORD)
    expect(heading(person)).to_have_text("Guichet")
    reference = send_invoice(person, picture)
    refuse(office, reference)
    read_the_reason(person, reference)


def register(person, email):
    person.open("/")
    expect(person.page.get_by_role("main")).not_to_contain_text("entreprise")
    person.follow("S’inscrire")
    expect(person.page.get_by_role("main")).to_contain_text("Commence par 756")
    expect(person.page.get_by_role("radio", name="Organisme / entreprise")).to_have_count(0)
    person.fill({"Adresse e-mail": email, "Mot de passe": PASSWORD, "Téléphone portable suisse": "079 555 02 02"})
    person.fill({"N° assuré": "756.9217.0769.85", "Prénom": "Noémie", "Nom": "Essai"})
    person.fill({"Date de naissance": "1.2.1990", "Rue et numéro": "Rue du Lac 3", "NPA": "2000"})
    person.fill({"Localité": "Neuchâtel"})
    person.page.get_by_role("radio", name="Femme").check()
    expect(person.page.get_by_label("Pays")).to_have_value("CH")
    person.page.get_by_label("J’accepte les conditions d’utilisation").check()
    person.press("S’inscrire")


def prove_the_phone(person):
    expect(heading(person)).to_have_text("Consultez votre téléphone")
    person.press("J’ai besoin d’un nouveau code d’accès")
    expect(person.page.get_by_role("alert")).to_contain_text("secondes avant de demander un nouveau code")
    person.give_code()
    expect(heading(person)).to_have_text("Confirmez votre adresse e-mail")


def prove_the_address(person, email):
    person.press("Renvoyez-moi un nouvel e-mail")
    expect(person.page.get_by_role("status")).to_contain_text("Nous avons renvoyé l’e-mail")
    person.page.goto(person.link(re.compile(re.escape(email)), "Activer mon compte"))
    person.press("Activer mon compte")
    expect(person.page.get_by_role("status")).to_contain_text("Votre compte est activé")


def send_invoice(person, picture):
    """Leaves the person on the page that says « Demande envoyée »; returns the reference."""
    page = person.page
    person.follow("Nouvelle facture")
    page.get_by_role("radio", name="Frais de voyage et nourriture").check()
    expect(page.get_by_label("Bénéficiaire")).to_have_count(0)
    person.press("Continuer")
    expect(page.get_by_role("main")).to_contain_text("Noémie Essai")
    person.fill({"IBAN": "CH93 0076 2011 6238 5295 7", "Numéro de décision": "324 2025 0012345"})
    person.fill({"Date": DAY, "De": "2000 Neuchâtel", "À": "2300 La Chaux-de-Fonds"}, "Trajet 1")
    person.fill({"Lieu ou établissement": "Hôpital", "Départ du domicile": "8:00"}, "Trajet 1")
    person.fill({"Retour au domicile": "16:00"}, "Trajet 1")
    journey = page.get_by_role("group", name="Trajet 1")
    journey.get_by_label("Motif du trajet").select_option(label="Mesure médicale")
    journey.get_by_role("radio", name="Transports publics").check()
    person.fill({"Prix du billet, 2e classe": "18.60"}, "Trajet 1")
    page.get_by_label("Fichier").set_input_files(picture)
    person.press("Envoyer ma demande")
    expect(heading(person)).to_have_text("Vérifiez votre demande avant de l’envoyer")
    for words in ("Noémie Essai", "756.9217.0769.85", "CHF 18.60", "CHF 11.50", "CHF 30.10", "billet.png"):
        expect(page.get_by_role("main")).to_contain_text(words)
    person.press("Envoyer la demande")
    expect(heading(person)).to_have_text("Demande envoyée")
    return re.search(r"NE-\d{4}-\w{4}-\w{4}", page.get_by_role("main").inner_text())[0]


def refuse(office, reference):
    office.open("/")
    office.sign_in(ADDRESSES["ne"][OFFICE])
    office.fill({"Nom, N° assuré, référence, décision ou facture": reference})
    office.press("Chercher")
    office.follow("Refuser")
    office.fill({"Raison du refus": REASON, "Base légale": "art. 90 RAI"})
    office.press("Voir l’e-mail avant de décider")
    office.press("Refuser la demande")
    expect(office.page.get_by_role("status")).to_contain_text("La demande est refusée")


def read_the_reason(person, reference):
    mail = f"L’office a refusé votre demande {reference}"
    assert REASON in person.message(mail)
    person.page.goto(person.link(mail, "Voir ma demande"))
    main = person.page.get_by_role("main")
    expect(main).to_contain_text("Refusée")
    expect(main).to_contain_text(REASON)
    with person.page.expect_download() as started:
        person.page.get_by_role("link", name="PDF").click()
    assert started.value.path().read_bytes().startswith(b"%PDF-")


def heading(visitor):
    return visitor.page.get_by_role("heading", level=1)
