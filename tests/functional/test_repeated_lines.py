"""Lines like one before them: « Ajouter un trajet » takes answers over, « Répéter ce trajet » copies to other dates."""

import pytest

MANAGER = "manager@be.example"
REPEAT = "Ajouter à ces dates, Trajet 1"


@pytest.fixture
def form(be, sign_in, start_invoice, fill_journey):
    sign_in(be, MANAGER)
    start_invoice(be, "Anna Muster").fill_all({"Numéro de facture": "R-17", "Date de la facture": "14.11.2026"})
    return fill_journey(be)


def dates(form):
    lines = form.page.document.xpath(".//fieldset[contains(@class, 'line')]/legend")
    return [form.page.value("Date", legend.text_content()) for legend in lines]


def test_a_new_journey_takes_over_what_stays_the_same(form):
    form.press("Ajouter un trajet")
    for label in ("De", "À", "Lieu ou établissement", "Kilomètres, trajet simple", "Pourquoi ce moyen de transport"):
        assert form.page.value(label, "Trajet 2") == form.page.value(label, "Trajet 1") != ""
    assert form.page.ticked("Voiture privée", "Trajet 2")
    for label in ("Date", "Départ du domicile", "Retour au domicile"):
        assert form.page.value(label, "Trajet 2") == ""


def test_a_new_journey_is_where_a_person_goes_on(form):
    assert form.send("Ajouter un trajet").location.endswith("#details-lines-1")
    form.open("/").follow("Continuer")
    form.fill("Autres dates", "21.10", "Trajet 1")
    assert form.send(REPEAT).location.endswith("#details-lines-1")


def test_a_journey_is_repeated_on_other_dates_with_all_its_answers(form):
    form.fill_all({"Départ du domicile": "8:15", "Retour au domicile": "16:30"}, "Trajet 1")
    form.fill("Autres dates", "21.10, 28.10 et 4.11.2026", "Trajet 1").press(REPEAT)
    assert dates(form) == ["14.10.2026", "21.10.2026", "28.10.2026", "04.11.2026"]
    assert form.page.value("Retour au domicile", "Trajet 4") == "16:30"
    form.press("Envoyer ma demande").press("Envoyer la demande")
    assert form.page.heading == "Demande envoyée"


def test_a_date_that_is_none_is_mended_in_its_own_journey(form):
    form.fill("Autres dates", "21.10, mardi prochain", "Trajet 1").press(REPEAT)
    assert dates(form) == ["14.10.2026", "21.10.2026", "mardi prochain"]
    form.press("Envoyer ma demande", status=422)
    assert form.page.problem_at("Date", "Trajet 3")
    assert not form.page.problem_at("Date", "Trajet 2")


def test_without_dates_nothing_is_added(form):
    form.press(REPEAT)
    assert dates(form) == ["14.10.2026"]


def test_typed_dates_are_no_answer_of_the_invoice(form):
    form.fill("Autres dates", "21.10", "Trajet 1").press("Envoyer ma demande").press("Envoyer la demande")
    assert "21.10" not in form.page.document.text_content()
