"""Berne: the statements of its office about itself, on the pages that show them."""

from canton_be import demo


def test_the_office_is_named_in_both_languages_with_its_phone(be):
    be.open("/")
    assert "Office AI Canton de Berne" in be.page
    assert "058 219 77 20" in be.page
    be.follow("Deutsch")
    assert "IV-Stelle Kanton Bern" in be.page
    assert "3001 Bern" in be.page


def test_companies_and_insured_persons_register(be):
    assert be.open("/register-company").page.url == "/register-company"
    assert be.open("/register-insured").page.url == "/register-insured"


def test_a_company_chooses_among_the_ten_forms(be, sign_in):
    page = sign_in(be, "manager@be.example").follow("Nouvelle facture").page
    assert len(page.document.xpath(".//main//input[@type='radio'][@name='type']")) == 10


def test_the_demo_people_include_a_company_with_invoices_in_every_state(desks):
    with desks.acting("be") as ctx:
        demo.fill(ctx)
    with desks.looking("be") as ctx:
        user = ctx.portal["users"].with_email(demo.COMPANY["email"])
        invoices = ctx.portal["issuers"][user.issuer_id].invoices.values()
        assert {invoice.state for invoice in invoices} == {"accepted", "refused", "correction_requested", "submitted"}
