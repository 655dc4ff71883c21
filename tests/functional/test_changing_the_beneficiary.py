"""The beneficiary of a draft can be changed, and what was answered stays (guide of Berne, 4.4)."""

import pytest

from guichet.testing.people import ANNA, BEAT, ZOE, beneficiary_of, issuer_of

MANAGER, INSURED = "manager@be.example", "insured@ne.example"
CHANGE = "Changer de bénéficiaire"


@pytest.fixture
def form(be, sign_in, start_invoice, fill_journey):
    """A new form for Anna Muster with one journey."""
    start_invoice(sign_in(be, MANAGER), "Anna Muster").fill("Numéro de facture", "R-17")
    return fill_journey(be)


def change_to(form, name):
    return form.press(CHANGE).fill("Bénéficiaire", name).press("Enregistrer")


def test_answers_stay_and_the_header_names_the_other_person(form):
    change_to(form, "Beat Beispiel")
    assert form.page.summary()["Bénéficiaire"].startswith("Beat Beispiel")
    assert form.page.notice == "Vous avez changé de bénéficiaire. Vérifiez le compte et le numéro de décision."
    assert form.page.value("Numéro de facture") == "R-17"
    assert form.page.value("Lieu ou établissement", "Trajet 1") == "Inselspital"
    assert "Beat Beispiel" in form.open("/").page
    assert "Anna Muster" not in form.page


def test_account_and_decision_of_the_person_before_are_not_kept(form):
    assert "30220250012345" in form.page.document.xpath(".//input[@checked]/@value")
    change_to(form, "Beat Beispiel")
    assert "302 2025 0012345" not in form.page
    assert "CH93 0076 2011 6238 5295 7" not in form.page


def test_account_and_decision_of_the_new_person_are_chosen(form, desks):
    with desks.acting("be", MANAGER) as ctx:
        beat = beneficiary_of(issuer_of(ctx, MANAGER), BEAT)
        beat.iban, beat.decisions = "CH5604835012345678009", (("30220260000007", "Ergothérapie"),)
    change_to(form, "Beat Beispiel")
    chosen = form.page.document.xpath(".//input[@checked]/@value")
    assert {"saved", "30220260000007"} <= set(chosen)
    assert "CH56 0483 5012 3456 7800 9" in form.page


def test_number_that_was_typed_stays(form):
    form.tick("Un autre numéro").fill("Numéro de décision", "302 2025 0099999")
    change_to(form, "Beat Beispiel")
    assert form.page.value("Numéro de décision") == "302 2025 0099999"


def test_present_person_is_the_one_that_is_shown_first(form):
    form.press(CHANGE)
    assert "Anna Muster" in form.page.document.xpath("string(.//option[@selected])")
    form.press("Enregistrer")
    assert form.page.summary()["Bénéficiaire"].startswith("Anna Muster")


def test_company_with_many_beneficiaries_searches(form, monkeypatch):
    monkeypatch.setattr("guichet.invoices.beneficiary_choice.MAX_CHOICES", 1)
    form.press(CHANGE).press("Enregistrer", status=422)
    form.fill("Nom, prénom ou N° assuré", "beispiel").press("Chercher")
    form.fill("Bénéficiaire", "Beat Beispiel").press("Enregistrer")
    assert form.page.summary()["Bénéficiaire"].startswith("Beat Beispiel")


def test_sent_invoice_and_one_of_an_insured_person_cannot_be_changed(be, ne, sign_in, sent_invoice, start_invoice):
    path = sent_invoice("be", MANAGER, ANNA)
    assert sign_in(be, MANAGER).open(f"{path}beneficiary").page.url == f"{path}?done=invoice-moved-on"
    start_invoice(sign_in(ne, INSURED)).press("Ajouter un trajet")
    assert CHANGE not in ne.page
    assert ne.open(ne.page.url.partition("#")[0].replace("edit", "beneficiary")).page.url.endswith("/edit")
    assert sent_invoice("ne", INSURED, ZOE)


def test_check_page_that_was_open_asks_to_check_again(form, desks):
    with desks.acting("be", MANAGER) as ctx:
        beat = beneficiary_of(issuer_of(ctx, MANAGER), BEAT)
        beat.iban, beat.decisions = "CH5604835012345678009", (("30220260000007", "Ergothérapie"),)
    form.press("Envoyer ma demande")
    check = form.page
    change_to(form.follow("‹ Retour au formulaire"), "Beat Beispiel")
    form._page = check
    form.press("Envoyer la demande", status=409)
    assert "La demande a changé entre-temps" in form.page
