"""A company with many beneficiaries finds the one of a new invoice by searching."""

import pytest

MANAGER = "manager@be.example"
SEARCH = "Nom, prénom ou N° assuré"


@pytest.fixture
def page(be, sign_in, monkeypatch):
    """« Nouvelle facture » of a company with more beneficiaries than the list offers."""
    monkeypatch.setattr("guichet.invoices.beneficiary_choice.MAX_CHOICES", 1)
    return sign_in(be, MANAGER).follow("Nouvelle facture").tick("Frais de voyage et nourriture")


def test_a_beneficiary_is_found_by_name_and_the_form_opens_for_that_person(page):
    page.fill(SEARCH, "muster").press("Chercher")
    page.fill("Bénéficiaire", "Anna Muster").press("Continuer")
    assert "/new-form/" in page.page.url
    assert "Anna Muster" in page.page


def test_a_beneficiary_is_found_by_avs_number(page):
    page.fill(SEARCH, "756.9217.0769.85").press("Chercher")
    page.fill("Bénéficiaire", "Beat Beispiel").press("Continuer")
    assert "Beat Beispiel" in page.page


def test_beneficiaries_found_stay_after_a_reload_and_are_in_no_address(page):
    page.fill(SEARCH, "muster").press("Chercher")
    assert page.page.url.endswith("/new-invoice?again=yes")
    page.open(page.page.url).fill("Bénéficiaire", "Anna Muster").press("Continuer")
    assert "/new-form/" in page.page.url


def test_the_page_offers_no_person_before_the_search(page):
    assert "Anna Muster" not in page.page
    page.press("Continuer", status=422)
    assert "Cherchez le bénéficiaire" in page.page.problem_at(SEARCH)


def test_a_search_without_result_says_so(page):
    page.fill(SEARCH, "personne").press("Chercher")
    assert "Aucun bénéficiaire ne correspond" in page.page
    page.press("Continuer", status=422)
    assert "Cherchez le bénéficiaire" in page.page.problem_at(SEARCH)


def test_a_search_that_finds_more_than_the_list_offers_says_so(page):
    page.fill(SEARCH, "e").press("Chercher")
    assert "D’autres bénéficiaires peuvent correspondre" in page.page


def test_a_beneficiary_found_has_to_be_chosen(page):
    page.fill(SEARCH, "muster").press("Chercher").press("Continuer", status=422)
    assert "Choisissez le bénéficiaire" in page.page.problem_at("Bénéficiaire")


def test_each_form_says_which_documents_it_always_needs(page):
    assert "À joindre : Facture détaillée. À joindre selon la situation : " in page.page


def test_a_company_with_few_beneficiaries_chooses_from_the_list(be, sign_in):
    page = sign_in(be, MANAGER).follow("Nouvelle facture").page
    assert SEARCH not in page
    assert "Chercher" not in page.buttons()


def test_a_beneficiary_of_another_company_cannot_be_chosen(page, desks):
    page.fill(SEARCH, "muster").press("Chercher")
    with desks.looking("be") as ctx:
        other = next(
            beneficiary.id
            for issuer in ctx.portal["issuers"].values()
            for beneficiary in issuer.beneficiaries.values()
            if beneficiary.name == "Chiara Prova"
        )
    page.page.control("Bénéficiaire").xpath(".//option")[-1].set("value", other)
    page.fill("Bénéficiaire", "Anna Muster").press("Continuer", status=422)
    assert "Prova" not in page.page
