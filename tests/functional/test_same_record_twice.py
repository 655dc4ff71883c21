"""Two people, or two pages of one person, change the same stored record."""

import inspect

import pytest

from guichet.auth.sign_in import Welcome
from guichet.invoices.change_beneficiary import ChangeBeneficiary
from guichet.invoices.new_page import NewInvoice
from guichet.issuers.registration import Register
from guichet.office.decisions.decision_pages import DecisionView
from guichet.office.lost_phones.lost_phone_page import LostPhone
from guichet.profile.language_page import ChangeLanguage
from guichet.testing.people import ANNA, beneficiary_of, issuer_of
from guichet.users.link_form_view import LinkFormView
from guichet.web.form_view import FormView

NO_STORED_RECORD = (Welcome, LinkFormView, Register, NewInvoice, DecisionView, LostPhone)
"""Forms that begin with something else than a record that is stored as a whole."""
ONE_QUESTION = (ChangeBeneficiary, ChangeLanguage)
"""The last answer is the one that counts, as it is the only one."""

CHANGED = "C’est enregistré."


@pytest.fixture
def pages(desks, sign_in):
    """The page of Anna's personal data, as two people of the company have opened it."""
    with desks.looking("be") as ctx:
        anna = beneficiary_of(issuer_of(ctx, "manager@be.example"), ANNA)
        address = f"/issuers/{anna.__parent__.__parent__.id}/beneficiaries/{anna.id}/personal-data"

    def open_twice():
        people = ("manager@be.example", "collaborator@be.example")
        return [sign_in(desks.browser("be"), email).open(address) for email in people]

    return open_twice


def save(browser, status=200, **answers):
    for label, value in answers.items():
        browser.fill({"street": "Rue et numéro", "town": "Localité"}[label], value)
    return browser.press("Enregistrer", status=status)


def address_of_anna(desks):
    with desks.looking("be") as ctx:
        anna = beneficiary_of(issuer_of(ctx, "manager@be.example"), ANNA)
        return anna.street, anna.town


def test_an_older_page_keeps_what_another_has_saved(desks, pages):
    manager, collaborator = pages()
    save(collaborator, street="Kramgasse 1")
    assert save(manager, town="Thun").page.notice == CHANGED
    assert address_of_anna(desks) == ("Kramgasse 1", "Thun")


def test_it_does_so_after_a_mistake_too(desks, pages):
    manager, collaborator = pages()
    save(manager, status=422, town="")
    save(collaborator, street="Kramgasse 1")
    save(manager, town="Thun")
    assert address_of_anna(desks) == ("Kramgasse 1", "Thun")


def test_the_same_question_is_decided_by_the_second_person(desks, pages):
    manager, collaborator = pages()
    save(collaborator, street="Kramgasse 1")
    save(manager, status=409, street="Marktgasse 2", town="Thun")
    assert [problem.partition(".")[0] for problem in manager.page.problems] == [
        "Entre-temps, « Kramgasse 1 » a été enregistré ici depuis une autre page"
    ]
    assert address_of_anna(desks)[0] == "Kramgasse 1"
    save(manager)
    assert address_of_anna(desks) == ("Marktgasse 2", "Thun")


def test_a_choice_is_named_by_its_label(desks, pages):
    manager, collaborator = pages()
    for browser, relation, status in ((collaborator, "Curatelle", 200), (manager, "Père ou mère", 409)):
        browser.fill("Lien avec cette personne", relation).fill("Prénom du représentant", "Eva")
        browser.fill("Nom du représentant", "Muster").press("Enregistrer", status=status)
    assert "« Curatelle »" in manager.page.problems[0]


def test_every_form_of_a_stored_record_is_merged(desks):
    def below(kind):
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    concrete = [one for one in below(FormView) if one.__module__.startswith("guichet.") and not inspect.isabstract(one)]
    shown = [one for one in concrete if one.initial is not FormView.initial]
    others = [one for one in shown if not one.changes_stored]
    assert [one for one in others if not issubclass(one, NO_STORED_RECORD + ONE_QUESTION)] == []
    assert len(shown) - len(others) >= 8
