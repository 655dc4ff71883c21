"""« Modèles d’e-mails »: administrators read every mail of the desk before it is sent."""

import pytest


@pytest.fixture
def administrator(desks, sign_in):
    return sign_in(desks.browser("be"), "administrator@be.example")


def test_an_administrator_finds_the_list_in_the_navigation(administrator):
    administrator.open("/staff").follow("Modèles d’e-mails")
    assert administrator.page.heading == "Modèles d’e-mails"
    assert ["Votre accès au guichet en ligne", "Une société ou l’office donne accès au guichet à une personne."] in [
        list(row) for row in administrator.page.rows()
    ]


def test_a_mail_is_shown_in_each_language_of_the_desk(administrator):
    administrator.open("/mail-templates").follow("Demande BE-2026-7K3M-Q2XW : une correction est nécessaire")
    page = administrator.page
    for text in (
        "Demande BE-2026-7K3M-Q2XW : une correction est nécessaire",
        "Le justificatif du 14 octobre manque.",
        "Corriger ma demande",
        "Antrag BE-2026-7K3M-Q2XW: Korrektur nötig",
        "Der Beleg vom 14. Oktober fehlt.",
        "http://be.localhost/issuers/exemple/invoices/exemple/edit",
        "Bonjour Lea Rochat,",
        "Meilleures salutations",
        "Office AI Canton de Berne",
        "Téléphone 058 219 77 20",
        "Guten Tag Lea Rochat",
        "Freundliche Grüsse",
        "Telefon 058 219 77 20",
    ):
        assert text in page, text


def test_a_mail_that_does_not_exist_is_not_found(administrator):
    assert administrator.open("/mail-template/unknown", status=404)


@pytest.mark.parametrize("who", ["clerk@be.example", "supervisor@be.example", "manager@be.example"])
def test_only_administrators_see_the_templates(desks, sign_in, who):
    browser = sign_in(desks.browser("be"), who)
    assert "Modèles d’e-mails" not in browser.open("/").page
    browser.open("/mail-templates", status=404)
