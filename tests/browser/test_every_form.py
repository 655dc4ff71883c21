"""Each of the ten forms on a phone, with the keyboard alone: filled in, sent, printed and read again.

Once with script and once without; over the forms each way is met in French and in German.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pymupdf
import pytest
from deskbrowser.keyboard import Keyboard
from deskbrowser.scene import SENDER
from playwright.sync_api import expect

from guichet import clock

PHONE = {"width": 390, "height": 844}
DAY = f"{clock.today() - timedelta(days=20):%d.%m.%Y}"
YEAR_BEFORE = clock.today().year - 1
# A month is claimed once for a person: with script it is another month, or another person, than without.
MONTHS = {True: 1, False: 3}
FIRST_DAY = re.compile(r"^1 ?,")
"""Of the calendar of a month: « 1, jeudi 1er octobre 2026, Heures, Personne 1 »."""


@dataclass(frozen=True)
class Claim:
    """What a person types in a form, by the labels of its questions in the order of the page."""

    form: str
    answers: Mapping[str | re.Pattern[str], str]
    document: str = "Facture détaillée"
    beneficiary: str = "Beat Beispiel"
    total: str = ""
    """Empty where the amount follows a rate, which differs with the year."""

    @property
    def typed(self) -> list[str]:
        """The words of the answers that no page writes otherwise."""
        return [value for value in self.answers.values() if value.endswith(("Exemple", "Exemple SA"))]


def aid(form, question, kind, before=(), after=(), price="60", total="120.00"):
    """Two of the same aid."""
    answers = {
        **dict(before),
        question: kind,
        "Désignation": "Produit Exemple",
        "Nature de la prestation": "Achat",
        "Date de livraison ou de la prestation": DAY,
        "Quantité": "2",
        "Tarif en CHF": price,
        "Fournisseur": "Technique Exemple SA",
        "Numéro de la facture du fournisseur": "F-1",
        "Date de la facture du fournisseur": DAY,
        **dict(after),
    }
    return Claim(form, answers, total=total)


def allowance(script):
    """A whole month at home."""
    return Claim(
        "Allocation pour impotents (API) et supplément pour soins intenses (SSI) pour mineurs",
        {
            "Degré d’impotence": "Faible",
            "Supplément pour soins intenses": "Aucun",
            "Mois": f"{MONTHS[script]:02}.{YEAR_BEFORE}",
            "À la maison": "31",
            "Les nuits passées hors de la maison sont toutes indiquées": "yes",
        },
        document="Autre document",
        beneficiary="Nino Prova",
    )


def month_of_work(script):
    """A morning of one assistant."""
    return Claim(
        "Contribution d’assistance",
        {
            "Prénom et nom": "Lia Exemple",
            "Date de naissance": "2.3.1991",
            "Lien avec la personne assurée": "Aucun lien de parenté",
            FIRST_DAY: "3:30",
        },
        document="Fiche de salaire",
        beneficiary="Anna Muster" if script else "Nino Prova",
    )


CLAIMS = (
    aid(
        "Moyens auxiliaires servant à l’aménagement du poste de travail ou dans le domaine des tâches",
        "Genre de moyen auxiliaire",
        "Appareil, siège ou surface de travail (13.01)",
        before={"Domaine d’utilisation": "Poste de travail"},
        # A cheaper one is not paid (art. 2 al. 5 OMAI).
        price="450",
        total="900.00",
    ),
    aid(
        "Travaux de transformation et véhicules à moteur",
        "Genre de prestation",
        "Travaux de transformation (13.04, 14.04, 14.05)",
        before={
            re.compile("Objet|Gegenstand"): "Bâtiment",
            "Adresse du bâtiment": "Rue Exemple",
            "Genre de facture": "Facture finale",
        },
    ),
    aid(
        "Moyens auxiliaires pour le crâne et le visage",
        "Genre de moyen auxiliaire",
        "Prothèse oculaire (5.01)",
        after={"Côté": "gauche", "Matière": "verre", re.compile("Remise|Abgabe"): "première remise"},
    ),
    aid(
        "Moyens auxiliaires pour aveugles et handicapés graves de la vue",
        "Genre de moyen auxiliaire",
        "Canne blanche ou appareil d’orientation (11.01)",
    ),
    aid(
        "Moyens auxiliaires servant à développer l’autonomie personnelle",
        "Genre de moyen auxiliaire",
        "WC-douche, installation sanitaire (14.01)",
    ),
    Claim(
        "Appareillage auditif",
        {
            "Personne et assurance": "AI, personne adulte",
            "Prestation": "Autre réparation (fabricant)",
            "Oreilles": "gauche",
            "Date de la remise ou de la réparation": DAY,
            "Mise en service de l’appareil": "1.2.2020",
            "Vendeur ou audioprothésiste": "Audition Exemple SA",
            "Date de la facture": DAY,
            "Total de la facture": "240",
        },
        document="Facture du fabricant",
    ),
    Claim(
        "Frais de voyage et nourriture",
        {
            "Date": DAY,
            "De": "Berthoud Exemple",
            "À": "Berne Exemple",
            "Lieu ou établissement": "Hôpital Exemple",
            "Motif du trajet": "Mesure médicale",
            "Moyen de transport": "Transports publics",
            "Prix du billet, 2e classe": "18.60",
        },
        document="Billet ou quittance",
        total="18.60",
    ),
    Claim(
        "Autre facture",
        {"Prestation": "Séance Exemple", "Date de la prestation": DAY, "Quantité": "2", "Tarif en CHF": "60"}
        | {"Date de la décision ou de la communication": DAY},
        total="120.00",
    ),
)
WAYS = [
    pytest.param(claim, script, ("fr", "de")[(number + script) % 2], id=f"{number}-{'script' if script else 'plain'}")
    for script in (True, False)
    for number, claim in enumerate((*CLAIMS, allowance(script), month_of_work(script)))
]


@pytest.mark.parametrize(("claim", "script", "language"), WAYS)
def test_form_is_filled_in_sent_printed_and_read_again(enter, signed_in, picture, claim, script, language):
    stored = signed_in("be", SENDER)
    visitor = enter("be", language, storage_state=stored, java_script_enabled=script, viewport=PHONE)
    visitor.open("{home}new-invoice")
    fill_in(visitor, claim, picture, script)
    send(visitor, claim)
    read_again(visitor, claim)
    print_page_and_copy(visitor, claim)


def fill_in(visitor, claim, picture, script):
    keys = Keyboard(visitor)
    keys.answer({"Type de facture": claim.form, "Bénéficiaire": claim.beneficiary})
    keys.press("Continuer")
    keys.answer({**claim.answers, "Type de document": claim.document})
    keys.attach("Choisir des fichiers" if script else "Fichier", picture)
    keys.press("Envoyer ma demande")


def send(visitor, claim):
    main = visitor.page.get_by_role("main")
    expect(main).to_contain_text(visitor.words("Vérifiez votre demande avant de l’envoyer"))
    for words in (*claim.typed, claim.total, "billet.png"):
        expect(main).to_contain_text(words)
    keys = Keyboard(visitor)
    if visitor.page.get_by_role("checkbox").count():
        keys.tick_first()
    keys.press("Envoyer la demande")
    expect(main).to_contain_text(visitor.words("Demande envoyée"))


def read_again(visitor, claim):
    visitor.page.goto(visitor.page.url.removesuffix("sent"))
    for words in (*claim.typed, claim.total, "billet.png"):
        expect(visitor.page.get_by_role("main")).to_contain_text(words)


def print_page_and_copy(visitor, claim):
    with visitor.page.expect_download() as started:
        visitor.page.get_by_role("link", name="PDF").first.click()
    for content in (visitor.page.pdf(), started.value.path().read_bytes()):
        with pymupdf.open(stream=content) as document:
            printed = " ".join(page.get_text() for page in document).split()
        assert [words for words in (*claim.typed, claim.total) if words not in " ".join(printed)] == []
