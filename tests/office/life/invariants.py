"""What holds after every action, in whatever order they came."""

from collections import Counter

from case_model import AUDITED, ModelCase
from life_machine import COLLABORATOR, MANAGER, LifeOfInvoices

from guichet.action_context import ActionContext
from guichet.audit import entries
from guichet.audit.audit_log import audit_log
from guichet.audit.verification import verify
from guichet.invoices.case_index import case_row, work_list
from guichet.invoices.lists import history_of
from guichet.invoices.models import Invoice
from guichet.messages.enqueue import outbox_of
from guichet.office.batches.batch_actions import batches_of
from guichet.store.blobs import read_blob
from guichet.testing.people import issuer_of

DECISIONS = ("accept", "refuse", "request_correction")


def check(machine: LifeOfInvoices, ctx: ActionContext) -> None:
    """Compares a desk with the model of a machine."""
    _require_lists(machine, ctx)
    _require_audit(machine, ctx)
    _require_batches(machine, ctx)
    subjects = [one.subject for one in outbox_of(ctx.portal).values() if one.recipient in (MANAGER, COLLABORATOR)]
    for case in machine.cases:
        invoice = machine.invoice(ctx, case)
        _require_same(case, invoice)
        _require_one_decision_per_revision(invoice)
        assert sum(bool(case.revisions) and invoice.reference in subject for subject in subjects) == case.mails


def _require_same(case: ModelCase, invoice: Invoice) -> None:
    assert invoice.state == case.state
    assert [event.transition for event in invoice.events] == case.events
    assert [revision.total for revision in invoice.revisions] == case.revisions
    assert len(invoice.attached) == case.documents
    [line] = invoice.cstruct["details"]["lines"]
    assert line["ticket_price"] == f"{case.price / 100:.2f}"
    if case.revisions:
        assert len(invoice.latest.attachments) == case.sent_documents
        assert sum(term.amount for term in invoice.latest.frozen.terms) == case.total
    for revision in invoice.revisions:
        assert all(
            read_blob(one.blob, one.sha256) for one in map(invoice.attachments.__getitem__, revision.attachments)
        )


def _require_one_decision_per_revision(invoice: Invoice) -> None:
    """Of each revision at most one decision stands, and none while it is with the office."""
    standing = 0
    for event in invoice.events:
        if event.transition in ("submit", "resubmit"):
            standing = 0
        standing += (event.transition in DECISIONS) - (event.transition == "undo")
        assert standing in (0, 1)
    assert standing == 0 or invoice.state != "submitted"


def _require_lists(machine: LifeOfInvoices, ctx: ActionContext) -> None:
    """Rows and counts of both lists are those of the objects."""
    listed, history = work_list(ctx.portal), history_of(issuer_of(ctx, MANAGER))
    for case in machine.cases:
        invoice, own = machine.invoice(ctx, case), history.row(case.id)
        assert listed.row(case.id) == (case_row(invoice) if case.revisions else None)
        assert own is not None
        assert (own.state, own.revisions, own.reference) == (case.state, len(case.revisions), invoice.reference)
        assert not case.revisions or own.total == case.total
    expected = Counter(case.state for case in machine.cases if case.revisions)
    for state in ("submitted", "correction_requested", "accepted", "refused", "withdrawn", "handed_over", "paid"):
        assert listed.count(f"state:{state}") == history.count(f"state:{state}") == expected[state]


def _require_audit(machine: LifeOfInvoices, ctx: ActionContext) -> None:
    """One entry for each transition, in its order, in a chain that is whole."""
    assert not verify(audit_log(ctx.portal).links()).faults
    names = set(AUDITED.values())
    found: dict[str, list[str]] = {case.id: [] for case in machine.cases}
    for entry in entries(ctx.portal):
        if entry.action in names:
            found[entry.target].append(entry.action)
    assert found == {case.id: [AUDITED[event] for event in case.events] for case in machine.cases}


def _require_batches(machine: LifeOfInvoices, ctx: ActionContext) -> None:
    """Each invoice is in one batch that counts, and the sum of a finished one is its total."""
    batches = batches_of(ctx.portal)
    assert dict(batches.batch_of) == {case.id: case.batch for case in machine.cases if case.batch}
    for model in machine.batches:
        batch = batches[model.id]
        assert batch.state == model.state
        assert {one.invoice_id for one in batch.invoices} == {case.id for case in model.cases}
        if model.state in ("ready", "handed_over"):
            assert batch.total == model.total == sum(machine.invoice(ctx, one).latest.total for one in model.cases)
