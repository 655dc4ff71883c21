"""A time server sets the clock back by an hour: people go on, each message leaves once, the audit log stays whole."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from guichet.app import delivery
from guichet.audit.audit_log import audit_log
from guichet.audit.verification import verify
from guichet.messages.enqueue import outbox_of
from guichet.office.decisions import decision_actions
from guichet.store.database import read_transaction
from guichet.testing.people import ANNA, PASSWORD, beneficiary_of, issuer_of
from invoice_types.travel.demo import send_travel

MANAGER, CLERK, PHONE = "manager@be.example", "clerk@be.example", "+41791230001"


@pytest.fixture
def send(desks, clock):
    """``send(20)``: the manager sends an invoice for a journey so many days ago; returns its path."""

    def send(days_ago):
        with desks.acting("be", MANAGER) as ctx:
            issuer = issuer_of(ctx, MANAGER)
            day = clock.now.date() - timedelta(days=days_ago)
            invoice = send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), day)
            return f"/issuers/{issuer.id}/invoices/{invoice.id}/"

    return send


class Relay:
    """Takes every mail and remembers its id."""

    def __init__(self):
        self.ids = []

    def send(self, mail, _recipient):
        self.ids.append(mail["Message-ID"])
        return "taken"


def test_people_stay_signed_in_and_others_sign_in(desks, be, sign_in, clock):
    sign_in(be, MANAGER)
    clock.set_back(hours=1)
    assert be.open("/").page.heading == "Guichet"
    office = desks.browser("be").open("/")
    office.fill("Adresse e-mail", CLERK).fill("Mot de passe", PASSWORD).press("Se connecter")
    [text] = [one for one in office.outbox.texts if one.recipient == PHONE]
    assert office.fill("Code", text.code).press("Continuer").page.heading == "Liste de travail"
    assert be.press("Se déconnecter").open("/").page.heading == "Se connecter"


def test_invoices_of_before_and_after_are_decided_on(desks, clock, send):
    sent = [send(20)]
    clock.set_back(hours=1)
    sent.append(send(40))
    for path in sent:
        with desks.acting("be", CLERK) as ctx:
            invoice = issuer_of(ctx, MANAGER).invoices[path.split("/")[-2]]
            decision_actions.accept(ctx, invoice, revision_number=1)
            assert [event.transition for event in invoice.events] == ["submit", "accept"]


def test_each_mail_leaves_once_and_none_is_lost(desks, clock, send):
    relay = Relay()
    worker = replace(delivery(desks["be"]), mail=relay)
    send(20)
    clock.set_back(hours=1)
    send(40)
    # What was written before the clock was set back waits until its time has come again.
    for _minute in range(4 * 60):
        worker.run_due(clock.forward(minutes=1))
    with read_transaction(desks["be"].db) as portal:
        mails = [one for one in outbox_of(portal).values() if one.channel == "mail"]
        assert {one.state for one in mails} == {"sent"}
    assert len(mails) >= 2
    assert set(Counter(relay.ids).values()) == {1}
    assert len(relay.ids) == len(mails)


def test_audit_log_stays_whole(desks, clock, send):
    send(20)
    clock.set_back(hours=1)
    send(40)
    with read_transaction(desks["be"].db) as portal:
        assert not verify(audit_log(portal).links()).faults
