"""Registrations that something is wrong with: the form comes back as it was typed, and nothing is stored."""

import pytest

from guichet.ratelimit.hash_queue import Hashing
from guichet.users import passwords
from guichet.values import gln

GOOD = {
    "Nom de la société": "Aide Aare Sàrl",
    "GLN": "7601001000001",
    "Rue et numéro": "Aareweg 4",
    "NPA": "3005",
    "Localité": "Berne",
    "Prénom": "Jeanne",
    "Nom": "Favre",
    "Adresse e-mail": "jeanne.favre@aide-aare.example",
    "Mot de passe": "tilleul-pont-neige-7",
    "Téléphone portable suisse": "079 555 12 34",
}
ACCEPT = "J’accepte les conditions d’utilisation"
TYPE_AGAIN = "Saisissez encore une fois le mot de passe : nous ne le gardons pas sur la page"


@pytest.fixture
def stored(desks):
    def count():
        with desks.looking("be") as ctx:
            return len(list(ctx.portal["users"])), len(list(ctx.portal["issuers"]))

    before = count()
    yield
    assert count() == before


SECTIONS = {
    "company": ["À préparer", "Votre société", "Personne de contact", "Votre accès au guichet"],
    "insured": ["À préparer", "Votre accès au guichet", "Informations personnelles"],
    "representative": [
        "À préparer",
        "Vos propres données",
        "Votre accès au guichet",
        "La personne que vous représentez",
    ],
}
"""Headings of the page of each kind of user, before the conditions of use."""


@pytest.mark.parametrize("kind", SECTIONS)
def test_registration_has_sections_and_the_conditions_open_beside_it(be, kind):
    document = be.open(f"/register-{kind}").page.document
    headings = [heading.text_content().strip() for heading in document.xpath("//main//h2")]
    assert headings == [*SECTIONS[kind], "Conditions d’utilisation"]
    (link,) = document.xpath("//main//form//a[@href='/conditions']")
    assert link.get("target") == "_blank"


def test_company_without_gln_is_led_to_the_register_of_hci_solutions(be):
    be.open("/register-company")
    (link,) = be.page.document.xpath("//main//a[starts-with(@href, 'https://')]")
    assert link.text_content() == "HCI Solutions (nouvel onglet)"
    assert link.get("href").startswith("https://www.refdata.ch/fr/partenaires/inscription/")


def register(be, **changes):
    return be.open("/register-company").fill_all(GOOD | changes).tick(ACCEPT)


@pytest.mark.parametrize(
    ("label", "typed", "words"),
    [
        ("GLN", "7601001000002", "Le dernier chiffre ne correspond pas. Comparez avec votre numéro GLN"),
        ("GLN", "760", "Le numéro GLN a 13 chiffres"),
        ("NPA", "F-25500", "Pour une adresse à l’étranger, appelez l’office"),
        ("NPA", "30055", "4 chiffres d’un NPA suisse"),
        ("Adresse e-mail", "jeanne@", "Écrivez l’adresse entière"),
        ("Téléphone portable suisse", "031 311 22 33", "téléphone portable suisse"),
        ("Nom de la société", "x" * 71, "accourcissez le texte : 70 caractères au plus, il y en a 71"),
        ("Prénom", "Jean\u202ene", "etapez ce texte au clavier"),
        ("Rue et numéro", "   ", "Complétez « Rue et numéro »"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_all_the_rest_is_kept(be, stored, outbox, label, typed, words):
    register(be, **{label: typed}).press("S’inscrire", status=422)
    assert words in be.page.problem_at(label)
    # The password that was typed is not kept: its field is empty, and named beside what is wrong.
    assert TYPE_AGAIN in be.page.problem_at("Mot de passe")
    (problem,) = [found for found in be.page.problems if found != TYPE_AGAIN]
    assert words in problem
    assert len(be.page.problems) == 2
    for kept, value in (GOOD | {label: typed.strip()}).items():
        assert be.page.value(kept).strip() == ("" if kept == "Mot de passe" else value), kept
    assert be.page.ticked(ACCEPT)
    assert not outbox


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("court", "au moins 12 caractères"),
        ("aaaaaaaaaaaaaa", "facile à deviner"),
        ("Aide-Aare-2026", "facile à deviner"),
        ("x" * 257, "256 caractères"),
    ],
)
def test_a_weak_password_is_refused(be, stored, password, words):
    register(be, **{"Mot de passe": password}).press("S’inscrire", status=422)
    assert words in be.page.problem_at("Mot de passe")


def test_a_weak_password_is_told_beside_other_errors(be, stored):
    register(be, **{"Mot de passe": "motdepasse1234", "NPA": "30055"}).press("S’inscrire", status=422)
    assert "facile à deviner" in be.page.problem_at("Mot de passe")
    assert TYPE_AGAIN not in be.page.problems


def test_without_the_conditions_there_is_no_registration(be, stored):
    register(be).tick(ACCEPT, ticked=False).press("S’inscrire", status=422)
    assert "Cochez la case pour accepter les conditions" in be.page.problem_at(ACCEPT)


def test_when_too_many_come_at_once_the_form_stays_as_it_was_typed(be, stored, outbox, monkeypatch):
    monkeypatch.setattr(passwords, "HASHING", hashing := Hashing(threads=1, most=1))
    with hashing.place():
        register(be).press("S’inscrire", status=503)
    assert be.page.heading == "Le guichet est très sollicité"
    assert {label: be.page.value(label) for label in GOOD} == GOOD | {"Mot de passe": ""}
    assert be.page.ticked(ACCEPT)
    assert not outbox


def test_a_registration_does_not_reveal_that_an_address_has_an_account(be, outbox):
    register(be, **{"Adresse e-mail": "manager@be.example"}).press("S’inscrire")
    taken = be.page.words.replace("manager@be.example", GOOD["Adresse e-mail"])
    (mail,) = outbox
    assert (mail.recipient, mail.subject) == ("manager@be.example", "Vous avez déjà un compte")
    register(be).press("S’inscrire")
    assert be.page.words == taken


def test_of_two_registrations_with_one_address_one_gets_the_access(be, desks, sign_in, outbox, confirm_company):
    for number in ("7601001000001", "7601001000018"):
        register(be, GLN=number).press("S’inscrire")
        confirm_company(GOOD["Adresse e-mail"])
    office = sign_in(desks.browser("be"), "clerk@be.example").follow("Inscriptions")
    registrations = [link for link in office.page.links() if "/registration/" in link]
    assert len(registrations) == 2
    office.open(registrations[0]).press("Accepter")
    be.open(outbox[-1].link).fill("Adresse e-mail", GOOD["Adresse e-mail"])
    be.fill("Mot de passe", GOOD["Mot de passe"]).press("Se connecter")
    office.open(registrations[1]).press("Accepter")
    assert office.page.notice.startswith("L’adresse e-mail de cette inscription appartient entre-temps")


def test_the_forty_first_registration_of_an_hour_has_to_wait(be, clock):
    form = register(be)
    page = form.page
    for _number in range(40):
        form._page = page
        form.fill("Adresse e-mail", "personne").press("S’inscrire", status=422)
    register(be).press("S’inscrire", status=429)
    assert "Trop d’inscriptions sont parties de cette connexion internet" in be.page.words
    assert {label: be.page.value(label) for label in GOOD} == GOOD | {"Mot de passe": ""}
    assert be.page.ticked(ACCEPT)
    clock.forward(hours=1)
    be.fill("Mot de passe", GOOD["Mot de passe"]).press("S’inscrire")
    assert be.page.url.startswith("/confirm-email?user=")


def test_where_the_form_opens_at_once_the_forty_first_reads_it_too(ne):
    page = ne.open("/register-insured").page
    for _number in range(40):
        ne._page = page
        ne.press("S’inscrire", status=422)
    ne.press("S’inscrire", status=429)
    assert ne.page.url.startswith("/register-insured")
    assert "Trop d’inscriptions" in ne.page.words


def test_twenty_first_registration_of_a_day_with_one_address_waits(be, clock, outbox):
    for number in range(20):
        register(be, GLN=gln.show(f"76010010{number:04}{check_digit(f'76010010{number:04}')}")).press("S’inscrire")
        assert be.page.url.startswith("/confirm-email?user=")
        clock.forward(minutes=2)
    register(be).press("S’inscrire", status=429)
    refused = be.page.problem_at("Adresse e-mail")
    assert "Cette adresse e-mail a servi à trop d’inscriptions aujourd’hui" in refused
    assert be.page.value("Nom de la société") == GOOD["Nom de la société"]
    register(be, **{"Adresse e-mail": "another@aide-aare.example"}).press("S’inscrire")
    assert be.page.url.startswith("/confirm-email?user=")
    clock.forward(days=1)
    register(be).press("S’inscrire")
    assert be.page.url.startswith("/confirm-email?user=")


def check_digit(digits):
    """Of a GLN (GS1 General Specifications, 7.9)."""
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return -weighted % 10


def test_office_sees_registrations_of_two_companies_with_one_address(be, desks, sign_in, confirm_company):
    register(be).press("S’inscrire")
    confirm_company(GOOD["Adresse e-mail"])
    register(be, **{"Nom de la société": "Autre Aide SA", "GLN": "7601001000018"}).press("S’inscrire")
    confirm_company(GOOD["Adresse e-mail"])
    office = sign_in(desks.browser("be"), "clerk@be.example").follow("Inscriptions")
    assert "Aide Aare Sàrl" in office.page
    assert "Autre Aide SA" in office.page


def test_a_refused_company_applies_again_and_is_admitted(be, outbox, desks, sign_in, confirm_company):
    register(be).press("S’inscrire")
    confirm_company(GOOD["Adresse e-mail"])
    office = sign_in(desks.browser("be"), "clerk@be.example").follow("Inscriptions").follow("Aide Aare Sàrl")
    office.fill("Votre texte", "Ce GLN est celui d’une autre société.").press("Refuser")
    assert outbox[-1].link.startswith("http://be.localhost/register-company?link=")
    be.open(outbox[-1].link).fill_all(GOOD | {"GLN": "7601001000018"}).tick(ACCEPT).press("S’inscrire")
    confirm_company(GOOD["Adresse e-mail"])
    office.open("/registrations").follow("Aide Aare Sàrl").press("Accepter")
    assert outbox[-1].subject == "Votre inscription est acceptée"


def test_the_kind_has_to_be_chosen(be):
    be.open("/register").press("Continuer", status=422)
    assert be.page.problems == ["Choisissez qui vous êtes"]


def test_a_refused_company_reads_why_and_cannot_sign_in(be, outbox, desks, sign_in, confirm_company):
    register(be).press("S’inscrire")
    confirm_company(GOOD["Adresse e-mail"])
    office = sign_in(desks.browser("be"), "clerk@be.example").follow("Inscriptions").follow("Aide Aare Sàrl")
    office.press("Refuser", status=422)
    assert office.page.problems == ["Choisissez une raison, ou écrivez-la"]
    office.fill("Votre texte", "Ce GLN est celui d’une autre société.").press("Refuser")
    assert "Ce GLN est celui d’une autre société." in outbox[-1].text
    be.open("/").fill("Adresse e-mail", GOOD["Adresse e-mail"]).fill("Mot de passe", GOOD["Mot de passe"])
    be.press("Se connecter")
    assert be.page.heading == "Votre inscription n’est pas acceptée"
    assert "Ce GLN est celui d’une autre société." in be.page
    assert be.open("/").page.heading == "Se connecter"


class TestTheOtherLanguage:
    """Chosen in the middle of the form."""

    def test_nothing_typed_is_lost_but_the_password(self, be, stored):
        register(be, NPA="30055").press("Deutsch")
        assert (be.page.status, be.page.document.get("lang"), be.page.problems) == (200, "de-CH", [])
        kept = {field.get("name"): field.get("value") for field in be.page.document.xpath("//form[@id='form']//input")}
        assert (kept["company_name"], kept["gln"], kept["postcode"]) == ("Aide Aare Sàrl", "7601001000001", "30055")
        assert kept["password"] is None
        assert be.page.document.xpath("//input[@name='conditions']/@checked")

    def test_and_back_again_the_registration_is_sent(self, be, outbox):
        register(be).press("Deutsch").press("Français").fill("Mot de passe", GOOD["Mot de passe"]).press("S’inscrire")
        assert be.page.url.startswith("/confirm-email?user=")
        assert outbox[-1].language == "fr"

    def test_the_choice_is_remembered_on_the_pages_that_follow(self, be):
        register(be).press("Deutsch")
        assert be.open("/").page.document.get("lang") == "de-CH"

    def test_the_nested_form_of_a_representative_is_kept_too(self, ne):
        child = "La personne que vous représentez"
        ne.open("/register-representative").fill("Votre prénom", "Jeanne").fill("Prénom", "Émile", child)
        ne.tick("Curatelle").tick("Femme", child).press("Deutsch").press("Français")
        assert (ne.page.value("Votre prénom"), ne.page.value("Prénom", child)) == ("Jeanne", "Émile")
        assert ne.page.ticked("Curatelle")
        assert ne.page.ticked("Femme", child)

    def test_it_counts_as_no_registration(self, be):
        page = register(be).page
        for _number in range(45):
            be._page = page
            be.press("Deutsch")
        be._page = page
        be.press("S’inscrire")
        assert be.page.url.startswith("/confirm-email?user=")

    @pytest.mark.parametrize("language", ["it", "", "xx", "de\r\nX: y"])
    def test_a_language_the_desk_does_not_speak_changes_nothing(self, be, language):
        form = register(be).page
        controls = form.controls(form.document.get_element_by_id("form"))
        answer = be.post_controls("/register-company", [*controls, ("switch_language", language)])
        assert answer.status_int == 303
        assert "/confirm-email?user=" in answer.location

    def test_the_enter_key_registers_and_does_not_switch(self, be):
        buttons = register(be).page.document.xpath("//form[@id='form']//button[not(@type='button')]")
        assert [button.get("name") for button in buttons] == ["register", "register", "switch_language"]
        assert buttons[-1].get("lang") == "de"
