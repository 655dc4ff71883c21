"""The form of a beneficiary, wrongly filled in."""

import pytest

from guichet.issuers import issuer_actions
from guichet.testing.people import CHIARA, beneficiary_of, issuer_of

PERSONAL = "Modifier les informations personnelles"
GOOD = {
    "Prénom": "Chloé",
    "Nom": "Meier",
    "Date de naissance": "12.3.1984",
    "N° assuré": "756.0000.0000.19",
    "Rue et numéro": "Dorfstrasse 7",
    "NPA": "3400",
    "Localité": "Burgdorf",
}


@pytest.fixture
def form(be, sign_in):
    sign_in(be, "manager@be.example")
    return be.follow("Bénéficiaires").follow("Ajouter un bénéficiaire").fill_all(GOOD)


@pytest.mark.parametrize(
    ("label", "typed", "words"),
    [
        ("N° assuré", "756.9217.0769.84", "Comparez avec la carte d’assurance-maladie"),
        ("N° assuré", "757.9217.0769.84", "commence par 756"),
        ("IBAN", "CH93 0076 2011 6238 5295 8", "L’IBAN ne correspond pas à ses chiffres de contrôle"),
        ("IBAN", "DE89 3704 0044 0532 0130 00", "Écrivez un IBAN de Suisse ou du Liechtenstein"),
        ("Numéro de décision", "999 2025 0012345", "Aucun office AI n’a ces trois premiers chiffres"),
        ("Numéro de décision", "302 2099 0012345", "Les chiffres 4 à 7 sont l’année"),
        ("Date de naissance", "31.2.1984", "Ce jour n’existe pas dans le calendrier"),
        ("Date de naissance", "15.11.2026", "La date de naissance doit être dans le passé"),
    ],
)
def test_a_wrong_number_is_named_and_everything_typed_is_kept(form, label, typed, words):
    form.fill(label, typed).press("Enregistrer", status=422)
    assert words in form.page.problem_at(label)
    for kept, value in (GOOD | {label: typed}).items():
        assert form.page.value(kept) == value, kept
    form.follow("Bénéficiaires")
    assert len(form.page.rows()) == 2


def test_a_qr_iban_asks_for_its_reference(form):
    form.fill("IBAN", "CH44 3199 9123 0008 8901 2").press("Enregistrer", status=422)
    assert "27 chiffres" in form.page.problem_at("N° de référence de paiement")
    form.fill("N° de référence de paiement", "21 00000 00003 13947 14300 09017").press("Enregistrer")
    assert form.page.notice == "C’est enregistré."


def test_a_removed_beneficiary_is_gone_and_their_invoices_stay(form, sent_invoice):
    path = sent_invoice("be", "manager@be.example", "7561234567897")
    sent_invoice("be", "manager@be.example", "7561234567897", 30)
    form.follow("Bénéficiaires").follow("Supprimer Anna Muster").press("Supprimer")
    assert [row[0] for row in form.page.rows()] == ["Beat Beispiel"]
    assert "Anna Muster" in form.open(path).page
    form.open("/").fill("Bénéficiaire", "Anna").press("Filtrer")


def test_list_search_puts_neither_name_nor_number_into_the_address(form):
    form.follow("Bénéficiaires")
    for text, found in (("beispiel", 1), ("7561234567897", 1), ("Nobody", 0)):
        form.fill("Nom, prénom ou N° assuré", text).press("Filtrer")
        assert len(form.page.rows()) == found
        assert form.page.url.endswith("/beneficiaries/?again=yes")


@pytest.mark.parametrize("typed", ["756.1234.5678.97", "7561234567897", "756 1234 5678 97"])
def test_person_who_is_on_the_list_is_said_at_the_number_and_offered(form, typed):
    form.fill("N° assuré", typed).press("Enregistrer", status=422)
    assert "déjà dans votre liste : Anna Muster" in form.page.problem_at("N° assuré").replace("\u00a0", " ")
    assert form.page.value("Prénom") == "Chloé"
    form.follow("Anna Muster")
    assert form.page.heading == "Anna Muster"


def test_person_who_was_taken_off_the_list_is_put_back_on_it(form):
    form.follow("Bénéficiaires").follow("Supprimer Anna Muster").press("Supprimer")
    form.follow("Ajouter un bénéficiaire").fill_all(GOOD | {"N° assuré": "756.1234.5678.97"})
    form.press("Enregistrer", status=422)
    assert "était dans votre liste : Anna Muster" in form.page.problem_at("N° assuré").replace("\u00a0", " ")
    form.press("Remettre sur la liste Anna Muster")
    assert (form.page.heading, form.page.summary()["N° assuré"]) == ("Anna Muster", "756.1234.5678.97")
    form.follow("Bénéficiaires")
    assert [row[0] for row in form.page.rows()] == ["Beat Beispiel", "Anna Muster"]


def test_number_of_another_entry_is_refused_on_the_page_of_an_entry_too(form):
    form.follow("Bénéficiaires").follow("Beat Beispiel").follow(PERSONAL).fill("N° assuré", "756.1234.5678.97")
    form.press("Enregistrer", status=422)
    assert "Anna Muster" in form.page.problem_at("N° assuré")
    form.follow("Bénéficiaires")
    assert [row[0] for row in form.page.rows()] == ["Beat Beispiel", "Anna Muster"]


def test_entry_of_another_issuer_is_not_restored(form, desks):
    with desks.acting("be", "rival@be.example") as ctx:
        spitex = issuer_of(ctx, "rival@be.example")
        chiara = beneficiary_of(spitex, CHIARA)
        issuer_actions.remove_beneficiary(ctx, chiara)
        path = f"/issuers/{spitex.id}/beneficiaries/restore"
        own = f"/issuers/{issuer_of(ctx, 'manager@be.example').id}/beneficiaries/restore"
        ids = [
            ("beneficiary", chiara.id),
            ("csrf_token", form.page.document.xpath("string(//input[@name='csrf_token']/@value)")),
        ]
    assert [form.post_controls(address, ids).status_int for address in (path, own)] == [404, 404]
    with desks.acting("be", "rival@be.example") as ctx:
        assert issuer_of(ctx, "rival@be.example").beneficiaries[ids[0][1]].removed
