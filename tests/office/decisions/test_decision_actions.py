"""Decisions of the office on an invoice, and the mails about them."""

import pytest

from guichet.action_context import NotAllowed
from guichet.audit import entries
from guichet.invoices.case_index import work_list
from guichet.invoices.lifecycle import WrongState
from guichet.invoices.lists import history_of
from guichet.office.cases.sent_invoices import awaits_decision
from guichet.office.decisions import decision_actions


def test_an_accepted_invoice_leaves_the_queue(scenario):
    invoice = scenario.invoice()
    decision_actions.accept(scenario.office_ctx, invoice, revision_number=1)
    assert invoice.state == "accepted"
    assert work_list(scenario.portal).count("state:submitted") == 0
    assert work_list(scenario.portal).count("state:accepted") == 1


def test_the_mail_of_an_acceptance_names_the_usual_delay_of_payment(scenario):
    invoice = scenario.invoice()
    decision_actions.accept(scenario.office_ctx, invoice, revision_number=1)
    mail = scenario.mails()[-1]
    assert mail.recipient == "rochat@home-aide.example"
    assert "acceptée et transmise pour paiement à la Centrale de compensation à Genève" in mail.text
    assert "environ 10 jours" in mail.text
    assert mail.link.endswith(f"/invoices/{invoice.id}/")


def test_an_office_without_a_delay_of_payment_promises_none(scenario):
    scenario.without_payment_days()
    decision_actions.accept(scenario.office_ctx, scenario.invoice(), revision_number=1)
    assert "jours" not in scenario.mails()[-1].text


def test_a_correction_sends_message_and_marked_rows_to_the_sender(scenario):
    invoice = scenario.invoice()
    decision_actions.request_correction(
        scenario.office_ctx,
        invoice,
        "Il manque le billet.",
        {"details.lines.0": {"fr": "Joignez le billet."}},
        revision_number=1,
    )
    assert invoice.state == "correction_requested"
    (mark,) = invoice.corrections[-1].marks
    assert (mark.path, mark.label("fr"), mark.reason("de")) == (
        "details.lines.0",
        "Trajet 1",
        ("fr", "Joignez le billet."),
    )
    assert invoice.office_message is not None and invoice.office_message.message == "Il manque le billet."
    mail = scenario.mails()[-1]
    assert "Il manque le billet." in mail.text
    assert "– Trajet 1 : Joignez le billet." in mail.text.replace("\u00a0", " ")
    assert mail.link == f"https://guichet.be.example/issuers/{scenario.company.id}/invoices/{invoice.id}/edit"
    row = history_of(scenario.company).row(invoice.id)
    assert (row.state, row.office_message) == ("correction_requested", "Il manque le billet.")


def test_the_mail_of_a_refusal_has_the_reason_and_names_the_pdf(scenario):
    invoice = scenario.invoice()
    decision_actions.refuse(scenario.office_ctx, invoice, "La décision ne couvre pas ces trajets.", revision_number=1)
    assert invoice.state == "refused"
    mail = scenario.mails()[-1]
    assert "La décision ne couvre pas ces trajets." in mail.text
    assert "copie PDF" in mail.text


@pytest.mark.parametrize(
    ("decide", "decision"),
    [
        (lambda ctx, invoice: decision_actions.accept(ctx, invoice, revision_number=1), "acceptée"),
        (
            lambda ctx, invoice: decision_actions.request_correction(ctx, invoice, "Secret", {}, revision_number=1),
            "une correction est nécessaire",
        ),
        (lambda ctx, invoice: decision_actions.refuse(ctx, invoice, "Secret", revision_number=1), "refusée"),
    ],
    ids=["accept", "request_correction", "refuse"],
)
def test_the_subject_of_a_mail_is_the_reference_and_the_decision(scenario, decide, decision):
    # The whole of it: a subject is shown on locked screens, so it names no person, no form and no reason.
    invoice = scenario.invoice()
    decide(scenario.office_ctx, invoice)
    subject = scenario.mails()[-1].subject.replace("\u00a0", " ")
    assert subject == f"Demande {invoice.reference} : {decision}"


def test_a_message_of_the_office_is_sent_exactly_as_typed(scenario):
    decision_actions.refuse(
        scenario.office_ctx, scenario.invoice(), "Voir ${reference} & <b>art. 51</b>", revision_number=1
    )
    assert "Voir ${reference} & <b>art. 51</b>" in scenario.mails()[-1].text


def test_a_decision_is_in_the_audit_log_without_its_message(scenario):
    decision_actions.refuse(scenario.office_ctx, scenario.invoice(), "7561234567897", revision_number=1)
    last = list(entries(scenario.portal))[-1]
    assert (last.action, last.actor, last.details) == ("invoice.refused", scenario.clerk.id, ())


def test_a_second_decision_on_the_same_revision_changes_nothing(scenario):
    invoice = scenario.invoice()
    decision_actions.request_correction(scenario.office_ctx, invoice, "Il manque le billet.", {}, revision_number=1)
    mails = len(scenario.mails())
    with pytest.raises(WrongState):
        decision_actions.accept(scenario.office_ctx, invoice, revision_number=1)
    assert invoice.state == "correction_requested"
    assert len(scenario.mails()) == mails


def test_a_decision_on_a_revision_that_is_not_the_latest_is_rejected(scenario):
    invoice = scenario.invoice()
    decision_actions.request_correction(scenario.office_ctx, invoice, "Corrigez.", {}, revision_number=1)
    scenario.send(invoice, km="30")
    assert not awaits_decision(invoice, 1)
    with pytest.raises(WrongState):
        decision_actions.accept(scenario.office_ctx, invoice, revision_number=1)
    assert awaits_decision(invoice, 2)
    decision_actions.accept(scenario.office_ctx, invoice, revision_number=2)


def test_the_sender_may_not_decide_on_any_revision(scenario):
    invoice = scenario.invoice()
    ctx = scenario.ctx(scenario.sender)
    for number in (1, 7):
        with pytest.raises(NotAllowed):
            decision_actions.accept(ctx, invoice, revision_number=number)
        with pytest.raises(NotAllowed):
            decision_actions.refuse(ctx, invoice, "Non", revision_number=number)
        with pytest.raises(NotAllowed):
            decision_actions.request_correction(ctx, invoice, "Non", {}, revision_number=number)
    assert invoice.state == "submitted"
