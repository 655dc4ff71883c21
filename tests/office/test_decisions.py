"""What the office decides about an invoice, and what its sender is told."""

import pytest

from guichet.action_context import NotAllowed
from guichet.audit import entries
from guichet.invoices.lifecycle import WrongState
from guichet.invoices.lists import WORK, history_of
from guichet.office import actions


def test_an_accepted_invoice_leaves_the_queue(house):
    invoice = house.invoice()
    actions.accept(house.at_the_office, invoice, seen=1)
    assert invoice.state == "accepted"
    assert house.portal[WORK].count("state:submitted") == 0
    assert house.portal[WORK].count("state:accepted") == 1


def test_the_acceptance_is_told_by_mail_with_the_usual_delay_of_the_payment(house):
    invoice = house.invoice()
    actions.accept(house.at_the_office, invoice, seen=1)
    mail = house.mails()[-1]
    assert mail.recipient == "rochat@home-aide.example"
    assert "acceptée et transmise pour paiement à la Centrale de compensation à Genève" in mail.text
    assert "environ 10 jours" in mail.text
    assert mail.link.endswith(f"/invoices/{invoice.id}/")


def test_an_office_that_names_no_delay_promises_none(house):
    house.without_payment_days()
    actions.accept(house.at_the_office, house.invoice(), seen=1)
    assert "jours" not in house.mails()[-1].text


def test_a_correction_takes_message_and_marked_rows_to_the_sender(house):
    invoice = house.invoice()
    actions.request_correction(house.at_the_office, invoice, "Il manque le billet.", ["details.lines.0"], seen=1)
    assert invoice.state == "correction_requested"
    assert invoice.marked == ("details.lines.0",)
    assert invoice.office_message.message == "Il manque le billet."
    mail = house.mails()[-1]
    assert "Il manque le billet." in mail.text
    assert mail.link == f"https://guichet.be.example/issuers/{house.company.id}/invoices/{invoice.id}/edit"
    row = history_of(house.company).row(invoice.id)
    assert (row.state, row.office_message) == ("correction_requested", "Il manque le billet.")


def test_a_refusal_gives_its_reason_and_says_that_the_copy_stays(house):
    invoice = house.invoice()
    actions.refuse(house.at_the_office, invoice, "La décision ne couvre pas ces trajets.", seen=1)
    assert invoice.state == "refused"
    mail = house.mails()[-1]
    assert "La décision ne couvre pas ces trajets." in mail.text
    assert "copie PDF" in mail.text


@pytest.mark.parametrize(
    "decide",
    [
        lambda ctx, invoice: actions.accept(ctx, invoice, seen=1),
        lambda ctx, invoice: actions.request_correction(ctx, invoice, "Secret", [], seen=1),
        lambda ctx, invoice: actions.refuse(ctx, invoice, "Secret", seen=1),
    ],
)
def test_the_subject_of_a_mail_says_nothing_of_the_person_or_the_matter(house, decide):
    invoice = house.invoice()
    decide(house.at_the_office, invoice)
    subject = house.mails()[-1].subject
    assert invoice.reference in subject
    assert not any(word in subject for word in ("Secret", "Muster", "refus", "voyage"))


def test_words_of_the_office_are_sent_as_they_are_typed(house):
    actions.refuse(house.at_the_office, house.invoice(), "Voir ${reference} & <b>art. 51</b>", seen=1)
    assert "Voir ${reference} & <b>art. 51</b>" in house.mails()[-1].text


def test_every_decision_is_in_the_trail_without_its_words(house):
    actions.refuse(house.at_the_office, house.invoice(), "7561234567897", seen=1)
    last = list(entries(house.portal, "2026-11"))[-1]
    assert (last.action, last.actor, last.details) == ("invoice.refuse", house.clerk.id, ())


def test_the_second_of_two_colleagues_changes_nothing(house):
    invoice = house.invoice()
    actions.request_correction(house.at_the_office, invoice, "Il manque le billet.", [], seen=1)
    mails = len(house.mails())
    with pytest.raises(WrongState):
        actions.accept(house.at_the_office, invoice, seen=1)
    assert invoice.state == "correction_requested"
    assert len(house.mails()) == mails


def test_nobody_decides_on_a_revision_they_have_not_seen(house):
    invoice = house.invoice()
    actions.request_correction(house.at_the_office, invoice, "Corrigez.", [], seen=1)
    house.send(invoice, km="30")
    assert not actions.awaits_decision(invoice, 1)
    with pytest.raises(WrongState):
        actions.accept(house.at_the_office, invoice, seen=1)
    assert actions.awaits_decision(invoice, 2)
    actions.accept(house.at_the_office, invoice, seen=2)


def test_the_sender_may_not_decide_even_when_the_page_is_out_of_date(house):
    invoice = house.invoice()
    for seen in (1, 7):
        with pytest.raises(NotAllowed):
            actions.accept(house.ctx(house.sender), invoice, seen=seen)
        with pytest.raises(NotAllowed):
            actions.refuse(house.ctx(house.sender), invoice, "Non", seen=seen)
        with pytest.raises(NotAllowed):
            actions.request_correction(house.ctx(house.sender), invoice, "Non", [], seen=seen)
    assert invoice.state == "submitted"
