"""The pages of a decision, as a clerk uses them."""

from datetime import timedelta

import pytest

from guichet import clock as desk_clock
from guichet.invoices.invoice_actions import start_draft
from guichet.testing.people import ANNA, beneficiary_of, issuer_of
from invoice_types.travel.demo import send_travel

MANAGER, CLERK = "manager@be.example", "clerk@be.example"
MESSAGE = "Merci de corriger les kilomètres."


@pytest.fixture
def invoice(desks):
    """The path of an invoice that waits for a decision."""
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        sent = send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), desk_clock.today() - timedelta(days=20))
        return f"/issuers/{issuer.id}/invoices/{sent.id}/"


@pytest.fixture
def clerk(be, sign_in):
    return sign_in(be, CLERK)


def ticked(page):
    """The paths of the rows that are marked for correction."""
    return page.document.xpath(".//input[@name='marked'][@checked]/@value")


def tick_row(clerk, path):
    (box,) = clerk.page.document.xpath(f".//input[@name='marked'][@value='{path}']")
    box.set("checked", "checked")


def test_marked_rows_stay_ticked_when_the_message_is_missing(clerk, invoice):
    clerk.open(f"{invoice}request-correction")
    tick_row(clerk, "details.lines.0")
    clerk.press("Demander la correction", status=422)
    assert clerk.page.problems == ["Saisissez ce qui doit être corrigé"]
    assert ticked(clerk.page) == ["details.lines.0"]


def test_message_and_marked_rows_survive_the_end_of_the_session(clerk, invoice, sign_in, clock, desks):
    clerk.open(f"{invoice}request-correction").fill("Message à l’expéditeur", MESSAGE)
    tick_row(clerk, "details.lines.0")
    clock.forward(hours=11)
    clerk.press("Demander la correction")
    sign_in(clerk, CLERK)
    assert clerk.page.heading == "Demander une correction"
    assert clerk.page.value("Message à l’expéditeur") == MESSAGE
    assert ticked(clerk.page) == ["details.lines.0"]
    clerk.press("Demander la correction")
    assert clerk.page.notice == "La correction est demandée. L’expéditeur est averti par e-mail."
    with desks.looking("be") as ctx:
        (found,) = (one for one in issuer_of(ctx, MANAGER).invoices.values() if invoice.endswith(f"/{one.id}/"))
        assert (found.state, found.marked) == ("correction_requested", ("details.lines.0",))


def test_a_decision_overtaken_by_a_colleague_shows_the_message_to_copy(clerk, invoice, desks, sign_in):
    clerk.open(f"{invoice}refuse").fill("Raison du refus", "La décision ne couvre pas ces trajets.")
    colleague = sign_in(desks.browser("be"), "supervisor@be.example")
    colleague.open(f"{invoice}accept").press("Accepter la demande")
    clerk.press("Refuser la demande", status=409)
    assert clerk.page.heading == "Cette demande a changé entre-temps"
    typed = clerk.page.value("Votre texte, à copier si vous en avez encore besoin")
    assert typed.strip() == "La décision ne couvre pas ces trajets."


def test_a_path_that_is_no_row_of_the_form_cannot_be_marked(clerk, invoice, desks):
    clerk.open(f"{invoice}request-correction")
    token = clerk.page.document.xpath("string(.//input[@name='csrf_token']/@value)")
    posted = [
        ("csrf_token", token),
        ("revision_number", "1"),
        ("message", MESSAGE),
        ("marked", "issuer"),
        ("marked", "x"),
    ]
    assert clerk.post_controls(f"{invoice}request-correction", posted).status_int == 303
    with desks.looking("be") as ctx:
        (found,) = (one for one in issuer_of(ctx, MANAGER).invoices.values() if invoice.endswith(f"/{one.id}/"))
        assert (found.state, found.marked) == ("correction_requested", ())


def test_draft_of_a_sender_does_not_exist_for_the_office(clerk, desks):
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        travel = desks["be"].plugins.invoice_type("318.632.1")
        invoice = start_draft(ctx, issuer, beneficiary_of(issuer, ANNA), travel)
        path = f"/issuers/{issuer.id}/invoices/{invoice.id}/"
    for page in ("", "edit", "check", "review", "accept", "request-correction", "refuse", "copy.pdf", "withdraw"):
        assert clerk.get(path + page).status_int == 404, page
    assert clerk.open(path, status=404).page.heading == "Cette page n’existe pas ou ne vous est pas accessible"
