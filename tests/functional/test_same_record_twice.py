"""Two people, or two pages of one person, change the same stored record."""

import inspect

import pytest

from guichet.auth.sign_in import Welcome
from guichet.invoices.change_beneficiary import ChangeBeneficiary
from guichet.invoices.new_page import NewInvoice
from guichet.issuers import issuer_actions
from guichet.issuers.company.removal_pages import RemoveBankAccount
from guichet.issuers.registration import Register
from guichet.office.batches.batch_forms import NewBatch
from guichet.office.cases.shortcuts_page import ShortcutsPage
from guichet.office.decisions.decision_pages import DecisionView
from guichet.office.decisions.latest_event import LatestEventView
from guichet.office.lost_phones.lost_phone_page import LostPhone
from guichet.profile.language_page import ChangeLanguage
from guichet.testing.people import ANNA, beneficiary_of, issuer_of
from guichet.users.link_form_view import LinkFormView
from guichet.web.form_view import FormView

NO_STORED_RECORD = (
    Welcome,
    LinkFormView,
    Register,
    NewInvoice,
    NewBatch,
    DecisionView,
    LatestEventView,
    LostPhone,
    RemoveBankAccount,
)
"""Forms that begin with something else than a record that is stored as a whole."""
ONE_QUESTION = (ChangeBeneficiary, ChangeLanguage, ShortcutsPage)
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


def collaborator_name(desks):
    with desks.looking("be") as ctx:
        return ctx.portal["users"].with_email("collaborator@be.example").name


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
    author = collaborator_name(desks)
    assert [problem.partition(".")[0] for problem in manager.page.problems] == [
        f"Entre-temps, « Kramgasse 1 » a été enregistré ici par {author} à 13 h 00"
    ]
    assert address_of_anna(desks)[0] == "Kramgasse 1"
    save(manager)
    assert address_of_anna(desks) == ("Marktgasse 2", "Thun")


@pytest.mark.parametrize(
    ("page", "label", "spellings"),
    [
        ("bank-details", "IBAN", ("CH5604835012345678009", "ch56 0483 5012 3456 7800 9")),
        ("personal-data", "N° assuré", ("7561111222239", "AVS 756.1111.2222.39")),
        ("personal-data", "Date de naissance", ("13.3.1984", "13 mars 1984")),
        ("personal-data", "NPA", ("CH-3005", "3005")),
        ("personal-data", "Localité", ("Berne ", "  Berne")),
    ],
)
def test_same_answer_in_another_spelling_is_no_other_answer(pages, page, label, spellings):
    first, second = pages()
    for browser in (first, second):
        browser.open(browser.page.url.replace("personal-data", page))
    for browser, typed in zip((first, second), spellings, strict=True):
        assert browser.fill(label, typed).press("Enregistrer").page.notice == CHANGED


def test_the_author_is_named_in_the_language_of_the_reader(desks, pages):
    manager, collaborator = pages()
    save(collaborator, street="Kramgasse 1")
    save(manager, status=409, street="Marktgasse 2")
    manager.press("Deutsch", status=409)
    assert f"von {collaborator_name(desks)} um 13.00 Uhr gespeichert" in manager.page.problems[0]


def test_a_page_of_the_same_person_is_named_as_such(desks, pages, sign_in):
    manager, _collaborator = pages()
    twin = sign_in(desks.browser("be"), "manager@be.example").open(manager.page.url)
    save(twin, street="Kramgasse 1")
    save(manager, status=409, street="Marktgasse 2")
    assert "a été enregistré ici depuis une autre de vos pages" in manager.page.problems[0]


def test_a_changed_key_leads_to_the_record_and_its_conflict(desks, pages):
    first, second = pages()
    with desks.acting("be") as ctx:
        beneficiary_of(issuer_of(ctx, "manager@be.example"), ANNA).set_decision("30220250012345", "Bus")
    for browser in (first, second):
        browser.open(browser.page.url.replace("personal-data", "")).follow("Modifier 302 2025 0012345")
    second.fill("Numéro de décision", "302 2025 0043215").press("Enregistrer")
    first.fill("Numéro de décision", "302 2025 0099995").press("Enregistrer", status=409)
    assert f"« 302 2025 0043215 » a été enregistré ici par {collaborator_name(desks)}" in first.page.problems[0]
    first.press("Enregistrer")
    with desks.looking("be") as ctx:
        decisions = beneficiary_of(issuer_of(ctx, "manager@be.example"), ANNA).decisions
    assert decisions[-1] == ("30220250099995", "Bus")


def test_a_form_of_a_removed_record_says_that_nothing_is_stored(desks, pages):
    first, _second = pages()
    with desks.acting("be", "collaborator@be.example") as ctx:
        issuer_actions.remove_beneficiary(ctx, beneficiary_of(issuer_of(ctx, "manager@be.example"), ANNA))
    save(first, status=404, street="Kramgasse 1")
    assert first.page.heading == "Votre envoi n’a pas été enregistré"
    assert "Une autre personne l’a peut-être supprimé entre-temps" in first.page


def test_second_press_of_a_removal_is_not_blamed_on_another_person_alone(desks, pages):
    browser, _other = pages()
    browser.open(browser.page.url.replace("personal-data", "remove"))
    browser.send("Supprimer")
    browser.press("Supprimer", status=404)
    assert "Si vous avez cliqué deux fois, le premier clic a peut-être suffi." in browser.page


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
