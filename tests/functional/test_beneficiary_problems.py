"""The form of a beneficiary, wrongly filled in."""

import pytest

GOOD = {
    "Prénom": "Chloé",
    "Nom": "Meier",
    "Date de naissance": "12.3.1984",
    "N° assuré": "756.9217.0769.85",
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
    form.follow("Bénéficiaires").follow("Supprimer Anna Muster").press("Supprimer")
    assert [row[0] for row in form.page.rows()] == ["Beat Beispiel"]
    assert "Anna Muster" in form.open(path).page
    form.open("/").fill("Bénéficiaire", "Anna").press("Filtrer")


def test_list_search_puts_neither_name_nor_number_into_the_address(form):
    form.follow("Bénéficiaires")
    for text, found in (("beispiel", 1), ("7561234567897", 1), ("Nobody", 0)):
        form.fill("Nom, prénom ou N° assuré", text).press("Filtrer")
        assert len(form.page.rows()) == found
        assert "?" not in form.page.url
