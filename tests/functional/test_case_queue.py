"""One case after the other: what follows a decision, previous and next, and an acceptance in one page."""

import pytest

from guichet.testing.people import ANNA, beneficiary_of, issuer_of

MANAGER, CLERK = "manager@be.example", "clerk@be.example"


@pytest.fixture
def office(desks, sign_in, sent_invoice, clock):
    """A clerk, after three invoices for Anna Muster, a minute apart and about different days."""
    with desks.acting("be", MANAGER) as ctx:
        beneficiary_of(issuer_of(ctx, MANAGER), ANNA).account_holder = "Anna Muster"
    for number in range(3):
        sent_invoice("be", MANAGER, ANNA, days_ago=20 + 4 * number)
        clock.forward(minutes=1)
    return sign_in(desks.browser("be"), CLERK)


def reference(browser):
    return next(word for word in browser.page.words.split() if word.startswith("BE-2026-"))


def test_each_decision_leads_to_the_next_case_and_the_last_to_the_list(office):
    order = [row[0].split()[1] for row in office.page.rows()]
    office.follow("Traiter ces dossiers à la suite")
    assert reference(office) == order[0]
    assert "Nouvelles · dossier 1 sur 3" in office.page
    office.follow("Suivant").follow("Suivant")
    assert (reference(office), "dossier 3 sur 3" in office.page) == (order[2], True)
    assert "Suivant" not in office.page
    office.follow("Précédent")
    assert reference(office) == order[1]
    # A decision in the middle goes on behind it; the words of the decision survive a mistake.
    office.follow("Refuser").press("Voir l’e-mail avant de décider", status=422)
    office.fill_all({"Raison du refus": "pas de droit", "Base légale": "art. 51 LAI"}).press(
        "Voir l’e-mail avant de décider"
    )
    office.press("Refuser la demande")
    assert reference(office) == order[2]
    assert "La demande est refusée." in office.page.notice
    office.fill("Nouvelle note", "Vérifié").press("Enregistrer la note")
    assert "dossier 2 sur 2" in office.page
    office.press("Accepter CHF")
    assert office.page.heading == "Liste de travail"
    assert "La demande est acceptée." in office.page.notice
    assert [row[0].split()[1] for row in office.page.rows()] == [order[0]]


def test_a_case_opened_by_its_reference_belongs_to_no_list(office):
    found = office.page.rows()[0][0].split()[1]
    office.fill("Nom, N° assuré, référence, décision ou facture", found).press("Chercher")
    assert reference(office) == found
    assert "Suivant" not in office.page
    office.follow("Accepter").press("Accepter la demande")
    assert office.page.heading == "Liste de travail"


def test_a_case_without_points_is_accepted_from_the_review_in_a_list(office):
    order = [row[0].split()[1] for row in office.page.rows()]
    office.follow("Traiter ces dossiers à la suite")
    for number in (1, 2):
        assert "Aucun point à voir" in office.page
        office.press("Accepter CHF")
        assert reference(office) == order[number]
        assert "La demande est acceptée." in office.page.notice
    office.press("Accepter CHF")
    assert office.page.heading == "Liste de travail"
    done = [row[0].split()[1] for row in office.open("/work-list?view=done").page.rows()]
    assert sorted(done) == sorted(order)


def test_shortcuts_are_shown_to_people_who_want_them(office):
    office.follow("Traiter ces dossiers à la suite")
    assert office.page.document.xpath("//kbd | //*[@data-key]") == []
    office.follow("Raccourcis : désactivés").tick("Utiliser ces raccourcis").press("Enregistrer")
    assert "Vos raccourcis sont enregistrés." in office.page
    office.follow("Traiter ces dossiers à la suite")
    keys = office.page.document.xpath("//@data-key | //@data-focus-key")
    assert sorted(keys) == ["a", "c", "j", "n", "r"]
    assert "Raccourcis : activés" in office.page
