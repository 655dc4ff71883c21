"""Actions of the sender in a correction: answers to marks, removal of a marked line; which documents may change.

Each requires the permission ``file`` first, and raises :class:`~guichet.action_context.NotAllowed` without it.
"""

from collections.abc import Iterable, Mapping

from guichet import clock
from guichet.action_context import ActionContext
from guichet.invoices.correction_lock import CorrectionLock
from guichet.invoices.evaluation import evaluate_invoice
from guichet.invoices.lifecycle import WrongState, require_editable
from guichet.invoices.models import Invoice


class NotMarked(WrongState):
    """The office did not mark what a request would change. An older page alone offers it: nothing was stored."""

    notice = "not-marked"


def save_replies(ctx: ActionContext, invoice: Invoice, replies: Mapping[str, str]) -> None:
    """Stores the sender's answers by path of the mark; does nothing where no correction with marks is asked for."""
    ctx.require("file", invoice)
    require_editable(invoice)
    correction = invoice.correction
    if correction is None or not correction.marks:
        return
    saved = {mark.path: mark.reply for mark in correction.marks if mark.reply}
    correction.save_replies({**saved, **replies})


def remove_marked_line(ctx: ActionContext, invoice: Invoice, path: str) -> None:
    """Takes a line out of a list that is not open as a whole. Raises :class:`NotMarked` unless the line is marked."""
    ctx.require("file", invoice)
    require_editable(invoice)
    lock, correction = _lock(ctx, invoice), invoice.correction
    if lock is None or correction is None or not lock.may_remove_line(path):
        raise NotMarked(path)
    around, _dot, number = path.rpartition(".")
    section, _dot, name = around.partition(".")
    answers = invoice.cstruct
    lines = answers[section][name]
    correction.remove_line(around, int(number), len(lines))
    answers[section][name] = [line for at, line in enumerate(lines) if at != int(number)]
    invoice.save_cstruct(answers, ctx.actor, ctx.now)


def require_marked_documents(ctx: ActionContext, invoice: Invoice, document_ids: Iterable[str]) -> None:
    """Raises :class:`NotMarked` in a correction unless each document is marked or came with the correction."""
    lock = _lock(ctx, invoice)
    if lock is not None and not all(map(lock.may_remove_document, document_ids)):
        raise NotMarked("documents")


def _lock(ctx: ActionContext, invoice: Invoice) -> CorrectionLock | None:
    if invoice.correction is None or not invoice.correction.marks:
        return None
    return evaluate_invoice(ctx.desk.plugins, invoice, clock.local(ctx.now).date()).lock
