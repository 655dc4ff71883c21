"""The account chapters of both guides, followed word for word in the browser, on both desks, in French and in German.

What stands between « » or “ ” in the guides is what is pressed here. The visitor looks for it in their own language.
"""

import re
from datetime import timedelta

import pytest
from deskbrowser.scene import ADDRESSES, OFFICE
from playwright.sync_api import expect

from guichet import clock
from guichet.values import gln

PASSWORD = "quatre mots sans rapport"
OTHER = "un autre mot sans rapport"
LANGUAGES = pytest.mark.parametrize("language", ["fr", "de"])


@LANGUAGES
def test_berne_2_to_4_a_company_registers_and_its_people_work_together(enter, language):
    """Chapters 2 « Création du compte », 3 « Connexion », 4.1 « Mon compte » and 4.2 « Ma société »."""
    manager, office, colleague = enter("be", language), enter("be"), enter("be", language)
    name, email = f"Spitex Exemple {language} SA", f"gerante-{language}@exemple.example"
    register_company(manager, name, email, language)
    accept_company(office, name)
    enter_by_the_link_of_the_mail(manager, email)
    change_the_password(manager)
    other = f"collaborateur-{language}@exemple.example"
    add_a_collaborator(manager, other)
    choose_a_password_and_sign_in(colleague, other)
    expect(colleague.page.get_by_role("main")).to_contain_text(name)
    change_the_collaborator(manager)
    add_a_bank_account(manager)
    remove_the_collaborator(manager)
    colleague.open("/account")
    expect(heading(colleague)).to_have_text(colleague.words("Se connecter"))


@LANGUAGES
@pytest.mark.parametrize("desk", ["be", "ne"])
def test_5_1_1_a_forgotten_password(enter, desk, language):
    """« Mot de passe oublié ? », « Réinitialiser le mot de passe », the mail, the new password, the sign-in page."""
    person = enter(desk, language)
    email = register_insured(person, f"oubli-{desk}-{language}@exemple.example", language)
    person.open("/")
    person.follow("Mot de passe oublié ?")
    person.fill({"Adresse e-mail": email})
    person.press("Réinitialiser le mot de passe")
    mail = person.words("Votre nouveau mot de passe")
    person.page.goto(person.link(mail, "Réinitialiser le mot de passe"))
    person.page.locator("[autocomplete=new-password]").fill(OTHER)
    person.press("Réinitialiser le mot de passe")
    expect(heading(person)).to_have_text(person.words("Se connecter"))
    person.sign_in(email, OTHER)
    expect(heading(person)).to_have_text(person.words("Guichet"))


@LANGUAGES
@pytest.mark.parametrize("desk", ["be", "ne"])
def test_5_1_2_no_code_has_come(enter, desk, language):
    """« J’ai besoin d’un nouveau code d’accès », after a minute; what to look at meanwhile."""
    person = enter(desk, language)
    # From the password on, the pages are in the language of the account.
    email = register_insured(person, f"code-{desk}-{language}@exemple.example", language)
    person.open("/")
    person.fill({"Adresse e-mail": email, "Mot de passe": PASSWORD})
    person.press("Se connecter")
    person.page.get_by_text(person.words("Le code n’arrive pas ?")).click()
    advice = person.page.get_by_role("listitem").filter(
        has_text=person.words("Redémarrez votre téléphone et réessayez plus tard.")
    )
    expect(advice).to_be_visible()
    person.press("J’ai besoin d’un nouveau code d’accès")
    expect(person.page.get_by_role("alert")).to_contain_text(re.compile(r"\d+ (secondes|Sekunden)"))


@LANGUAGES
@pytest.mark.parametrize("desk", ["be", "ne"])
def test_5_1_3_too_many_tries_to_sign_in(enter, desk, language):
    """The page that says to wait, and until what time; the owner's own browser is not asked to."""
    person = enter(desk, language)
    for _number in range(6):
        person.open("/")
        person.fill({"Adresse e-mail": f"bloquee-{language}@exemple.example", "Mot de passe": "pas le bon, vraiment"})
        person.troubles.expected = (429,)
        person.press("Se connecter")
    expect(person.page.get_by_role("main")).to_contain_text(re.compile(r"\d{1,2}(\sh\s|[.:])\d{2}"))


@LANGUAGES
def test_neuchatel_insured_person_registers_signs_in_and_changes_data(enter, language):
    """« S’inscrire », « J’ai besoin d’un nouveau code d’accès », « Renvoyez-moi un nouvel e-mail », sign-in."""
    person = enter("ne", language)
    email = register_insured(person, f"assuree-{language}@exemple.example", language)
    person.open("/")
    person.sign_in(email, PASSWORD)
    expect(heading(person)).to_have_text(person.words("Guichet"))
    choose_from_the_menu(person, "Mon compte")
    expect(person.page.get_by_role("main")).to_contain_text(email)
    choose_from_the_menu(person, "Mes données")
    person.follow("Modifier les informations personnelles")
    person.fill({"Rue et numéro": "Rue du Seyon 12"})
    person.press("Enregistrer")
    expect(person.page.get_by_role("main")).to_contain_text("Rue du Seyon 12")


def register_company(person, name, email, language):
    """Guide 2.1: the button on the right, the question, the form, the conditions."""
    person.open("/")
    person.follow("S’inscrire")
    person.page.get_by_role("radio", name=person.words("Organisme / entreprise")).check()
    person.press("Continuer")
    person.press("S’inscrire")
    expect(person.page.get_by_role("alert").first).to_be_visible()
    number = {"fr": "760100000011", "de": "760100000012"}[language]
    person.fill({"Nom de la société": name, "GLN": gln.show(number + check_digit(number))})
    person.fill({"Rue et numéro": "Dorfstrasse 7", "NPA": "3400", "Localité": "Burgdorf"})
    person.fill({"Prénom": "Rita", "Nom": "Essai", "Adresse e-mail": email, "Mot de passe": PASSWORD})
    person.fill({"Téléphone portable suisse": f"079 555 03 0{language == 'de':d}"})
    person.page.get_by_label(person.words("J’accepte les conditions d’utilisation")).check()
    person.press("S’inscrire")
    subject = person.words("Confirmez l’inscription de votre société")
    person.page.goto(person.link(subject, "Confirmer mon inscription", email))
    person.press("Confirmer mon inscription")
    expect(heading(person)).to_have_text(person.words("L’office examine votre inscription"))


def accept_company(office, name):
    """Guide 2.2: the office confirms."""
    office.open("/")
    office.sign_in(ADDRESSES["be"][OFFICE])
    office.open("/registrations")
    office.follow(name)
    office.press("Accepter")


def enter_by_the_link_of_the_mail(person, email):
    """Guide 2.2 and 3: the mail's link opens the platform; address, password, code."""
    person.page.goto(person.link(person.words("Votre inscription est acceptée"), "Accéder au guichet"))
    person.sign_in(email, PASSWORD)
    expect(heading(person)).to_have_text(person.words("Guichet"))


def change_the_password(person):
    """Guide 4.1."""
    choose_from_the_menu(person, "Mon compte")
    person.follow("Modifier le mot de passe")
    person.fill({"Mot de passe actuel": PASSWORD, "Nouveau mot de passe": OTHER})
    person.press("Modifier le mot de passe")
    expect(person.page.get_by_role("status")).to_be_visible()


def add_a_collaborator(person, email):
    """Guide 4.2.1: name, first name, role, address, mobile; « Enregistrer »."""
    choose_from_the_menu(person, "Ma société")
    person.follow("Ajouter un collaborateur")
    person.fill({"Prénom": "Marc", "Nom": "Aide", "Adresse e-mail": email})
    person.fill({"Téléphone portable suisse": "079 555 03 09"})
    # The words under « Gérant » speak of collaborators too.
    person.page.get_by_role("radio", name=person.words("Collaborateur")).first.check()
    person.press("Enregistrer")
    expect(person.page.get_by_role("row").filter(has_text=email)).to_be_visible()


def choose_a_password_and_sign_in(person, email):
    """Guide 4.2.1: the mail's link lets the collaborator choose a password."""
    person.page.goto(person.link(re.compile(re.escape(email)), "Choisir mon mot de passe"))
    person.page.locator("[autocomplete=new-password]").fill(PASSWORD)
    person.page.get_by_label(person.words("J’accepte les conditions d’utilisation")).check()
    person.press("Choisir mon mot de passe")
    expect(heading(person)).to_have_text(person.words("Se connecter"))
    person.sign_in(email, PASSWORD)
    expect(heading(person)).to_have_text(person.words("Guichet"))


def change_the_collaborator(person):
    """Guide 4.2.1: « avec la possibilité de les modifier »."""
    choose_from_the_menu(person, "Ma société")
    person.page.get_by_role("row").filter(has_text="Marc Aide").get_by_role("link").first.click()
    person.fill({"Nom": "Aider"})
    person.press("Enregistrer")
    expect(person.page.get_by_role("row").filter(has_text="Marc Aider")).to_be_visible()


def add_a_bank_account(person):
    """Guide 4.2.2."""
    choose_from_the_menu(person, "Ma société")
    person.follow("Ajouter un compte bancaire")
    person.fill({"Désignation": "Compte courant", "IBAN": "CH93 0076 2011 6238 5295 7"})
    person.press("Enregistrer")
    expect(person.page.get_by_role("row").filter(has_text="CH93")).to_be_visible()


def remove_the_collaborator(person):
    """Guide 4.2.1: « de les supprimer »."""
    person.page.get_by_role("row").filter(has_text="Marc Aider").get_by_role("link").nth(1).click()
    person.press("Supprimer l’accès")
    expect(person.page.get_by_role("row").filter(has_text="Marc Aider")).to_have_count(0)


def register_insured(person, email, language):
    """The whole registration of an insured person, as Neuchâtel's guide tells it; returns the address."""
    person.open("/register-insured")
    person.fill({"Adresse e-mail": email, "Mot de passe": PASSWORD, "Téléphone portable suisse": "079 555 04 04"})
    person.fill({"N° assuré": "756.9217.0769.85", "Prénom": "Noémie", "Nom": "Essai"})
    born = clock.today() - timedelta(days=13_000)
    person.fill({"Date de naissance": f"{born:%d.%m.%Y}", "Rue et numéro": "Rue du Lac 3", "NPA": "2000"})
    person.fill({"Localité": "Neuchâtel"})
    person.page.get_by_role("radio", name=person.words("Femme")).check()
    person.page.get_by_label(person.words("J’accepte les conditions d’utilisation")).check()
    person.press("S’inscrire")
    expect(heading(person)).to_have_text(person.words("Consultez votre téléphone"))
    person.give_code()
    person.press("Renvoyez-moi un nouvel e-mail")
    mail = re.compile(re.escape(email))
    person.page.goto(person.link(mail, "Activer mon compte"))
    person.press("Activer mon compte")
    expect(heading(person)).to_have_text(person.words("Se connecter"))
    return email


def choose_from_the_menu(person, entry):
    """Guide 4: « en cliquant sur votre nom tout en haut à droite »."""
    menu = person.page.locator("details.menu")
    menu.locator("summary").click()
    menu.get_by_role("link", name=person.words(entry), exact=True).click()
    expect(heading(person)).to_be_visible()


def check_digit(number):
    return next(digit for digit in "0123456789" if gln_is_right(number + digit))


def gln_is_right(number):
    try:
        gln.parse(number)
    except ValueError:
        return False
    return True


def heading(visitor):
    return visitor.page.get_by_role("heading", level=1)
