"""Neuchâtel: the statements of its office about itself, on the pages that show them."""

import pytest

from canton_ne import demo


def test_the_office_is_named_in_both_languages_with_its_phone(ne):
    ne.open("/")
    assert "Office AI Neuchâtel" in ne.page
    assert "032 910 71 00" in ne.page
    ne.follow("Deutsch")
    assert "IV-Stelle Neuenburg" in ne.page


def test_only_insured_persons_register(ne):
    assert ne.open("/register").page.url == "/register-insured"
    assert "Entreprise" not in ne.page


@pytest.mark.parametrize("title", ["Frais de voyage et nourriture", "Autre facture"])
def test_an_insured_person_may_start_an_invoice_of_each_form(ne, sign_in, title):
    sign_in(ne, "insured@ne.example").follow("Nouvelle facture").tick(title).press("Continuer")
    assert ne.page.heading == title


def test_forms_stand_under_the_headings_of_the_office(ne, sign_in):
    page = sign_in(ne, "insured@ne.example").page
    assert "Frais payés d’avance" in page.document.xpath("//section[h2[@id='types']]/h3/text()")
    ne.follow("Nouvelle facture")
    assert "Frais payés d’avance" in ne.page.document.xpath("//form//*[@role='group']/p/text()")


def test_a_browser_is_trusted_for_thirty_days(desks):
    assert desks["ne"].tenant.trusted_browser_days == 30


def test_the_demo_people_include_an_insured_person_with_three_invoices(desks):
    with desks.acting("ne") as ctx:
        demo.fill(ctx)
    with desks.looking("ne") as ctx:
        user = ctx.portal["users"].with_email(demo.ZOE["email"])
        invoices = ctx.portal["issuers"][user.issuer_id].invoices.values()
        assert {invoice.state for invoice in invoices} == {"accepted", "correction_requested", "submitted"}
