"""A correction that does not come: the office takes the request back and decides with what was sent."""

from datetime import timedelta

import pytest

from guichet import clock as desk_clock
from guichet.action_context import NotAllowed
from guichet.invoices.correction_dates import asked_at
from guichet.invoices.lifecycle import WrongState
from guichet.invoices.models import Invoice
from guichet.invoices.office_time import stays
from guichet.office.decisions import decision_actions
from guichet.testing.people import ANNA, beneficiary_of, issuer_of
from invoice_types.travel.demo import send_travel

MANAGER, CLERK, SUPERVISOR = "manager@be.example", "clerk@be.example", "supervisor@be.example"
TAKE = "Reprendre sans la correction"


@pytest.fixture
def asked(desks):
    """The path of an invoice whose correction was asked for five minutes ago."""
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        sent = send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), desk_clock.today() - timedelta(days=20))
        invoice_id = sent.id
    with desks.acting("be", CLERK) as ctx:
        invoice = issuer_of(ctx, MANAGER).invoices[invoice_id]
        decision_actions.request_correction(ctx, invoice, "Corrigez.", {}, revision_number=1)
        path = f"/issuers/{issuer_of(ctx, MANAGER).id}/invoices/{invoice_id}/"
    desks.clock.forward(minutes=5)
    return path


@pytest.fixture
def clerk(desks, sign_in):
    return sign_in(desks.browser("be"), CLERK)


def invoice_at(ctx, path) -> Invoice:
    return issuer_of(ctx, MANAGER).invoices[path.split("/")[-2]]


def test_request_is_taken_back_then_refused_as_it_was_sent(clerk, asked, desks, sign_in, outbox):
    sender = sign_in(desks.browser("be"), MANAGER).open(f"{asked}edit").fill("Remarque", "Je cherche le billet.")
    sender.press("Enregistrer et quitter")
    clerk.open(f"{asked}review").follow(TAKE)
    assert "Il a commencé à corriger : ce qu’il n’a pas renvoyé sera perdu." in clerk.page
    assert "Il n’a aucun délai" in clerk.page
    clerk.press("Reprendre la demande")
    assert clerk.page.notice == "La demande attend de nouveau votre décision. L’expéditeur reçoit un e-mail."
    assert outbox[-1].subject.endswith("l’office n’attend plus la correction")
    assert "L’office n’attend plus la correction." in sender.open(asked).page
    assert "Je cherche le billet." not in sender.page
    with desks.looking("be") as ctx:
        invoice = invoice_at(ctx, asked)
        assert (invoice.state, invoice.correction, asked_at(invoice)) == ("submitted", None, None)
        assert [end is None for _begin, end in stays(invoice.events)] == [False, True]
        assert ctx.portal["invoice_work"].row(invoice.id).standing == "new"
    clerk.follow("Refuser").fill_all({"Raison du refus": "La preuve manque.", "Base légale": "art. 43 LPGA"})
    clerk.press("Voir l’e-mail avant de décider").press("Refuser la demande")
    with desks.looking("be") as ctx:
        assert invoice_at(ctx, asked).state == "refused"


@pytest.mark.parametrize(("days", "runs"), [(-1, False), (0, True), (9, True)])
def test_deadline_that_still_runs_is_said(clerk, asked, desks, days, runs):
    with desks.acting("be", CLERK) as ctx:
        invoice_at(ctx, asked).correction.deadline = desk_clock.today() + timedelta(days=days)
    page = clerk.open(f"{asked}review").follow(TAKE).page
    assert ("Son délai court jusqu’au" in page, "Il n’a aucun délai" in page) == (runs, False)
    assert "Il a commencé à corriger" not in page


def test_sender_who_is_faster_is_not_overtaken(clerk, asked, desks, sign_in):
    clerk.open(f"{asked}take-back")
    sender = sign_in(desks.browser("be"), MANAGER).open(f"{asked}edit").fill("Remarque", "Voici.")
    sender.press("Modifier ma demande").press("Envoyer la demande")
    clerk.press("Reprendre la demande")
    assert "entre-temps" in clerk.page.notice
    with desks.looking("be") as ctx:
        invoice = invoice_at(ctx, asked)
        assert [one.transition for one in invoice.events] == ["submit", "request_correction", "resubmit"]


def test_second_press_takes_nothing_back(clerk, asked, desks):
    clerk.open(f"{asked}take-back")
    with desks.acting("be", SUPERVISOR) as ctx:
        decision_actions.take_back(ctx, invoice_at(ctx, asked))
    clerk.press("Reprendre la demande")
    assert "entre-temps" in clerk.page.notice
    with desks.looking("be") as ctx:
        assert [one.transition for one in invoice_at(ctx, asked).events][-1] == "take_back"
        assert len(invoice_at(ctx, asked).events) == 3


def test_correction_that_was_asked_for_since_is_not_taken_back_unread(clerk, asked, desks):
    clerk.open(f"{asked}take-back")
    with desks.acting("be", SUPERVISOR) as ctx:
        decision_actions.take_back(ctx, invoice_at(ctx, asked))
        decision_actions.request_correction(ctx, invoice_at(ctx, asked), "Le billet.", {}, revision_number=1)
    desks.clock.forward(minutes=5)
    clerk.press("Reprendre la demande")
    assert "entre-temps" in clerk.page.notice
    with desks.looking("be") as ctx:
        assert invoice_at(ctx, asked).correction is not None


def test_before_the_mail_leaves_the_decision_is_undone_instead(scenario):
    invoice = scenario.invoice()
    decision_actions.request_correction(scenario.office_ctx, invoice, "Corrigez.", {}, revision_number=1)
    with pytest.raises(WrongState):
        decision_actions.take_back(scenario.ctx(scenario.clerk, later=124), invoice)
    decision_actions.take_back(scenario.ctx(scenario.clerk, later=126), invoice)
    with pytest.raises(WrongState):
        decision_actions.take_back(scenario.ctx(scenario.clerk, later=127), invoice)


def test_no_sender_takes_back_a_request(scenario):
    invoice = scenario.invoice()
    decision_actions.request_correction(scenario.office_ctx, invoice, "Corrigez.", {}, revision_number=1)
    with pytest.raises(NotAllowed):
        decision_actions.take_back(scenario.ctx(scenario.sender, later=126), invoice)


def test_correction_without_a_deadline_leads_to_setting_one(clerk, asked):
    clerk.open(f"{asked}review").follow("Fixer un délai").fill("Délai pour l’expéditeur", "11.1.2027")
    assert "Changer le délai" in clerk.press("Enregistrer le délai").page
