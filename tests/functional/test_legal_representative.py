"""A legal representative: registers for the person represented, invoices for them, and is named where it matters."""

from types import ModuleType

import pytest

from canton_be import plugin
from guichet.hookspecs import hookimpl
from guichet.mfa.phone_requests import submit
from guichet.plugins import installed
from guichet.tenants import UserKind
from guichet.testing.people import user_of
from guichet.web.pages import CONDITIONS

EMAIL = "jeanne.robert@exemple.example"
PASSWORD = "fontaine-merle-gris-4"
CHILD = "La personne que vous représentez"
ACCEPT = "J’accepte les conditions d’utilisation"
PARENT = "Père ou mère"
OWN = {
    "Votre prénom": "Jeanne",
    "Votre nom": "Robert-Favre",
    "Adresse e-mail": EMAIL,
    "Mot de passe": PASSWORD,
    "Téléphone portable suisse": "078 555 12 34",
}
REPRESENTED = {
    "N° assuré": "756.9217.0769.85",
    "Prénom": "Émile",
    "Nom": "Robert",
    "Date de naissance": "1.2.2015",
    "Rue et numéro": "Rue du Lac 3",
    "NPA": "2000",
    "Localité": "Neuchâtel",
}


def fill(browser, relation=PARENT):
    browser.fill_all(OWN).tick(relation).fill_all(REPRESENTED, CHILD).tick("Homme", CHILD)
    return browser.tick(ACCEPT)


@pytest.fixture
def register(outbox):
    """From the filled form to the active account."""

    def register(browser):
        fill(browser).press("S’inscrire")
        browser.fill("Code", outbox.texts[-1].code).press("Continuer")
        return browser.open(outbox.mails[-1].link).press("Activer mon compte")

    return register


@pytest.fixture
def jeanne(ne, register, sign_in):
    """Signed in at Neuchâtel’s desk, the mother of Émile."""
    return sign_in(register(ne.open("/register-representative")), EMAIL, PASSWORD)


def test_desk_for_insured_persons_opens_the_form_and_links_representatives(ne):
    ne.open("/").follow("S’inscrire")
    assert ne.page.url == "/register-insured"
    assert "Vous représentez un enfant ou une personne sous curatelle ?" in ne.page
    ne.follow("Inscrivez-vous comme représentant légal")
    assert ne.page.control("N° assuré", CHILD) is not None
    ne.follow("Inscrivez-vous en votre nom")
    assert ne.page.url == "/register-insured"


def test_where_companies_register_too_it_is_one_of_three_answers(be):
    be.open("/").follow("S’inscrire")
    for label in ("Organisme / entreprise", "Personne assurée", "Représentant légal"):
        be.page.control(label, "Je veux utiliser la plateforme en tant que")
    be.tick("Représentant légal").press("Continuer")
    assert be.page.url == "/register-representative"
    assert "Inscrivez-vous en votre nom" not in be.page


def test_user_is_the_representative_and_issuer_the_person_represented(jeanne, desks):
    assert jeanne.page.heading == "Guichet"
    with desks.looking("ne") as ctx:
        user = ctx.portal["users"].with_email(EMAIL)
        issuer = ctx.portal["issuers"][user.issuer_id]
        assert (user.name, user.conditions) == ("Jeanne Robert-Favre", CONDITIONS)
        assert dict(issuer.members) == {user.id: "representative"}
        assert (issuer.display_name, issuer.representation) == ("Émile Robert", "parent")


@pytest.mark.parametrize(
    ("relation", "kept"), [(PARENT, "parent"), ("Curatelle", "guardian"), ("Autre représentant légal", "other")]
)
def test_the_relation_is_kept(be, desks, relation, kept):
    fill(be.open("/register-representative"), relation).press("S’inscrire")
    with desks.looking("be") as ctx:
        (user,) = ctx.portal["users"].pending_with(EMAIL)
        assert ctx.portal["issuers"][user.issuer_id].representation == kept


def test_the_relation_has_to_be_said(be):
    fill(be.open("/register-representative"))
    for relation in (PARENT, "Curatelle", "Autre représentant légal"):
        be.tick(relation, ticked=False)
    be.press("S’inscrire", status=422)
    type_again = "Saisissez encore une fois le mot de passe : nous ne le gardons pas sur la page"
    assert be.page.problems == ["Choisissez votre lien avec la personne", type_again]


def test_what_is_wrong_with_the_represented_person_is_said_at_their_data(be):
    fill(be.open("/register-representative")).fill("N° assuré", "756.9217.0769.86", CHILD)
    be.press("S’inscrire", status=422)
    assert be.page.problem_at("N° assuré", CHILD)
    assert be.page.value("Prénom", CHILD) == "Émile"
    assert be.page.value("Votre prénom") == "Jeanne"


@pytest.mark.parametrize("password", ["Emile-Robert-2015", "Robert-Favre-Jeanne"])
def test_a_password_of_the_two_names_is_refused(be, password):
    fill(be.open("/register-representative")).fill("Prénom", "Emile", CHILD).fill("Mot de passe", password)
    be.press("S’inscrire", status=422)
    assert "facile à deviner" in be.page.problem_at("Mot de passe")


def test_invoice_is_for_the_person_represented_and_names_its_sender(
    jeanne, desks, sign_in, start_invoice, fill_journey
):
    start_invoice(jeanne)
    assert "Émile Robert" in jeanne.page.summary()["Bénéficiaire"]
    assert "Bénéficiaire" in jeanne.page
    fill_journey(jeanne).fill("IBAN", "CH93 0076 2011 6238 5295 7").fill("Numéro de décision", "324 2025 0012345")
    jeanne.press("Envoyer ma demande")
    assert "Émile Robert" in jeanne.page.summary()["Bénéficiaire"]
    jeanne.press("Envoyer la demande")
    assert jeanne.page.heading == "Demande envoyée"
    reference = jeanne.page.document.xpath("string(//main//b[@class='num'])")
    office = sign_in(desks.browser("ne"), "clerk@ne.example")
    assert "Émile Robert" in office.page
    office.follow(reference)
    assert office.page.summary()["Envoyée par"] == (
        "Émile Robert, Jeanne Robert-Favre Langue de correspondance : français"
    )


def test_the_person_s_data_are_changed_and_not_called_one_s_own(jeanne):
    assert "Mes données" not in jeanne.page
    jeanne.open(people(jeanne))
    assert jeanne.page.heading == "Émile Robert"
    jeanne.follow("Modifier les informations personnelles").fill("Rue et numéro", "Rue du Lac 5").press("Enregistrer")
    assert jeanne.page.notice == "C’est enregistré."


def people(browser):
    return next(address for address in browser.page.links() if "/beneficiaries/" in address)


def test_a_person_who_acts_for_themselves_still_reads_my_data(ne, sign_in):
    sign_in(ne, "insured@ne.example")
    assert "Mes données" in ne.page
    assert ne.open(people(ne)).page.heading == "Mes données"


def test_where_insured_persons_do_not_register_others_cannot_for_them(make_desks):
    canton = ModuleType("canton_be")
    vars(canton).update({name: hook for name, hook in vars(plugin).items() if name.startswith("guichet_")})
    canton.guichet_user_kinds = hookimpl(lambda: (UserKind("company"),))
    desks = make_desks(["be"], plugins={**installed(), "canton_be": canton})
    be = desks.browser("be")
    assert be.open("/register").page.url == "/register-company"
    assert be.open("/register-representative").page.url == "/register-company"
    assert "Représentant légal" not in be.page


def test_office_sees_whose_number_and_address_a_lost_phone_s_page_shows(jeanne, desks, sign_in):
    """The name above is the representative's; the file to call or write from is that of the person represented."""
    with desks.acting("ne") as ctx:
        user = user_of(ctx, EMAIL)
        submit(ctx, user, "+41795556677", "le matin", app_lost=False)
    clerk = sign_in(desks.browser("ne"), "clerk@ne.example")
    clerk.open(f"/users/{user.id}/lost-phone")
    assert clerk.page.heading == "Jeanne Robert-Favre"
    assert "Représente Émile Robert N° assuré 756.9217.0769.85" in clerk.page.words
