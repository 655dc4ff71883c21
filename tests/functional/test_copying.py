"""« Copier cette demande », « Envoyer et saisir la suivante », and a new invoice from a person's page."""

import pytest

from guichet.issuers import issuer_actions
from guichet.office.decisions import decision_actions
from guichet.testing.browser import DeskBrowser
from guichet.testing.people import ANNA, ZOE, beneficiary_of, issuer_of
from invoice_types.travel.demo import TRAVEL

MANAGER, INSURED = "manager@be.example", "insured@ne.example"


class CountedInputs:
    """A person who reads the page and counts every key press into a field, tick and click."""

    def __init__(self, browser: DeskBrowser) -> None:
        self.browser, self.count = browser, 0

    def __getattr__(self, verb):
        def does(*given, **named):
            self.count += 1
            getattr(self.browser, verb)(*given, **named)
            return self

        return does


@pytest.fixture
def lea(be, sign_in):
    return sign_in(be, MANAGER)


@pytest.fixture
def zoe(ne, sign_in):
    return sign_in(ne, INSURED)


def journey(browser, number, label):
    return browser.page.value(label, f"Trajet {number}")


def test_second_travel_invoice_of_a_kind_takes_at_most_eight_inputs(zoe, sent_invoice, desks, photo):
    sent_invoice("ne", INSURED, ZOE)
    person = CountedInputs(zoe.open("/"))
    reference = zoe.page.document.xpath("string(.//tbody//th/a)")
    person.follow(reference).follow("Copier cette demande")
    person.fill("Date", "2.11.2026", "Trajet 1").fill("Date", "4.11.2026", "Trajet 2")
    person.upload("Fichier", ("billet.jpg", photo)).press("Envoyer ma demande")
    person.press("Envoyer la demande")
    assert zoe.page.heading == "Demande envoyée"
    assert person.count <= 8


def test_copy_takes_over_places_and_account_but_no_day_or_document(lea, sent_invoice):
    lea.open(sent_invoice("be", MANAGER, ANNA)).follow("Copier cette demande")
    assert journey(lea, 1, "De") == "1001 Départ"
    assert journey(lea, 1, "Lieu ou établissement") == "Cabinet de l’Exemple, physiothérapie"
    assert journey(lea, 1, "Kilomètres, trajet simple") == "22.5"
    assert journey(lea, 2, "Prix du billet, 2e classe") == "23.40"
    for label in ("Date", "Départ du domicile", "Retour au domicile"):
        assert journey(lea, 1, label) == journey(lea, 2, label) == ""
    assert "Repris de la demande BE-" in lea.page
    assert not lea.page.document.xpath(".//ul[@class='files']")
    chosen = lea.page.document.xpath(".//input[@checked]/@value")
    assert {"saved", "30220250012345"} <= set(chosen)


def test_copy_is_stored_with_its_first_answer_alone(lea, sent_invoice, desks):
    lea.open(sent_invoice("be", MANAGER, ANNA)).follow("Copier cette demande")
    address = lea.page.url
    assert "Brouillons" not in lea.open("/").page
    lea.open(address).press("Enregistrer et quitter")
    assert "Brouillons" in lea.page


def test_copy_counts_the_invoice_number_on_and_shows_the_date_of_today(lea, sent_invoice):
    path = sent_invoice("be", MANAGER, ANNA)
    before = lea.open(path).page.document.xpath("string(.//main)")
    lea.follow("Copier cette demande")
    assert lea.page.value("Numéro de facture") == "2026-1026"
    assert "2026-1025" in before
    assert lea.page.value("Date de la facture") == "14.11.2026"


def test_new_form_proposes_no_number_that_a_draft_has(lea, sent_invoice, start_invoice):
    sent_invoice("be", MANAGER, ANNA)
    start_invoice(lea, "Beat Beispiel").press("Enregistrer et quitter")
    assert start_invoice(lea, "Anna Muster").page.value("Numéro de facture") == "2026-1027"


def test_first_invoice_of_a_company_proposes_no_number(lea, start_invoice):
    assert start_invoice(lea, "Anna Muster").page.value("Numéro de facture") == ""


@pytest.mark.parametrize("state", ["accepted", "refused", "withdrawn"])
def test_decided_and_withdrawn_invoice_is_copied_too(lea, sent_invoice, desks, state):
    path = sent_invoice("be", MANAGER, ANNA)
    if state == "withdrawn":
        lea.open(f"{path}withdraw").press("Retirer la demande")
    else:
        with desks.acting("be", "clerk@be.example") as ctx:
            invoice = issuer_of(ctx, MANAGER).invoices[path.split("/")[4]]
            if state == "accepted":
                decision_actions.accept(ctx, invoice, revision_number=1)
            else:
                decision_actions.refuse(ctx, invoice, "Déjà payé.", revision_number=1)
    lea.open(path).follow("Copier cette demande")
    assert journey(lea, 1, "De") == "1001 Départ"


def test_draft_and_correction_are_not_copied(lea, sent_invoice, desks, start_invoice):
    path = sent_invoice("be", MANAGER, ANNA)
    with desks.acting("be", "clerk@be.example") as ctx:
        invoice = issuer_of(ctx, MANAGER).invoices[path.split("/")[4]]
        decision_actions.request_correction(ctx, invoice, "Il manque le billet.", {}, revision_number=1)
    copy = lea.open(path).page
    assert "Copier cette demande" not in copy
    lea.open("/").follow("Nouvelle facture")
    start = start_invoice(lea, "Anna Muster").page.url
    assert lea.open(f"{start}/{path.split('/')[4]}").page.url.endswith("/new-invoice")


def test_copy_for_a_person_who_left_the_list_asks_for_whom_it_is(lea, sent_invoice, desks):
    path = sent_invoice("be", MANAGER, ANNA)
    with desks.acting("be", MANAGER) as ctx:
        issuer_actions.remove_beneficiary(ctx, beneficiary_of(issuer_of(ctx, MANAGER), ANNA))
    lea.open(path).follow("Copier cette demande")
    assert lea.page.heading == "Nouvelle facture"
    lea.fill("Bénéficiaire", "Beat Beispiel").press("Continuer")
    assert journey(lea, 1, "De") == "1001 Départ"
    assert "Beat Beispiel" in lea.page
    assert "302 2025 0012345" not in lea.page


def test_account_and_decision_that_are_gone_are_as_in_a_new_form(lea, sent_invoice, desks):
    path = sent_invoice("be", MANAGER, ANNA)
    with desks.acting("be", MANAGER) as ctx:
        anna = beneficiary_of(issuer_of(ctx, MANAGER), ANNA)
        anna.iban, anna.decisions = "", (("30220260000007", "Ergothérapie"),)
    lea.open(path).follow("Copier cette demande")
    checked = lea.page.document.xpath(".//input[@checked]/@value | .//option[@selected]/@value")
    assert "saved" not in checked
    assert "30220260000007" in checked


def test_form_that_is_no_longer_offered_says_so_and_is_not_copied(lea, sent_invoice, desks, monkeypatch):
    path = sent_invoice("be", MANAGER, ANNA)
    address = lea.open(path).page.link("Copier cette demande")
    monkeypatch.setattr(desks["be"].plugins, "invoice_types", {})
    assert "Copier cette demande" not in lea.open(path).page.document.xpath("string(.//main)")
    assert "Ce formulaire n’est plus proposé au guichet : cette demande reste lisible" in lea.page
    assert lea.open(address, status=410).page.heading == "Ce formulaire n’est plus proposé au guichet"


def test_copy_from_an_older_version_of_the_form_says_that_it_has_changed(lea, sent_invoice, desks, monkeypatch):
    path = sent_invoice("be", MANAGER, ANNA)
    assert "Ce formulaire a changé" not in lea.open(path).follow("Copier cette demande").page
    monkeypatch.setattr(type(desks["be"].plugins.invoice_types[TRAVEL]), "version", 2)
    lea.open(path).follow("Copier cette demande")
    assert "Ce formulaire a changé depuis votre dernière saisie" in lea.page
    assert journey(lea, 1, "De") == "1001 Départ"
    lea.press("Enregistrer et quitter").follow("Continuer Anna Muster, 14 novembre 2026 à 13 h 00", status=200)
    assert "Ce formulaire a changé" not in lea.page


def test_company_sends_and_goes_on_with_the_next_person(lea, start_invoice, fill_journey):
    start_invoice(lea, "Anna Muster").fill("Numéro de facture", "R-17")
    fill_journey(lea).press("Envoyer ma demande").press("Envoyer et saisir la suivante")
    assert lea.page.heading == "Nouvelle facture"
    assert "Demande BE-" in lea.page
    # The same form: one answer is left, and another form is one press away.
    assert lea.page.summary()["Type de facture"].startswith("Frais de voyage et nourriture")
    assert lea.page.document.xpath("//main//input[@type='radio']") == []
    path = lea.page.url
    lea.follow("Modifier Type de facture")
    assert len(lea.page.document.xpath("//main//input[@type='radio']")) == 10
    assert "Demande BE-" in lea.page
    lea.open(path).follow("Copier cette demande")
    assert "Anna Muster" in lea.page
    assert journey(lea, 1, "De") != ""
    lea.open(path).fill("Bénéficiaire", "Beat Beispiel").press("Continuer")
    assert lea.page.value("Numéro de facture") == "R-18"
    assert "Beat Beispiel" in lea.page


def test_next_invoice_still_names_the_sent_one_after_an_error(lea, start_invoice, fill_journey):
    start_invoice(lea, "Anna Muster").fill("Numéro de facture", "R-17")
    fill_journey(lea).press("Envoyer ma demande").press("Envoyer et saisir la suivante")
    lea.press("Continuer", status=422)
    assert "Choisissez le bénéficiaire" in lea.page.problem_at("Bénéficiaire")
    assert "Demande BE-" in lea.page


def test_insured_person_and_correction_have_no_next_invoice(zoe, sent_invoice, desks):
    path = sent_invoice("ne", INSURED, ZOE)
    with desks.acting("ne", "clerk@ne.example") as ctx:
        invoice = issuer_of(ctx, INSURED).invoices[path.split("/")[4]]
        decision_actions.request_correction(ctx, invoice, "Il manque le billet.", {}, revision_number=1)
    zoe.open(f"{path}check")
    assert zoe.page.button("Envoyer la demande") is not None
    assert "Envoyer et saisir la suivante" not in zoe.page


def test_invoice_starts_from_a_person(lea):
    lea.open("/").follow("Bénéficiaires").follow("Nouvelle facture Beat Beispiel")
    assert lea.page.heading == "Nouvelle facture"
    assert lea.page.summary()["Bénéficiaire"].startswith("Beat Beispiel")
    lea.tick("Frais de voyage et nourriture").press("Continuer")
    assert lea.page.summary()["Bénéficiaire"].startswith("Beat Beispiel")


def test_page_of_a_person_has_the_link_too(lea):
    lea.open("/").follow("Bénéficiaires").follow("Beat Beispiel")
    page = lea.follow("Facturer pour cette personne").page
    assert page.summary()["Bénéficiaire"].startswith("Beat Beispiel")


def test_form_and_person_in_the_address_open_the_form(lea, zoe):
    address = lea.open("/").follow("Bénéficiaires").page.link("Nouvelle facture Beat Beispiel")
    assert lea.open(f"{address}&type={TRAVEL}").page.heading == "Frais de voyage et nourriture"
    zoe.open("/").follow("Nouvelle facture").open(f"{zoe.page.url}?type={TRAVEL}")
    assert zoe.page.heading == "Frais de voyage et nourriture"


@pytest.mark.parametrize("query", ["for=x", "type=x", "copy=x", "sent=x", "type=318.632.1&for=x"])
def test_address_with_nothing_known_asks_everything(lea, query):
    address = lea.open("/").follow("Nouvelle facture").page.url
    lea.open(f"{address}?{query}")
    assert lea.page.heading == "Nouvelle facture"
    assert lea.page.control("Bénéficiaire") is not None
