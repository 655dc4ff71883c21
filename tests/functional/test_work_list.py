"""The work list: views, filters that leave nothing in an address, saved views, and who has a case."""

import pytest

from guichet.audit import entries
from guichet.issuers import issuer_actions
from guichet.testing.people import ANNA, BEAT, IBAN, beneficiary_of, issuer_of, user_of
from guichet.users import staff_users

MANAGER, CLERK, SUPERVISOR = "manager@be.example", "clerk@be.example", "supervisor@be.example"
SEARCH = "Nom, N° assuré, référence, décision ou facture"


@pytest.fixture
def office(desks, sign_in, sent_invoice):
    """A clerk, after two invoices for Anna Muster and one for Beat Beispiel."""
    with desks.acting("be", MANAGER) as ctx:
        beat = beneficiary_of(issuer_of(ctx, MANAGER), BEAT)
        issuer_actions.save_bank_details(ctx, beat, IBAN, "", "")
        issuer_actions.save_decision(ctx, beat, "30220240004711", "")
    for avs in (ANNA, ANNA, BEAT):
        sent_invoice("be", MANAGER, avs)
    return sign_in(desks.browser("be"), CLERK)


def open_first(browser, address="/work-list"):
    """Opens the oldest case of a list."""
    return browser.open(address).follow(browser.page.rows()[0][0].split()[1])


def people(browser):
    return [row[1].partition(" 756")[0] for row in browser.page.rows()]


def test_a_case_passes_through_the_views_with_the_person_who_has_it(office, desks, sign_in):
    assert people(office) == ["Anna Muster", "Anna Muster", "Beat Beispiel"]
    assert [row[-1] for row in office.page.rows()] == ["personne"] * 3
    open_first(office).press("Prendre ce dossier")
    assert "L’attribution est enregistrée." in office.page
    me = office.page.value("Attribué à")
    assert me.endswith("(vous)")
    assert len(office.open("/work-list").follow("À moi").page.rows()) == 1
    open_first(office, "/work-list?view=mine").fill("Nouvelle note", "Rappeler Mme Rochat").press("Enregistrer la note")
    office.fill("Me rappeler le", "1.1.2020").press("Enregistrer le rappel", status=422)
    assert office.page.problems == ["Choisissez un jour à venir"]
    office.fill("Me rappeler le", "20.11.2026").press("Enregistrer le rappel")
    assert "Rappel du 20.11.2026" in office.open("/work-list?view=mine").page
    # Handed over to the colleague, who reads the note.
    with desks.looking("be") as ctx:
        name = ctx.portal["users"].with_email(SUPERVISOR).name
    open_first(office, "/work-list?view=mine").fill("Attribué à", name).press("Attribuer")
    colleague = sign_in(desks.browser("be"), SUPERVISOR)
    open_first(colleague, "/work-list?view=mine")
    assert "Rappeler Mme Rochat" in colleague.page
    colleague.fill("Attribué à", "Personne").press("Attribuer")
    assert not colleague.open("/work-list?view=mine").page.rows()
    # « Personne » is no person here, and a person elsewhere.
    german = open_first(colleague.press("Deutsch"), "/work-list")
    assert german.page.value("Zugeteilt an") == "Niemandem"


def test_a_reminder_is_a_view_from_its_day_on(office, clock, desks, sign_in):
    open_first(office).fill("Me rappeler le", "20.11.2026").press("Enregistrer le rappel")
    assert "Rappels" not in office.open("/work-list").page
    clock.forward(days=6)
    office = sign_in(desks.browser("be"), CLERK)
    assert len(office.open("/work-list?view=reminders").page.rows()) == 1


def test_the_sender_sees_nothing_that_the_office_notes(office, desks, sign_in):
    open_first(office).fill("Nouvelle note", "Dossier suspect").press("Enregistrer la note")
    address = office.page.url.partition("review")[0]
    sender = sign_in(desks.browser("be"), MANAGER)
    for page in ("/", address, f"{address}sent"):
        assert "suspect" not in sender.open(page).page
    assert sender.get(f"{address}note").status_int == 404


def test_filters_combine_and_no_address_holds_what_was_typed(office):
    office.fill(SEARCH, "muster").fill("Type", "Frais de voyage").fill("Attribué à", "Personne")
    office.fill("Reçues", "Ce mois").press("Chercher")
    assert people(office) == ["Anna Muster", "Anna Muster"]
    assert "muster" not in office.page.url
    assert office.page.value(SEARCH) == "muster"
    office.fill("Reçues", "Le mois passé").press("Chercher", status=422)
    assert office.page.problem_at(SEARCH)
    office.open("/work-list").fill("Reçues", "Le mois passé").press("Chercher")
    assert office.page.rows() == []
    assert "period=last-month" in office.page.url


def test_cases_of_older_years_can_be_listed_once_there_are_some(office, clock, desks, sign_in):
    offered = "//select[@name='period']/option/@value"
    assert office.page.document.xpath(offered)[-1] == "2025-11"
    clock.forward(days=3 * 365)
    office = sign_in(desks.browser("be"), CLERK)
    assert office.page.document.xpath(offered)[-2:] == ["2028-11", "2026"]
    assert len(office.fill("Reçues", "2026").press("Chercher").page.rows()) == 3


@pytest.mark.parametrize("typed", ["302 2024 0004711", "30220240004711", "beispiel home-aide"])
def test_words_of_a_search_may_be_of_any_field(office, typed):
    assert people(office.fill(SEARCH, typed).press("Chercher")) == ["Beat Beispiel"]


def test_a_saved_view_counts_and_is_shared_if_its_author_wants(office, desks, sign_in):
    office.fill(SEARCH, "muster").press("Chercher").follow("Enregistrer cette vue")
    office.press("Enregistrer la vue", status=422)
    assert office.page.problems == ["Donnez un nom à cette vue"]
    office.fill("Nom de la vue", "Muster").press("Enregistrer la vue")
    assert "La vue est enregistrée." in office.page
    assert "Muster 2" in office.open("/work-list").page
    colleague = sign_in(desks.browser("be"), SUPERVISOR)
    assert "Muster 2" not in colleague.page
    office.open("/work-list").fill("Type", "Frais de voyage").press("Chercher").follow("Enregistrer cette vue")
    office.fill("Nom de la vue", "Voyages").tick("Montrer cette vue à tout l’office").press("Enregistrer la vue")
    assert people(colleague.open("/work-list").follow("Voyages")) == ["Anna Muster", "Anna Muster", "Beat Beispiel"]
    assert "Supprimer cette vue" not in colleague.page.buttons()
    office.press("Supprimer cette vue")
    assert "La vue est supprimée." in office.page
    assert "Voyages 3" not in colleague.open("/work-list").page


def test_a_shared_view_stays_its_authors_until_they_leave(office, desks, sign_in):
    def save(browser, view):
        browser.open(f"/save-view?view={view}&type=318.632.1").fill("Nom de la vue", "Voyages")
        return browser.tick("Montrer cette vue à tout l’office")

    save(office, "new").press("Enregistrer la vue")
    colleague = sign_in(desks.browser("be"), SUPERVISOR)
    save(colleague, "done").press("Enregistrer la vue", status=422)
    assert "porte déjà ce nom" in colleague.page.problem_at("Nom de la vue")
    assert "Voyages 3" in colleague.open("/work-list").page
    # One's own is replaced under the same name.
    save(office, "done").press("Enregistrer la vue")
    assert "Voyages 0" in colleague.open("/work-list").page
    assert "Supprimer cette vue" not in colleague.follow("Voyages").page.buttons()
    with desks.acting("be", SUPERVISOR) as ctx:
        staff_users.deactivate(ctx, user_of(ctx, CLERK))
    colleague.open("/work-list").follow("Voyages").press("Supprimer cette vue")
    assert "La vue est supprimée." in colleague.page.notice


@pytest.mark.parametrize("gone", ["0123456789abcdef", "%E2%9C%93", "the colleague's own"])
def test_a_list_that_is_gone_is_never_another_list(office, desks, sign_in, gone):
    """E.g. after twenty later searches, or once a colleague has removed the shared view."""
    if gone.startswith("the"):
        colleague = sign_in(desks.browser("be"), SUPERVISOR).fill(SEARCH, "muster").press("Chercher")
        gone = colleague.page.url.partition("filter=")[2]
    assert "n’est plus gardée" in office.open(f"/work-list?filter={gone}").page.notice
    assert "n’est plus gardée" in office.open(f"/save-view?filter={gone}").page.notice
    token = office.cookies[office.desk.cookie("csrf")["name"]]
    with desks.looking("be") as ctx:
        me = user_of(ctx, CLERK).id
    posted = [("csrf_token", token), ("whole", "yes"), ("assignee", me)]
    answer = office.post(f"/assign-cases?list=filter%3D{gone}", posted)
    assert answer.location.endswith("done=list-gone")
    assert [row[-1] for row in office.open("/work-list").page.rows()] == ["personne"] * 3
    # A case that was opened from it is one that was opened by itself.
    review = office.follow(office.page.rows()[0][0].split()[1]).page.url.partition("?")[0]
    assert "Suivant" not in office.open(f"{review}?list=filter%3D{gone}").page


def test_several_cases_are_assigned_at_once_each_with_its_own_entry(office, desks):
    office.press("Attribuer")
    assert "Aucun dossier n’est choisi" in office.page.notice
    first, second = (row[0].split()[1] for row in office.page.rows()[:2])
    office.tick(f"Choisir {first}").tick(f"Choisir {second}").press("Attribuer")
    assert "Les dossiers choisis sont attribués." in office.page.notice
    assert office.page.heading == "Liste de travail"
    assert [row[-1] for row in office.page.rows()].count("personne") == 1
    office.tick("Toute la liste").fill("Attribuer les dossiers choisis à", "Personne").press("Attribuer")
    assert [row[-1] for row in office.page.rows()] == ["personne"] * 3
    with desks.looking("be") as ctx:
        actions = [entry.action for entry in entries(ctx.portal)]
    assert (actions.count("invoice.assigned"), actions.count("invoice.given_back")) == (2, 2)


def test_findings_are_counted_in_the_list_and_narrow_it(office):
    def counted():
        """The number in each row, which is that of the review."""
        found = []
        for row in office.open("/work-list").page.rows():
            number = row[-2].split()[0]
            assert f"{number} points à voir" in office.open("/work-list").follow(row[0].split()[1]).page
            found.append(int(number))
        return found

    first, second, beat = counted()
    assert first == second == beat + 2
    assert people(office.open("/work-list?findings=some")) == ["Anna Muster", "Anna Muster", "Beat Beispiel"]
    assert not office.open("/work-list?findings=none").page.rows()
    assert not office.open("/work-list?findings=blocking").page.rows()
    # Once one of both is refused, the days of the other are claimed once.
    open_first(office).follow("Refuser").fill("Raison du refus", "Deux fois.").fill("Base légale", "art. 90 RAI")
    office.press("Voir l’e-mail avant de décider").press("Refuser la demande")
    assert counted() == [second - 2, beat]
