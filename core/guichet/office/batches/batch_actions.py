"""Actions on batches. Each raises ``NotAllowed`` without the permission ``hand_over``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from types import MappingProxyType

from guichet.action_context import ActionContext
from guichet.clock import local
from guichet.i18n import Localizer, _
from guichet.invoices.case_index import CaseRow, work_list
from guichet.invoices.lifecycle import UNDO_TIME, transition
from guichet.invoices.models import Invoice
from guichet.office.batches.models import (
    BATCHES,
    CANCELLED,
    HANDED_OVER,
    LIVE,
    MAKING,
    READY,
    STOPPED,
    Batch,
    BatchedInvoice,
    Batches,
)
from guichet.store.blobs import remove_blob
from guichet.store.models import Portal
from guichet.values import ParseError, reference

MAX_INVOICES = 500
"""Invoices of one batch."""
MAX_READ = 20_000
"""Rows of accepted invoices that a choice reads; accepted ones leave that list once they are handed over."""
NONE_DIFFERS: Mapping[str, int] = MappingProxyType({})
PAID_OTHERWISE = _("Montant payé : ${amount}, au lieu de ${total}.")
"""Beside the payment, for sender and office."""


class NothingToHandOver(Exception):
    """No accepted invoice fits the choice, or all of them are in a batch."""


class BatchMoved(Exception):
    """The batch is in a state that the action does not start from, e.g. because a colleague was faster."""


class WrongCode(Exception):
    """The typed code is not that of the batch's manifest; ``reason`` as of `reference.parse`, or ``"other"``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class BatchChoice:
    """Which accepted invoices a batch takes; without bounds all of them."""

    type_id: str = ""
    first: date | None = None
    """Day of the last sending, in Swiss time."""
    last: date | None = None

    def fits(self, row: CaseRow) -> bool:
        """Whether it takes the invoice of that row."""
        day = local(row.last_sent).date()
        after, before = self.first is None or day >= self.first, self.last is None or day <= self.last
        return self.type_id in ("", row.type_id) and after and before


ALL = BatchChoice()


def batches_of(portal: Portal) -> Batches:
    """The folder of batches."""
    found: Batches = portal[BATCHES]
    return found


def free_invoices(
    portal: Portal, now: datetime, choice: BatchChoice = ALL, limit: int = MAX_READ
) -> list[tuple[str, CaseRow]]:
    """Ids and rows of accepted invoices that are in no batch, the oldest first.

    An acceptance that may still be undone does not count yet: `UNDO_TIME` is for the person who made a mistake.
    """
    taken = batches_of(portal).batch_of
    # The list of decided cases begins with the latest.
    rows = work_list(portal).backwards([("state:accepted",)], MAX_READ)
    free = (
        (invoice_id, row)
        for invoice_id, row in rows
        if invoice_id not in taken and choice.fits(row) and _is_final(row, now)
    )
    return list(islice(free, limit))


def _is_final(row: CaseRow, now: datetime) -> bool:
    _begin, decided = row.stays[-1]
    return decided is not None and now >= decided + UNDO_TIME


def start_batch(ctx: ActionContext, choice: BatchChoice, language: str) -> Batch:
    """Puts at most `MAX_INVOICES` invoices into a new batch, which the worker then makes. Raises `NothingToHandOver`.

    Of two officers at once each invoice goes to one: the second transaction conflicts, runs again and finds the rest.
    """
    ctx.require("hand_over", ctx.portal)
    chosen = free_invoices(ctx.portal, ctx.now, choice, MAX_INVOICES)
    if not chosen:
        raise NothingToHandOver
    invoices = tuple(BatchedInvoice(row.issuer_id, invoice_id, row.reference) for invoice_id, row in chosen)
    for one in invoices:
        # That time is over. Written all the same, so that of a batch and an undo in the last moment one conflicts, even
        # where the clocks of two servers differ.
        invoice_of(ctx.portal, one).undo_until = None
    batch = Batch(invoices=invoices, made_by=ctx.actor, language=language, now=ctx.now)
    batches_of(ctx.portal).start(batch)
    ctx.record("batch.started", batch.id, str(len(invoices)))
    return batch


def make_again(ctx: ActionContext, batch: Batch) -> None:
    """Lets the worker try once more what it could not make. Raises `BatchMoved` unless the batch has stopped."""
    _require(ctx, batch, STOPPED)
    batch.failed.clear()
    _continue(ctx, batch)
    ctx.record("batch.restarted", batch.id)


def leave_out_failed(ctx: ActionContext, batch: Batch) -> None:
    """Takes the invoices whose file could not be made out of the batch. Raises `BatchMoved` unless it has stopped."""
    _require(ctx, batch, STOPPED)
    failed = frozenset(batch.failed)
    batches_of(ctx.portal).free(tuple(one for one in batch.invoices if one.reference in failed))
    batch.leave_out(failed)
    batch.failed.clear()
    ctx.record("batch.reduced", batch.id, str(len(failed)))
    _continue(ctx, batch)


def cancel(ctx: ActionContext, batch: Batch, reason: str) -> None:
    """Gives a batch up and frees its invoices; its files are deleted. Raises `BatchMoved` once it is handed over."""
    _require(ctx, batch, *LIVE)
    batches = batches_of(ctx.portal)
    batches.free(batch.invoices)
    if batch.id in batches.making:
        batches.making.remove(batch.id)
    for blob in batch.drop_files():
        remove_blob(ctx.portal._p_jar, blob)
    batch.failed.clear()
    _end(ctx, batch, CANCELLED)
    batch.reason = reason
    # The reason stays with the batch: free text may name a person, and the audit log may not.
    ctx.record("batch.cancelled", batch.id, str(len(batch.invoices)))


def hand_over(ctx: ActionContext, batch: Batch, typed: str) -> None:
    """Confirms that the Central Compensation Office has the batch whose manifest has the ``typed`` code.

    Every invoice is handed over, which starts the time for which it is kept; all of them or none. Raises `WrongCode`,
    or `BatchMoved` unless the batch is ready.
    """
    _require(ctx, batch, READY)
    try:
        code = reference.parse(typed)
    except ParseError as problem:
        raise WrongCode(problem.reason) from None
    if code != batch.code:
        raise WrongCode("other")
    for one in batch.invoices:
        invoice = invoice_of(ctx.portal, one)
        transition(ctx, invoice, "hand_over")
        invoice.retention_start = ctx.now
    _end(ctx, batch, HANDED_OVER)
    ctx.record("batch.handed_over", batch.id, str(len(batch.invoices)))


def note_paid(ctx: ActionContext, invoices: Sequence[Invoice], differing: Mapping[str, int] = NONE_DIFFERS) -> None:
    """Notes that invoices are paid, all of them or none. Raises ``WrongState``.

    ``differing`` are amounts in Rappen by reference, where another one than that of the invoice was paid, e.g. after a
    set-off: sender and office read it with the payment.
    """
    ctx.require("hand_over", ctx.portal)
    for invoice in invoices:
        amount = differing.get(invoice.reference)
        if amount is None:
            transition(ctx, invoice, "pay")
        else:
            language = invoice.latest.language
            message = _paid_otherwise(ctx.desk.localizer(language), amount, invoice.total)
            transition(ctx, invoice, "pay", message=message, language=language)
    ctx.record("payment_list.imported", "", str(len(invoices)))


def _paid_otherwise(localize: Localizer, amount: int, total: int) -> str:
    return localize(PAID_OTHERWISE % {"amount": localize.money(amount), "total": localize.money(total)})


def invoice_of(portal: Portal, one: BatchedInvoice) -> Invoice:
    """The invoice itself."""
    found: Invoice = portal["issuers"][one.issuer_id].invoices[one.invoice_id]
    return found


def _require(ctx: ActionContext, batch: Batch, *states: str) -> None:
    ctx.require("hand_over", batch)
    if batch.state not in states:
        raise BatchMoved(batch.state)


def _continue(ctx: ActionContext, batch: Batch) -> None:
    batch.state = MAKING
    batches_of(ctx.portal).making.insert(batch.id)


def _end(ctx: ActionContext, batch: Batch, state: str) -> None:
    batch.state, batch.problem, batch.ended, batch.ended_by = state, "", ctx.now, ctx.actor
