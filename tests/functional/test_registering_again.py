"""A company that the office has refused registers again: the form of the mail's link comes filled."""

import pytest

from guichet.issuers.company_confirmation import receive
from guichet.issuers.issuer_actions import register_company
from guichet.office.registrations.registration_actions import refuse_registration
from guichet.testing.people import PASSWORD

ANSWERS = {
    "company_name": "Roue Libre SA",
    "gln": "7601001000018",
    "street": "Aareweg 4",
    "postcode": "3005",
    "town": "Berne",
    "first_name": "Mia",
    "last_name": "Robert",
    "email": "mia@roue.example",
    "phone": "+41795551234",
    "password": PASSWORD,
}
LABELS = {
    "Nom de la société": "Roue Libre SA",
    "GLN": "7601 0010 0001 8",
    "Rue et numéro": "Aareweg 4",
    "NPA": "3005",
    "Localité": "Berne",
    "Prénom": "Mia",
    "Nom": "Robert",
    "Adresse e-mail": "mia@roue.example",
}


@pytest.fixture
def link(desks, outbox):
    """The link of the mail about the refusal."""
    with desks.acting("be") as ctx:
        user = register_company(ctx, ANSWERS, "fr")
        receive(ctx, user)
        refuse_registration(ctx, user, "Ce GLN est celui d’une autre société.")
    return outbox[-1].link


def values(browser):
    return {label: browser.page.value(label).replace("\N{NO-BREAK SPACE}", " ") for label in LABELS}


def test_form_comes_filled_without_the_password(be, link):
    be.open(link)
    assert values(be) == LABELS
    assert be.page.value("Téléphone portable suisse").split() == ["+41", "79", "555", "12", "34"]
    assert be.page.value("Mot de passe") == ""
    assert not be.page.ticked("J’accepte les conditions d’utilisation")


def test_company_changes_one_answer_and_registers(be, link, desks, confirm_company):
    be.open(link).fill("GLN", "7601001000025").fill("Mot de passe", PASSWORD)
    be.tick("J’accepte les conditions d’utilisation").press("S’inscrire")
    assert confirm_company(ANSWERS["email"]).page.url == "/registered"
    with desks.looking("be") as ctx:
        companies = [
            ctx.portal["issuers"][row.issuer_id] for _id, row in ctx.portal["waiting_companies"].page("waiting").rows
        ]
    assert [one.name for one in companies] == ["Roue Libre SA"]


def test_form_that_is_refused_keeps_what_was_changed(be, link):
    be.open(link).fill("GLN", "7601001000025").press("S’inscrire", status=422)
    assert values(be) == LABELS | {"GLN": "7601001000025"}


def test_form_in_another_language_keeps_what_was_changed(be, link):
    be.open(link).fill("Localité", "Thun").press("Deutsch")
    assert be.page.value("Ort") == "Thun"
    assert be.page.value("Name der Firma") == "Roue Libre SA"


def test_link_shows_the_answers_to_no_one_after_its_use_or_its_time(be, link, clock):
    be.open(link).fill("Mot de passe", PASSWORD)
    be.tick("J’accepte les conditions d’utilisation").press("S’inscrire")
    be.open(link)
    assert set(values(be).values()) == {""}
    assert "Le lien de votre e-mail n’est plus valable" in be.page


def test_link_works_for_thirty_days(be, link, clock):
    clock.forward(days=29)
    assert values(be.open(link)) == LABELS
    clock.forward(days=2)
    assert set(values(be.open(link)).values()) == {""}


@pytest.mark.parametrize("secret", ["", "x", "x" * 43])
def test_link_that_was_never_sent_shows_an_empty_form(be, link, secret):
    be.open(f"/register-company?link={secret}")
    assert set(values(be).values()) == {""}


def test_link_fills_no_other_form(be, link):
    be.open(link.replace("register-company", "register-insured"))
    assert be.page.value("Adresse e-mail") == ""
