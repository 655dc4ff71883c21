"""What a new process finds after a kill: nothing acknowledged is lost, and what is stored is whole."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from working_desk import MANAGER, Relay

from guichet import clock
from guichet.action_context import ActionContext, system
from guichet.app import delivery
from guichet.audit import entries
from guichet.audit.audit_log import audit_log
from guichet.audit.verification import verify
from guichet.desk import Desk
from guichet.invoices.case_index import case_row, work_list
from guichet.invoices.lifecycle import DECISIONS, OUTDATING, TRANSITIONS, UNDO_TIME
from guichet.invoices.lists import history_of
from guichet.invoices.models import Invoice, InvoiceEvent
from guichet.messages.enqueue import outbox_of
from guichet.store.blobs import BlobFiles, read_blob
from guichet.store.database import read_transaction
from guichet.testing.people import issuer_of

AUDITED = {change.audit_event for change in TRANSITIONS.values()}
WITH_MAIL = {name for name, change in TRANSITIONS.items() if change.mail is not None}
LATER = timedelta(hours=1)
"""By then every lease of a worker that was killed is over."""


def inspect(desk: Desk, acknowledged: Iterable[dict[str, Any]]) -> int:
    """Compares the desk with what was acknowledged; returns the number of invoices. Raises ``AssertionError``."""
    # Documents of a person that were about to be stored do not stay on the disk.
    storage = desk.db.storage
    assert not isinstance(storage, BlobFiles) or not list(Path(storage.temporaryDirectory()).iterdir())
    with read_transaction(desk.db) as portal:
        ctx = system(portal, desk)
        assert not verify(audit_log(portal).links()).faults, "the audit log is not whole"
        audited: dict[str, list[str]] = defaultdict(list)
        for entry in entries(portal):
            if entry.action in AUDITED:
                audited[entry.target].append(entry.action)
        invoices = {invoice.id: invoice for invoice in issuer_of(ctx, MANAGER).invoices.values()}
        assert set(audited) == set(invoices), "an invoice without entries, or entries without an invoice"
        mails = Counter(reference_in(message.subject) for message in outbox_of(portal).values())
        for invoice in invoices.values():
            _require_whole(ctx, invoice, audited[invoice.id])
            assert mails[invoice.reference] in _mails_about(invoice.events)
        for stored in acknowledged:
            invoice = invoices[stored["invoice"]]
            # Others may have gone on with it since.
            assert [one.transition for one in invoice.events][: len(stored["events"])] == stored["events"]
            assert invoice.reference == stored["reference"]
            assert set(stored["documents"]) <= set(invoice.attachments)
        return len(invoices)


def _require_whole(ctx: ActionContext, invoice: Invoice, audited: list[str]) -> None:
    assert [TRANSITIONS[one.transition].audit_event for one in invoice.events] == audited
    assert work_list(ctx.portal).row(invoice.id) == case_row(invoice)
    listed = history_of(issuer_of(ctx, MANAGER)).row(invoice.id)
    assert listed is not None
    assert listed.state == invoice.state
    assert ctx.portal["references"].invoice_id(invoice.reference) == invoice.id
    for revision in invoice.revisions:
        for document_id in revision.attachments:
            document = invoice.attachments[document_id]
            assert len(read_blob(document.blob, document.sha256)) == document.size
            assert document.thumbnail is None or read_blob(document.thumbnail, document.thumbnail_sha256)


def _mails_about(events: Sequence[InvoiceEvent]) -> range:
    """How many there may be: one for each transition that has one, but for decisions that were outdated at once.

    Their mail never leaves, unless the worker has taken it before: here the worker does not wait for the time to undo.
    """
    outdated = [
        decision
        for decision, answer in pairwise(events)
        if decision.transition in DECISIONS
        and answer.transition in OUTDATING
        and answer.moment < decision.moment + UNDO_TIME
    ]
    most = sum(one.transition in WITH_MAIL for one in events)
    return range(most - len(outdated), most + 1)


def drain(desk: Desk, relay: Path) -> int:
    """The worker sends what is left; every mail has left, and one that left twice has the same id.

    Returns the number of mails that left twice, which a kill between the sending and its record makes.
    """
    job = replace(delivery(desk), mail=Relay(relay))
    while job.run_due(clock.now() + LATER):
        pass
    delivered = [tuple(json.loads(line)) for line in relay.read_text().splitlines()]
    with read_transaction(desk.db) as portal:
        outbox = outbox_of(portal)
        assert {message.state for message in outbox.values() if message.channel == "mail"} == {"sent"}
        ids = {message_id.strip("<>").partition("@")[0] for message_id, _subject, _recipient in delivered}
        assert ids == set(outbox)
    # Each has one recipient and one subject: the same mail under two ids would be one too many here.
    assert len(set(delivered)) == len(ids)
    return len(delivered) - len(ids)


def reference_in(subject: str) -> str:
    """The reference that the subject of a mail about an invoice names; empty in any other mail."""
    return next((word for word in subject.replace("\u00a0", " ").split() if word.startswith("BE-")), "")
