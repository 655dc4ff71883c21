"""Form 318.632.2 at a desk: a mother claims two months of the allowance for her child."""

import pytest

from canton_ne import demo
from guichet.demo import PASSWORD

TITLE = "Allocation pour impotents (API) et supplément pour soins intenses (SSI) pour mineurs"


@pytest.fixture
def lea(ne, desks, sign_in):
    """The mother of the demo, whose child has an account and a decision on file."""
    with desks.acting("ne") as ctx:
        demo.fill(ctx)
    return sign_in(ne, demo.LEA["email"], PASSWORD)


def test_mother_fills_in_sends_and_reads_two_months(lea):
    lea.follow("Nouvelle facture").tick(TITLE).press("Continuer")
    assert lea.page.heading == TITLE
    lea.tick("Moyen").tick("4 heures")
    lea.fill("Mois", "6.2026", "Mois 1").fill("À la maison", "24", "Mois 1").fill("À l’hôpital", "6", "Mois 1")
    lea.press("Ajouter le mois suivant")
    assert lea.page.value("Mois", "Mois 2") == "07.2026"
    lea.fill("À la maison", "31", "Mois 2").fill("À l’hôpital", "2", "Mois 2")
    lea.tick("Les nuits passées hors de la maison sont toutes indiquées").press("Envoyer ma demande", status=422)
    assert "Vérifiez les jours : 33 au total, mais le droit porte sur 31" in lea.page
    lea.fill("À l’hôpital", "", "Mois 2").press("Envoyer ma demande")
    for text in ("juin 2026", "API : 30 × CHF 42.00", "SSI : 31 × CHF 33.60", "CHF 4 611.60"):
        assert text in lea.page
    lea.press("Envoyer la demande")
    assert lea.page.heading == "Demande envoyée"


def test_copy_of_a_claim_proposes_the_months_that_follow(lea):
    lea.follow(lea.page.document.xpath("string(.//tbody//th/a)")).follow("Copier cette demande")
    months = [lea.page.value("Mois", f"Mois {number}") for number in (1, 2)]
    assert months == ["11.2026", "12.2026"], "the demo claims September and October"
    assert lea.page.value("À la maison", "Mois 1") == ""
