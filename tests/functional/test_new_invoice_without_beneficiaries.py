"""« Nouvelle facture » of a company that has no beneficiary yet."""

import pytest

from guichet.issuers import issuer_actions
from guichet.testing.people import issuer_of

RIVAL = "rival@be.example"
ADVICE = "Ajoutez d’abord la personne assurée pour laquelle vous facturez."


@pytest.fixture
def beginner(be, desks, sign_in):
    """A company whose only beneficiary was removed."""
    with desks.acting("be", RIVAL) as ctx:
        beneficiaries = issuer_of(ctx, RIVAL).beneficiaries
        for beneficiary in list(beneficiaries.values()):
            issuer_actions.remove_beneficiary(ctx, beneficiary)
    return sign_in(be, RIVAL)


def test_page_leads_to_the_first_beneficiary_and_asks_nothing(beginner):
    page = beginner.follow("Nouvelle facture").page
    assert page.heading == "Nouvelle facture"
    assert ADVICE in page
    assert page.problems == []
    assert "Continuer" not in page.buttons()
    assert page.document.xpath(".//main//input[not(@type='hidden')] | .//main//select") == []


def test_form_posted_all_the_same_starts_no_draft(beginner, desks):
    address = beginner.follow("Nouvelle facture").page.url
    token = beginner.page.document.xpath("string(.//input[@name='csrf_token']/@value)")
    answer = beginner.post_controls(address, [("csrf_token", token), ("type", "318.632.1"), ("start", "yes")])
    assert answer.status_int == 422
    assert ADVICE in answer.text
    with desks.looking("be") as ctx:
        assert list(issuer_of(ctx, RIVAL).invoices.values()) == []


def test_page_asks_for_whom_once_a_beneficiary_was_added(beginner):
    beginner.follow("Nouvelle facture").follow("Ajouter un bénéficiaire")
    beginner.fill_all(
        {
            "Prénom": "Chloé",
            "Nom": "Exemple",
            "N° assuré": "756.9217.0769.85",
            "Date de naissance": "12.3.1984",
            "Rue et numéro": "Dorfstrasse 7",
            "NPA": "3400",
            "Localité": "Burgdorf",
        }
    )
    page = beginner.press("Enregistrer").follow("Nouvelle facture").page
    assert ADVICE not in page
    assert "Continuer" in page.buttons()


def test_page_is_in_german_too(beginner):
    page = beginner.follow("Nouvelle facture").press("Deutsch").page
    assert "Fügen Sie zuerst die versicherte Person hinzu" in page
