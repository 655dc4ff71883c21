"""The documents of an invoice as pictures of their pages, beside the data."""

from datetime import timedelta

import pytest

from guichet import clock as desk_clock
from guichet.demo import power_of_attorney
from guichet.testing.people import ANNA, beneficiary_of, issuer_of
from invoice_types.travel.demo import send_travel

MANAGER, CLERK = "manager@be.example", "clerk@be.example"


@pytest.fixture
def invoice(desks):
    """The path of an invoice with two pictures and a power of attorney."""
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        power_of_attorney(ctx, beneficiary_of(issuer, ANNA), desk_clock.today() + timedelta(days=365))
        sent = send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), desk_clock.today() - timedelta(days=20))
        return f"/issuers/{issuer.id}/invoices/{sent.id}/"


def shown(browser):
    """Address of the picture of the page."""
    return browser.page.document.xpath(".//figure//img/@src")[0]


def test_officer_leafs_zooms_and_turns_by_links_and_opens_no_file(desks, sign_in, invoice):
    office = sign_in(desks.browser("be"), CLERK).open(f"{invoice}review?list=view%3Dnew")
    first = shown(office)
    answer = office.get(first)
    assert (answer.status_int, answer.content_type) == (200, "image/jpeg")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert office.follow("Tourner").page.words.count("page 1 sur 1") == 1
    assert "turn=90" in shown(office.follow("Agrandir"))
    assert "zoom=1" in shown(office)
    assert "list=view%3Dnew" in office.page.url
    office.follow("billet.png")
    assert shown(office).partition("?")[0] != first.partition("?")[0]
    assert office.get(shown(office)).content_type == "image/jpeg"
    office.follow("procuration-exemple.png")
    assert office.get(shown(office)).content_type == "image/jpeg"
    links = [link.get("href").partition("?")[0] for link in office.page.document.xpath(".//a[@href]")]
    assert not [link for link in links if "/attachments/" in link or "/powers-of-attorney/" in link]
    for drawn in (first, shown(office)):
        for file in ("", "thumbnail"):
            office.get(drawn.partition("?")[0].removesuffix("page") + file, status=404)
    assert office.open(invoice).page.url.endswith("/review")
    assert office.get(f"{first.partition('?')[0]}?page=2", status=404)
    sender = sign_in(desks.browser("be"), MANAGER)
    assert sender.get(first, status=404)
