"""A supplier's bill on the form: what it says is proposed and marked until the sender confirms it."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))
from billpictures import PAYLOAD, bill_picture, page, saved  # noqa: E402

MANAGER = "manager@be.example"
LINE, SECOND = "Prestation 1", "Prestation 2"
PROPOSED = {
    "Quantité": "1",
    "Tarif en CHF": "123.45",
    "Fournisseur": "Physio Muster AG",
    "Numéro de la facture du fournisseur": "X.66711",
}
SAVED_ACCOUNT = "Compte enregistré, titulaire non indiqué CH93 0076 2011 6238 5295 7"
IBAN = "CH5604835012345678009"
"""No QR-IBAN: a bill without a reference may have it."""
SUPPLIER_IBAN = "CH44 3199 9123 0008 8901 2"
OTHER_BILL = saved(page(PAYLOAD.replace("123.45", "80.00").replace("X.66711", "X.66712")), "PNG")


@pytest.fixture
def form(be, sign_in):
    sign_in(be, MANAGER).follow("Nouvelle facture").fill("Bénéficiaire", "Anna Muster")
    return be.tick("Autre facture").press("Continuer")


def drop(form, *files):
    return form.upload("Fichier", *files).press("Ajouter le fichier")


def marked(form):
    """The values of the questions marked « Lu sur le document »."""
    marks = form.page.document.xpath(".//span[text()='Lu sur le document']/ancestor::div[1]//input")
    return [control.get("value") for control in marks]


def answers(form, line=LINE):
    return {label: form.page.value(label, line) for label in PROPOSED}


def fill_in(form):
    form.fill_all({"Numéro de facture": "R-17", "Date de la décision ou de la communication": "3.3.2025"})
    return form.fill_all({"Prestation": "Physiothérapie", "Date de la prestation": "14.10.2026"}, LINE)


def test_a_bill_is_proposed_until_it_is_confirmed(form):
    drop(form, ("facture.png", bill_picture()))
    assert answers(form) == PROPOSED
    assert sorted(marked(form)) == sorted(PROPOSED.values())
    assert "CHF 123.45" in form.page.words
    form.press("Enregistrer et quitter").follow("Continuer")
    assert len(marked(form)) == 4
    form.press("Confirmer ces indications")
    assert (answers(form), marked(form)) == (PROPOSED, [])
    assert "Facture lue sur" not in form.page


def test_a_typed_answer_is_kept_and_a_changed_one_is_the_senders_own(form):
    form.fill("Fournisseur", "Physio Muster", LINE)
    drop(form, ("facture.png", bill_picture()))
    # What was typed is of another supplier: the bill gets a line of its own.
    assert form.page.value("Fournisseur", LINE) == "Physio Muster"
    assert answers(form, SECOND) == PROPOSED
    form.fill_all({"Tarif en CHF": "100.00", "Numéro de la facture du fournisseur": ""}, SECOND)
    form.press("Enregistrer et quitter").follow("Continuer")
    assert sorted(marked(form)) == ["Physio Muster AG"]
    assert form.page.value("Numéro de la facture du fournisseur", SECOND) == ""


def test_each_of_two_bills_has_its_line(form):
    drop(form, ("a.png", bill_picture()), ("b.png", OTHER_BILL))
    assert [answers(form, line)["Tarif en CHF"] for line in (LINE, SECOND)] == ["123.45", "80.00"]


def test_the_supplier_is_paid_only_when_that_is_chosen(form):
    drop(form, ("facture.png", bill_picture()))
    form.press("Enregistrer et quitter").follow("Continuer")
    assert form.page.ticked(SAVED_ACCOUNT)
    assert form.page.value("IBAN") == ""
    form.press("Verser au fournisseur, facture.png")
    assert form.page.ticked("Un autre compte", "Compte à créditer")
    assert form.page.value("Titulaire du compte") == "Physio Muster AG"
    assert form.page.value("IBAN") == SUPPLIER_IBAN.replace(" ", "")
    assert form.page.value("N° de référence de paiement") == "210000000003139471430009017"


def test_pictures_of_a_bill_that_become_one_document_keep_it(form):
    drop(form, ("a.png", bill_picture()), ("b.png", saved(page(), "PNG")))
    form.press("Réunir les 2 photos « Facture détaillée » en un seul PDF")
    assert len(marked(form)) == 4
    form.press("Confirmer ces indications")
    assert (answers(form), marked(form)) == (PROPOSED, [])


def test_several_bills_on_pictures_that_become_one_document_are_kept(form):
    drop(form, ("a.png", bill_picture()), ("b.png", OTHER_BILL))
    form.press("Réunir les 2 photos « Facture détaillée » en un seul PDF")
    assert [answers(form, line)["Tarif en CHF"] for line in (LINE, SECOND)] == ["123.45", "80.00"]
    assert len(marked(form)) == 8
    form.press("Confirmer ces indications, Facture détaillée.pdf (1)")
    assert sorted(set(marked(form))) == ["1", "80.00", "Physio Muster AG", "X.66712"]


def test_document_that_is_removed_takes_its_unconfirmed_answers_with_it(form):
    fill_in(form).fill_all({"Quantité": "2"}, LINE)
    drop(form, ("b.png", OTHER_BILL))
    form.press("Enregistrer et quitter").follow("Continuer")
    assert form.page.value("Fournisseur", LINE) == "Physio Muster AG"
    form.press("Supprimer b.png")
    assert answers(form) == dict.fromkeys(PROPOSED, "") | {"Quantité": "2"}
    assert form.page.value("Prestation", LINE) == "Physiothérapie"


def test_line_of_a_removed_bill_goes_and_what_was_confirmed_stays(form):
    drop(form, ("a.png", bill_picture()), ("b.png", OTHER_BILL)).press("Confirmer ces indications, a.png")
    form.press("Supprimer b.png").press("Supprimer a.png")
    assert answers(form) == PROPOSED
    assert SECOND not in form.page


def test_replaced_document_takes_its_unconfirmed_answers_with_it(form):
    drop(form, ("a.png", bill_picture())).press("Remplacer a.png")
    form.upload("Nouveau fichier", ("b.png", OTHER_BILL)).press("Remplacer")
    assert answers(form) == PROPOSED | {"Tarif en CHF": "80.00", "Numéro de la facture du fournisseur": "X.66712"}
    assert sorted(set(marked(form))) == ["1", "80.00", "Physio Muster AG", "X.66712"]


def test_file_that_is_attached_again_brings_its_bill(form, be):
    fill_in(drop(form, ("facture.png", bill_picture()))).press("Envoyer ma demande")
    form.tick("J’ai vérifié, ces indications sont exactes").press("Envoyer la demande")
    be.open("/").follow("Nouvelle facture").fill("Bénéficiaire", "Anna Muster")
    be.tick("Autre facture").press("Continuer").press("Choisir un document déjà envoyé")
    [small] = be.page.document.xpath(".//ul[contains(@class, 'earlier')]//img/@src")
    assert be.get(small, status=200).content_type == "image/jpeg"
    be.press("Joindre facture.png")
    assert answers(be) == PROPOSED
    assert sorted(marked(be)) == sorted(PROPOSED.values())


def test_what_is_not_confirmed_is_said_and_confirmed_at_the_last_check(form):
    fill_in(drop(form, ("facture.png", bill_picture())))
    form.press("Envoyer ma demande")
    assert "Lu sur « facture.png », pas encore confirmé : Tarif en CHF, Fournisseur" in form.page.words
    form.press("Envoyer la demande", status=422).tick("J’ai vérifié, ces indications sont exactes")
    form.press("Envoyer la demande")
    assert form.page.heading == "Demande envoyée"


def test_a_bill_sent_with_the_form_is_seen_before_the_last_check(form):
    fill_in(form).fill_all({"Quantité": "1", "Tarif en CHF": "123.45"}, LINE)
    form.upload("Fichier", ("facture.png", bill_picture())).press("Envoyer ma demande")
    assert form.page.value("Fournisseur", LINE) == "Physio Muster AG"
    form.press("Confirmer ces indications").press("Envoyer ma demande")
    assert "pas encore confirmé" not in form.page


def test_the_answer_to_the_script_holds_questions_with_what_was_read(form, be):
    form.press("Enregistrer et quitter").follow("Continuer")
    around = form.page.document.xpath(".//form[@enctype]")[0]
    given = dict(form.page.controls(around))
    posted = [("csrf_token", given["csrf_token"]), ("kind", "bill"), ("file", ("facture.png", bill_picture()))]
    answer = be.post_controls(form.page.url.partition("?")[0].replace("edit", "upload"), posted, "multipart/form-data")
    proposed = answer.lxml.xpath(".//*[@id='proposed']//input[@type='text']/@value")
    assert sorted(proposed) == sorted(PROPOSED.values())
    # Nothing is stored until the page has sent its answers.
    form.open(form.page.url.partition("#")[0])
    assert answers(form) == PROPOSED


def photo(degrees):
    """Another picture of the same bill."""
    return saved(page(PAYLOAD).rotate(degrees, expand=True, fillcolor=255), "PNG")


def test_another_photo_of_a_bill_proposes_nothing_more(form):
    drop(form, ("a.png", bill_picture()), ("b.png", photo(90)))
    assert SECOND not in form.page
    assert sorted(marked(form)) == sorted(PROPOSED.values())
    assert form.page.words.count("Facture lue sur") == 1
    form.press("Confirmer ces indications, a.png")
    drop(form, ("c.png", photo(180)))
    assert (answers(form), marked(form)) == (PROPOSED, [])
    assert SECOND not in form.page
    form.press("Supprimer a.png").press("Supprimer b.png")
    assert (answers(form), marked(form)) == (PROPOSED, [])
    assert SECOND not in form.page


def test_answers_stay_as_long_as_one_photo_of_their_bill_does(form):
    drop(form, ("a.png", bill_picture()), ("b.png", photo(90)))
    form.press("Supprimer a.png")
    assert (answers(form), sorted(marked(form))) == (PROPOSED, sorted(PROPOSED.values()))
    assert "Facture lue sur « b.png »" in form.page.words
    form.press("Supprimer b.png")
    assert answers(form) == dict.fromkeys(PROPOSED, "")


def test_two_bills_without_reference_and_number_are_two(form):
    bare = PAYLOAD.replace("QRR\n210000000003139471430009017", "NON\n").replace("CH4431999123000889012", IBAN)
    bare = bare.replace("//S1/10/X.66711", "")
    drop(form, ("a.png", saved(page(bare), "PNG")), ("b.png", saved(page(bare).rotate(90, expand=True), "PNG")))
    assert [answers(form, line)["Tarif en CHF"] for line in (LINE, SECOND)] == ["123.45", "123.45"]
