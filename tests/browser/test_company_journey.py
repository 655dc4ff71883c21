"""Journey A: a company in Berne, from « S’inscrire » to the acceptance of its corrected invoice."""

import re
from datetime import timedelta

import pytest
from deskbrowser.scene import ADDRESSES, OFFICE
from playwright.sync_api import expect

from guichet import clock

PASSWORD = "quatre mots sans rapport"
IBAN = "CH93 0076 2011 6238 5295 7"
FIRST_DAY, SECOND_DAY, INVOICE_DAY = (f"{clock.today() - timedelta(days=days):%d.%m.%Y}" for days in (20, 18, 10))


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_a_company_is_let_in_and_its_corrected_invoice_is_accepted(enter, picture, script):
    company, office = enter("be", java_script_enabled=script), enter("be", java_script_enabled=script)
    email, name = f"direction-{script}@soins.example", f"Soins Emmental {script} SA"
    register(company, email, name)
    sign_in_as_office(office)
    accept_registration(office, name)
    sign_in_from_the_mail(company, email, name)
    add_beneficiary(company)
    reference = send_invoice(company, picture)
    ask_for_a_correction(office, reference)
    correct(company, email, reference)
    accept(office, reference)
    find_in_history(company, reference)


def register(company, email, name):
    company.open("/")
    company.follow("S’inscrire")
    company.page.get_by_role("radio", name="Organisme / entreprise").check()
    company.press("Continuer")
    company.fill({"Nom de la société": name, "GLN": "7601000000095", "Rue et numéro": "Kirchbergstrasse 4"})
    company.fill({"NPA": "3400", "Localité": "Burgdorf", "Prénom": "Ruth", "Nom": "Aebi", "Adresse e-mail": email})
    company.fill({"Mot de passe": PASSWORD, "Téléphone portable suisse": "079 555 01 01"})
    company.page.get_by_label("J’accepte les conditions d’utilisation").check()
    company.press("S’inscrire")
    expect(heading(company)).to_have_text("Confirmez votre adresse e-mail")
    company.page.goto(company.link("Confirmez l’inscription de votre société", "Confirmer mon inscription", email))
    company.press("Confirmer mon inscription")
    expect(heading(company)).to_have_text("L’office examine votre inscription")


def sign_in_as_office(office):
    office.open("/")
    office.sign_in(ADDRESSES["be"][OFFICE])
    expect(heading(office)).to_have_text("Liste de travail")


def accept_registration(office, name):
    office.page.get_by_role("link", name="Inscriptions").click()
    office.follow(name)
    expect(office.page.get_by_role("definition").filter(has_text="7601 0000 0009 5")).to_be_visible()
    office.press("Accepter")
    expect(office.page.get_by_role("status")).to_contain_text("L’inscription est acceptée")


def sign_in_from_the_mail(company, email, name):
    company.page.goto(company.link("Votre inscription est acceptée", "Accéder au guichet"))
    company.fill({"Adresse e-mail": email, "Mot de passe": PASSWORD})
    company.press("Se connecter")
    company.press("J’ai besoin d’un nouveau code d’accès")
    expect(company.page.get_by_role("alert")).to_contain_text("secondes avant de demander un nouveau code")
    company.give_code()
    expect(heading(company)).to_have_text("Guichet")


def add_beneficiary(company):
    company.follow("Bénéficiaires")
    company.follow("Ajouter un bénéficiaire")
    company.fill({"Prénom": "Anna", "Nom": "Muster", "Date de naissance": "12.03.1984"})
    company.fill({"N° assuré": "756.1234.5678.97", "Rue et numéro": "Dorfstrasse 7", "NPA": "3400"})
    company.fill({"Localité": "Burgdorf", "Numéro de décision": "302 2025 0012345", "IBAN": IBAN})
    company.press("Enregistrer")
    expect(heading(company)).to_have_text("Anna Muster")


def send_invoice(company, picture):
    """Leaves the company on the page that says « Demande envoyée »; returns the reference."""
    page = company.page
    company.follow("Nouvelle facture")
    page.get_by_role("radio", name="Frais de voyage et nourriture").check()
    people = page.get_by_label("Bénéficiaire")
    people.select_option(people.get_by_role("option").filter(has_text="Anna Muster").get_attribute("value"))
    company.press("Continuer")
    company.fill({"Numéro de facture": "2026-41", "Date de la facture": INVOICE_DAY})
    company.press("Ajouter un trajet")
    by_car(company, "Trajet 1")
    by_train(company, "Trajet 2")
    page.get_by_label("Fichier").set_input_files(picture)
    page.get_by_role("button", name="Ajouter le fichier", exact=True).click()
    expect(page.get_by_role("region", name="Documents")).to_contain_text("billet.png")
    company.press("Envoyer ma demande")
    expect(heading(company)).to_have_text("Vérifiez votre demande avant de l’envoyer")
    company.follow("Annuler l’envoi")
    expect(page.get_by_role("group", name="Trajet 1").get_by_label("Kilomètres, trajet simple")).to_have_value("45")
    expect(page.get_by_role("region", name="Documents")).to_contain_text("billet.png")
    company.press("Envoyer ma demande")
    confirm_warnings(company)
    company.press("Envoyer la demande")
    expect(heading(company)).to_have_text("Demande envoyée")
    reference = re.search(r"BE-\d{4}-\w{4}-\w{4}", page.get_by_role("main").inner_text())[0]
    assert_pdf(company, page.get_by_role("link", name="Télécharger la copie de votre demande en PDF"))
    return reference


def by_car(company, journey):
    fill_journey(company, journey, FIRST_DAY, "Voiture privée", "08:00", "16:01")
    group = company.page.get_by_role("group", name=journey)
    group.get_by_label("Voiture nécessaire en raison de l’invalidité").check()
    company.fill({"Kilomètres, trajet simple": "45", "Pourquoi ce moyen de transport": "Fauteuil roulant"}, journey)


def by_train(company, journey):
    fill_journey(company, journey, SECOND_DAY, "Transports publics", "9h00", "13h59")
    company.fill({"Prix du billet, 2e classe": "23.40"}, journey)


def fill_journey(company, journey, day, means, start, end):
    line = company.page.get_by_role("group", name=journey)
    # Only the last of two new lines is open.
    if not line.get_by_label("Lieu ou établissement").is_visible():
        line.locator("summary").first.click()
    company.fill(
        {"Date": day, "De": "3400 Burgdorf", "À": "3008 Bern", "Lieu ou établissement": "Inselspital"}, journey
    )
    company.fill({"Départ du domicile": start, "Retour au domicile": end}, journey)
    line.get_by_label("Motif du trajet").select_option(label="Mesure médicale")
    line.get_by_role("radio", name=means).check()


def confirm_warnings(company):
    box = company.page.get_by_label("J’ai vérifié, ces indications sont exactes")
    if box.count():
        box.check()


def ask_for_a_correction(office, reference):
    open_review(office, reference)
    main = office.page.get_by_role("main")
    for words in ("45 km", "CHF 40.50", "Repas, absence 8 h 01", "CHF 82.90", "En ordre", "billet.png"):
        expect(main).to_contain_text(words)
    office.page.get_by_label("Signaler Trajet 2").check()
    office.press("Demander une correction")
    office.fill(
        {"Message à l’expéditeur": "Le billet coûte CHF 23.80.", "Vos propres mots, Trajet 2": "Voir le billet."}
    )
    office.press("Voir l’e-mail avant de décider")
    office.press("Demander la correction")
    expect(office.page.get_by_role("status")).to_contain_text("La correction est demandée")


def correct(company, email, reference):
    company.press("Se déconnecter")
    mail = f"Votre demande {reference} a besoin d’une correction"
    assert "Le billet coûte CHF 23.80." in company.message(mail)
    company.page.goto(company.link(mail, "Corriger ma demande"))
    company.sign_in(email, PASSWORD)
    expect(company.page.get_by_text("Le billet coûte CHF 23.80.")).to_be_visible()
    company.follow("‹ Guichet")
    expect(company.page.get_by_role("region", name="À faire par vous")).to_contain_text("Demandes à corriger")
    company.follow(f"Corriger {reference}")
    company.follow("Trajet 2")
    company.fill({"Prix du billet, 2e classe": "23.80"}, "Trajet 2")
    company.press("Modifier ma demande")
    company.press("Envoyer la demande")
    expect(heading(company)).to_have_text("Demande envoyée")


def accept(office, reference):
    open_review(office, reference)
    expect(office.page.get_by_role("main")).to_contain_text("CHF 83.30")
    office.page.get_by_role("link", name=re.compile("^Accepter ")).click()
    office.press("Accepter la demande")
    expect(office.page.get_by_role("status")).to_contain_text("La demande est acceptée")


def open_review(office, reference):
    office.follow("Liste de travail")
    office.fill({"Nom, N° assuré, référence, décision ou facture": reference})
    office.press("Chercher")
    expect(office.page.get_by_role("main")).to_contain_text(reference)


def find_in_history(company, reference):
    page = company.page
    page.goto(company.link(f"Votre demande {reference} est acceptée", "Voir ma demande"))
    expect(page.get_by_text("Acceptée", exact=True)).to_be_visible()
    company.follow("‹ Guichet")
    # One invoice needs no filter; a list that is filtered has one.
    page.goto(f"{page.url}?status=accepted")
    page.get_by_label("Responsable").select_option(label="Ruth Aebi")
    page.get_by_label("Bénéficiaire").fill("756.1234.5678.97")
    page.get_by_label("Statut").select_option(label="Acceptée")
    company.press("Filtrer")
    row = page.get_by_role("row").filter(has_text=reference)
    expect(row).to_contain_text("Acceptée")
    expect(row).to_contain_text("CHF 83.30")
    assert_pdf(company, row.get_by_role("link", name="PDF"))


def assert_pdf(visitor, link):
    with visitor.page.expect_download() as started:
        link.click()
    assert started.value.path().read_bytes().startswith(b"%PDF-")


def heading(visitor):
    return visitor.page.get_by_role("heading", level=1)
