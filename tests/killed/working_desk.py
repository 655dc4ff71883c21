"""A process of a desk that is going to be killed: people send and decide, the worker sends mails, all at once.

Each commit is acknowledged with a line of JSON, as an answer to a browser would be.
"""

import itertools
import json
import os
import threading
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from typing import Any

from transaction.interfaces import TransientError

from guichet import clock
from guichet.action_context import ActionContext, system
from guichet.app import delivery
from guichet.demo import acting_as
from guichet.desk import Desk
from guichet.documents.cleaning.outcome import CleanFile
from guichet.invoices import invoice_actions
from guichet.invoices.case_index import work_list
from guichet.invoices.evaluation import evaluate_invoice
from guichet.invoices.lifecycle import WrongState
from guichet.invoices.models import Invoice
from guichet.office.decisions import decision_actions
from guichet.store.database import read_transaction, write_transaction
from guichet.testing.people import ANNA, beneficiary_of, issuer_of, user_of
from invoice_types.travel.demo import send_travel

MANAGER, COLLABORATOR, CLERK = "manager@be.example", "collaborator@be.example", "clerk@be.example"
AFTER_UNDO = timedelta(minutes=6)
"""The worker of this process runs as if the time to undo were over, so that the mails of decisions leave as well."""
Acknowledge = Callable[[dict[str, Any]], None]


class Relay:
    """A mail relay that takes every mail: a line of its file is a mail that was delivered."""

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def send(self, mail: EmailMessage, recipient: str) -> str:
        """Delivers it."""
        line = json.dumps([mail["Message-ID"], str(mail["Subject"]), recipient])
        os.write(self._file, f"{line}\n".encode())
        return "taken"


def work(desk: Desk, pipe: int, relay: Path) -> None:
    """Sends and decides until the process is killed; ``pipe`` takes the acknowledgements."""

    def acknowledge(stored: dict[str, Any]) -> None:
        os.write(pipe, f"{json.dumps(stored)}\n".encode())  # one write of less than PIPE_BUF is never torn

    sender = replace(delivery(desk), mail=Relay(relay))
    jobs = (
        lambda number: send(desk, MANAGER, 2 * number, acknowledge),
        lambda number: send(desk, COLLABORATOR, 2 * number + 1, acknowledge),
        lambda number: decide(desk, number, acknowledge),
        lambda number: resend(desk, number, acknowledge),
        lambda _number: sender.run_due(clock.now() + AFTER_UNDO),
    )
    for job in jobs[1:]:
        threading.Thread(target=forever, args=(job,), daemon=True).start()
    forever(jobs[0])


def forever(job: Callable[[int], object]) -> None:
    """Runs a job again and again, also after a conflict."""
    for number in itertools.count():
        try:
            job(number)
        except TransientError:
            continue
        except BaseException:  # a thread that ends would be silent
            traceback.print_exc()
            os._exit(1)


def send(desk: Desk, who: str, number: int, acknowledge: Acknowledge) -> None:
    """Sends an invoice with two pictures."""
    with write_transaction(desk.db) as portal:
        ctx = acting_as(system(portal, desk), user_of(system(portal, desk), who))
        issuer = issuer_of(ctx, who)
        day = ctx.now.date() - timedelta(days=20 + number % 300)
        invoice = send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), day)
        stored = state_of(invoice)
    acknowledge(stored)


def decide(desk: Desk, number: int, acknowledge: Acknowledge) -> None:
    """Decides on the case that came last, as the thread that sends may be about it."""
    with write_transaction(desk.db) as portal:
        ctx = acting_as(system(portal, desk), user_of(system(portal, desk), CLERK))
        found = next(iter(work_list(portal).backwards([("state:submitted",)], 1)), None)
        if found is None:
            return
        invoice = the_invoice(ctx, found[0])
        revision = invoice.latest.number
        if number % 3 == 0:
            decision_actions.accept(ctx, invoice, revision_number=revision)
        elif number % 3 == 1:
            decision_actions.refuse(ctx, invoice, "Non.", revision_number=revision)
        else:
            decision_actions.request_correction(ctx, invoice, "Corrigez.", {}, revision_number=revision)
        stored = state_of(invoice)
    acknowledge(stored)


def resend(desk: Desk, number: int, acknowledge: Acknowledge) -> None:
    """Sends a correction with one more document."""
    with read_transaction(desk.db) as portal:
        found = next(iter(work_list(portal).backwards([("state:correction_requested",)], 1)), None)
    if found is None:
        return
    try:
        with write_transaction(desk.db) as portal:
            ctx = acting_as(system(portal, desk), user_of(system(portal, desk), MANAGER))
            invoice = the_invoice(ctx, found[0])
            content = os.urandom(2000)
            file = CleanFile("preuve.pdf", "application/pdf", content, 1, sha256(content).hexdigest())
            invoice_actions.attach(ctx, invoice, file, "ticket")
            evaluation = evaluate_invoice(desk.plugins, invoice, clock.local(ctx.now).date())
            invoice_actions.submit(ctx, invoice, evaluation, language="fr", confirmed=True)
            stored = state_of(invoice)
    except WrongState:  # it was sent a moment ago
        return
    acknowledge(stored)


def the_invoice(ctx: ActionContext, invoice_id: str) -> Invoice:
    """An invoice of the company."""
    found: Invoice = issuer_of(ctx, MANAGER).invoices[invoice_id]
    return found


def state_of(invoice: Invoice) -> dict[str, Any]:
    """What the acknowledgement promises."""
    return {
        "invoice": invoice.id,
        "reference": invoice.reference,
        "events": [event.transition for event in invoice.events],
        "documents": sorted(invoice.latest.attachments),
    }
