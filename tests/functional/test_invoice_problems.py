"""An invoice that something is wrong with, or that is sent twice, late, or from a page left open."""

import io
import json

import pikepdf
import pytest
from pyramid.traversal import find_resource

from guichet.invoices.invoice_actions import withdraw
from guichet.testing.people import issuer_of

MANAGER = "manager@be.example"
ANNA = "7561234567897"


@pytest.fixture
def form(be, sign_in, start_invoice, fill_journey):
    """A complete invoice, not sent yet."""
    sign_in(be, MANAGER)
    start_invoice(be, "Anna Muster").fill_all({"Numéro de facture": "R-17", "Date de la facture": "14.11.2026"})
    return fill_journey(be)


@pytest.mark.parametrize(
    ("within", "label", "typed", "words"),
    [
        ("Trajet 1", "Date", "15.11.2026", "Saisissez une date jusqu’au 14 novembre 2026"),
        ("Trajet 1", "Date", "31.2.2026", "Ce jour n’existe pas dans le calendrier"),
        ("Trajet 1", "Date", "14.10.2019", "cinq ans après la fin du mois de la prestation"),
        ("Trajet 1", "Kilomètres, trajet simple", "1.234", "Écrivez"),
        ("Trajet 1", "Kilomètres, trajet simple", "", "Saisissez le nombre de kilomètres"),
        ("Trajet 1", "Départ du domicile", "25:00", "Cette heure n’existe pas"),
        ("", "Date de la facture", "15.11.2026", "Saisissez une date de facture jusqu’à aujourd’hui"),
        ("", "Date de la facture", "1.10.2026", "au plus tôt du jour de la dernière prestation"),
        ("", "Date de la facture", "", "Saisissez la date de votre facture"),
        ("", "Numéro de facture", "", "Saisissez le numéro de votre facture"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_everything_typed_is_kept(form, within, label, typed, words):
    form.fill("Remarque", "Gardez ceci").fill(label, typed, within).press("Envoyer ma demande", status=422)
    assert words.lower() in form.page.problem_at(label, within).lower()
    assert words.lower() in " ".join(form.page.problems).lower()
    assert form.page.value(label, within) == typed
    assert form.page.value("Remarque") == "Gardez ceci"
    assert form.page.value("Lieu ou établissement", "Trajet 1") == "Inselspital"
    assert form.page.ticked("Voiture privée", "Trajet 1")
    form.open("/")
    assert not form.page.rows()


@pytest.mark.parametrize(
    ("choice", "label", "typed", "words"),
    [
        ("Un autre compte", "IBAN", "CH93 0076 2011 6238 5295 8", "L’IBAN ne correspond pas"),
        ("Un autre compte", "IBAN", "", "Saisissez l’IBAN du compte à créditer"),
        ("Un autre numéro", "Numéro de décision", "", "Saisissez le numéro de décision : 14 chiffres"),
        ("Un autre numéro", "Numéro de décision", "30220250", "Le numéro a 14 chiffres"),
    ],
)
def test_another_account_or_decision_is_read_with_the_same_care(form, choice, label, typed, words):
    form.tick(choice).fill(label, typed).press("Envoyer ma demande", status=422)
    assert words in form.page.problem_at(label)
    assert form.page.ticked(choice)


def test_a_decision_of_another_office_is_a_warning_that_says_which(form):
    form.tick("Un autre numéro").fill("Numéro de décision", "324 2025 0012345").press("Envoyer ma demande")
    assert "Numéro de décision · " in form.page
    assert "d’un autre office (NE)" in form.page
    assert "qui a rendu la décision" in form.page
    form.press("Envoyer la demande", status=422)
    assert form.page.problems == ["Cochez la case pour confirmer que vous avez vérifié"]
    form.tick("J’ai vérifié, ces indications sont exactes").press("Envoyer la demande")
    assert form.page.heading == "Demande envoyée"


def test_a_warning_is_confirmed_with_a_reason_that_the_office_reads(form, desks, sign_in):
    why = "La personne a déménagé le 1er octobre <b>avec</b> sa décision."
    form.tick("Un autre numéro").fill("Numéro de décision", "324 2025 0012345").press("Envoyer ma demande")
    form.fill("Explication pour l’office", why).press("Envoyer la demande", status=422)
    assert form.page.value("Explication pour l’office") == why
    form.tick("J’ai vérifié, ces indications sont exactes").press("Envoyer la demande")
    with desks.acting("be", MANAGER) as ctx:
        (invoice,) = (one for one in issuer_of(ctx, MANAGER).invoices.values() if one.revisions)
        assert invoice.events[-1].message == why
        assert invoice.office_message is None
        path = f"/issuers/{invoice.__parent__.__parent__.id}/invoices/{invoice.id}/"
    form.open(path)
    assert why in form.page
    form.press("Se déconnecter")
    # Beside the warnings, above what was answered.
    sign_in(form, "clerk@be.example").open(f"{path}review")
    assert why in form.page.words.partition("Envoyée par")[0]


@pytest.mark.parametrize("saved", [True, False])
def test_the_next_invoice_offers_a_decision_number_that_was_to_be_saved(form, saved):
    form.tick("Un autre numéro").fill("Numéro de décision", "302 2024 0004711").fill("Description", "Ergothérapie")
    assert not form.page.ticked("Enregistrer le numéro de décision")
    form.tick("Enregistrer le numéro de décision", ticked=saved)
    form.press("Envoyer ma demande").press("Envoyer la demande").follow("Nouvelle facture")
    form.tick("Frais de voyage et nourriture").fill("Bénéficiaire", "Anna Muster").press("Continuer")
    assert ("302 2024 0004711" in form.page) is saved
    assert form.page.ticked("302 2024 0004711 Ergothérapie" if saved else "302 2025 0012345 Physiothérapie")


def test_an_empty_form_names_everything_that_is_missing(be, sign_in, start_invoice):
    sign_in(be, MANAGER)
    start_invoice(be, "Beat Beispiel").press("Envoyer ma demande", status=422)
    assert "Saisissez l’IBAN du compte à créditer" in be.page.problems
    assert "Trajet 1 : saisissez la date du trajet" in be.page.problems
    assert len(be.page.problems) >= 8


def test_a_missing_proof_is_asked_for_where_it_is_attached(form):
    form.tick("Transports publics", "Trajet 1").fill("Prix du billet, 2e classe", "23.40", "Trajet 1")
    form.press("Envoyer ma demande", status=422)
    assert form.page.problems == ["Joignez le billet ou la quittance des transports publics"]
    assert "Joignez le billet ou la quittance des transports publics" in form.page.problem_at("Fichier")


def test_a_double_click_sends_one_invoice_and_one_mail(form, outbox):
    form.press("Envoyer ma demande")
    before = len(outbox)
    answers = [form.send("Envoyer la demande") for _number in range(3)]
    assert {answer.status_int for answer in answers} == {303}
    assert {answer.location for answer in answers} == {answers[0].location}
    assert len(outbox) == before + 1
    form.open(answers[0].location)
    assert form.page.heading == "Demande envoyée"
    assert len(form.open("/").page.rows()) == 1


def test_a_form_left_open_cannot_change_what_was_sent(form):
    open_form = form.page
    form.press("Envoyer ma demande").press("Envoyer la demande")
    form._page = open_form
    form.fill("Numéro de facture", "R-18").press("Envoyer ma demande")
    assert form.page.summary()["Facture"].startswith("R-17")
    assert "Envoyée" in form.page


def test_a_second_click_on_a_correction_makes_one_new_revision(form, desks, sign_in, outbox):
    form.press("Envoyer ma demande").press("Envoyer la demande")
    office = sign_in(desks.browser("be"), "clerk@be.example")
    office.follow("BE-2026").press("Demander une correction")
    office.press("Voir l’e-mail avant de décider", status=422)
    assert office.page.problems == ["Saisissez ce qui doit être corrigé"]
    office.fill("Message à l’expéditeur", "Il manque l’heure de retour.").press("Voir l’e-mail avant de décider")
    office.press("Demander la correction")
    form.open("/").follow("Corriger")
    before, asking = len(outbox), outbox[-1].subject
    form.press("Modifier ma demande")
    assert [form.send("Envoyer la demande").status_int for _number in range(2)] == [303, 303]
    # One mail more; the one that asked for the correction had not left, and never does.
    assert len(outbox) == before
    assert asking not in [mail.subject for mail in outbox]
    office.open("/work-list").follow("Renvoyées corrigées").follow("BE-2026")
    assert "version 2" in office.page


def test_two_people_at_the_office_decide_once(form, desks, sign_in, outbox):
    form.press("Envoyer ma demande").press("Envoyer la demande")
    first, second = (sign_in(desks.browser("be"), "clerk@be.example").follow("BE-2026") for _number in range(2))
    first.follow("Refuser").fill("Raison du refus", "Hors délai.")
    second.follow("Accepter").press("Accepter la demande")
    before = len(outbox)
    first.press("Voir l’e-mail avant de décider", status=409)
    assert "Cette demande a changé entre-temps" in first.page
    assert "Hors délai." in first.page.document.xpath("string(.//textarea[@id='typed'])")
    assert len(outbox) == before


class TestDraft:
    """What is typed is kept, whatever happens."""

    def test_it_is_found_again_on_the_guichet(self, form):
        form.press("Enregistrer et quitter")
        assert form.page.notice == "Votre brouillon est enregistré."
        form.follow("Continuer Anna Muster")
        assert form.page.value("Kilomètres, trajet simple", "Trajet 1") == "45"

    def test_wrong_answers_are_kept_as_they_were_typed(self, form):
        form.fill("Date", "demain", "Trajet 1").press("Enregistrer et quitter")
        form.follow("Continuer Anna Muster")
        assert form.page.value("Date", "Trajet 1") == "demain"

    def test_it_can_be_thrown_away(self, form):
        form.press("Enregistrer et quitter").follow("Supprimer Anna Muster").press("Supprimer le brouillon")
        assert form.page.notice == "Le brouillon est supprimé."
        assert "Brouillon" not in form.page

    def test_lines_come_and_go_and_the_others_stay(self, form):
        form.press("Ajouter un trajet").fill("De", "Thun", "Trajet 2").press("Ajouter un trajet")
        form.fill("De", "Biel", "Trajet 3").press("Supprimer le trajet 2")
        assert form.page.value("De", "Trajet 1") == "3400 Burgdorf"
        assert form.page.value("De", "Trajet 2") == "Biel"

    def test_autosave_keeps_the_answers_and_tells_the_total(self, form):
        fields = form.page.controls(form.page.document.get_element_by_id("form"))
        answer = form.post_controls(form.page.url, [*fields, ("autosave", "yes")])
        told = json.loads(answer.text)
        assert told["saved"].replace("\u00a0", " ") == "Enregistré à 13 h 00."
        assert told["total"].replace("\u00a0", " ") == "CHF 40.50"
        assert "40.50" in told["lines"]["details-lines-0"]["amounts"]
        assert form.open(form.page.url).page.value("Numéro de facture") == "R-17"

    def test_an_expired_session_loses_nothing_that_was_typed(self, form, clock, sign_in):
        form.fill("Remarque", "Saisi pendant une longue pause")
        clock.forward(minutes=40)
        form.press("Enregistrer et quitter")
        assert form.page.heading == "Se connecter"
        assert "Ce que vous avez saisi est gardé" in form.page.notice
        sign_in(form, MANAGER)
        assert "Vous aviez été déconnecté. Voici ce que vous aviez saisi." in form.page
        assert form.page.value("Remarque") == "Saisi pendant une longue pause"
        assert form.page.value("Kilomètres, trajet simple", "Trajet 1") == "45"
        form.press("Envoyer ma demande")
        assert "Saisi pendant une longue pause" in form.page

    def test_junk_sent_with_an_ended_session_does_not_block_the_form(self, form, clock, sign_in):
        path, token = form.page.url, form.page.document.xpath("string(.//input[@name='csrf_token']/@value)")
        clock.forward(minutes=40)
        form.post_controls(path, [("csrf_token", token), ("__end__", "details:mapping")])
        sign_in(form.open("/"), MANAGER).open(path)
        assert "Frais de voyage et nourriture" in form.page

    def test_what_one_person_typed_is_not_shown_to_another(self, form, clock, sign_in):
        path = form.page.url
        form.fill("Remarque", "Pour moi seule")
        clock.forward(minutes=40)
        form.press("Enregistrer et quitter")
        sign_in(form, "collaborator@be.example").open(path)
        assert form.page.value("Remarque") == ""

    def test_what_the_script_sent_after_the_session_had_ended_is_kept_too(self, form, clock, sign_in):
        path = form.page.url
        fields = form.fill("Remarque", "Saisi trop tard").page.controls(form.page.document.get_element_by_id("form"))
        clock.forward(minutes=40)
        assert form.post_controls(path, [*fields, ("autosave", "yes")]).status_int == 303
        sign_in(form.open("/"), MANAGER).open(path)
        assert form.page.value("Remarque") == "Saisi trop tard"


def test_a_sent_invoice_can_be_withdrawn_until_the_office_decides(be, sign_in, sent_invoice):
    path = sent_invoice("be", MANAGER, ANNA)
    sign_in(be, MANAGER).open(path).follow("Retirer la demande")
    page = be.page
    be.press("Retirer la demande")
    assert be.page.notice == "La demande est retirée."
    be._page = page
    be.press("Retirer la demande")
    assert "Retirée" in be.page


def test_open_invoice_continues_after_its_beneficiary_is_removed(form):
    open_form = form.page
    form.open("/").follow("Bénéficiaires").follow("Supprimer Anna Muster").press("Supprimer")
    assert "Anna Muster" not in form.page
    form._page = open_form
    form.press("Envoyer ma demande")
    assert form.page.heading == "Vérifiez votre demande avant de l’envoyer"


def test_the_history_is_filtered_by_who_sent_it(be, sign_in, sent_invoice):
    sent_invoice("be", MANAGER, ANNA, 20)
    sent_invoice("be", "collaborator@be.example", ANNA, 30)
    sign_in(be, MANAGER)
    assert len(be.page.rows()) == 2
    be.fill("Responsable", "Marc Favre").press("Filtrer")
    assert [row[3] for row in be.page.rows()] == ["Marc Favre"]
    be.follow("retirer ce filtre Marc Favre")
    assert len(be.page.rows()) == 2


def test_a_filter_that_reads_its_limit_says_so_and_is_continued(be, desks, sign_in, sent_invoice, clock, monkeypatch):
    paths = []
    for number, sender in enumerate([*[MANAGER] * 3, *["collaborator@be.example"] * 2]):
        paths.append(sent_invoice("be", sender, ANNA, 20 + 10 * number))
        clock.forward(minutes=1)
    with desks.acting("be", MANAGER) as ctx:
        for path in paths[1:3]:
            withdraw(ctx, find_resource(ctx.portal, path))
    monkeypatch.setattr("guichet.invoices.guichet_page.MAX_SCANNED", 2)
    sign_in(be, MANAGER).fill("Statut", "Envoyée").fill("Responsable", "Lea Rochat").press("Filtrer")
    assert "Nous avons parcouru 2 demandes. D’autres peuvent correspondre." in be.page
    assert "Aucune demande avec ces filtres" not in be.page
    be.follow("Continuer la recherche")
    assert [(row[2][:11], row[3]) for row in be.page.rows()] == [("Anna Muster", "Lea Rochat")]
    assert "Nous avons parcouru" not in be.page


def test_more_people_than_a_filter_takes_are_not_left_out_silently(be, sign_in, sent_invoice, monkeypatch):
    sent_invoice("be", MANAGER, ANNA, 20)
    sent_invoice("be", MANAGER, ANNA, 30)
    monkeypatch.setattr("guichet.invoices.guichet_page.MAX_MATCHES", 1)
    label = "Bénéficiaire ou facture (nom, N° assuré, N° de facture ou référence)"
    sign_in(be, MANAGER).fill(label, "e").press("Filtrer")
    assert "D’autres bénéficiaires peuvent correspondre" in be.page
    be.open("/").fill(label, "Anna").press("Filtrer")
    assert "D’autres bénéficiaires peuvent correspondre" not in be.page


def test_copy_of_one_journey_is_one_page(be, sign_in, start_invoice, fill_journey):
    start_invoice(sign_in(be, MANAGER), "Anna Muster").fill("Numéro de facture", "R-17")
    fill_journey(be).press("Envoyer ma demande").press("Envoyer la demande")
    copy = be.get(be.page.link("Télécharger la copie de votre demande en PDF"))
    assert len(pikepdf.open(io.BytesIO(copy.body)).pages) == 1
