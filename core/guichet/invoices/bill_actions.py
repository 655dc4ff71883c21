"""Actions on suppliers' bills among the documents of an invoice. A bill is named by the key of its `ReadBill`.

Each requires the permission ``file`` first, and raises :class:`~guichet.action_context.NotAllowed` without it.
"""

from collections.abc import Collection, Iterable, Sequence

from guichet import clock
from guichet.action_context import ActionContext
from guichet.declaration.bill_proposals import takes_bills, without_texts
from guichet.invoices.bills import ReadBill, every_picture, furthest, read_bills, unconfirmed_answers
from guichet.invoices.correction_lock import lock_of
from guichet.invoices.evaluation import DETAILS
from guichet.invoices.header import header_form_of
from guichet.invoices.lifecycle import require_editable
from guichet.invoices.models import CONFIRMED, PROPOSED, READ, Attachment, Invoice
from guichet.issuers.models import Issuer
from guichet.store.models import find


def propose_bills(ctx: ActionContext, invoice: Invoice, keys: Collection[str]) -> None:
    """Records that what these bills propose was on the page whose answers are saved.

    From then on an answer that was emptied stays empty. Other keys change nothing.
    """
    ctx.require("file", invoice)
    require_editable(invoice)
    for one in read_bills(invoice):
        if one.key in keys and one.state == READ:
            _set_state(invoice, one, PROPOSED)


def confirm_bill(ctx: ActionContext, invoice: Invoice, key: str) -> None:
    """Confirms the answers that say what a bill says; does nothing where there is no such bill."""
    ctx.require("file", invoice)
    require_editable(invoice)
    for one in read_bills(invoice):
        if one.key == key and one.state != CONFIRMED:
            _set_state(invoice, one, CONFIRMED)
            ctx.record("attachment.bill_confirmed", one.document_id)


def keep_bills(ctx: ActionContext, invoice: Invoice, document: Attachment, replaced: Sequence[Attachment]) -> None:
    """Gives a document made of ``replaced`` ones the bills on them, each with what has become of it."""
    ctx.require("file", invoice)
    require_editable(invoice)
    # Each once: two photos may show the same bill, and then the one that is confirmed counts.
    states: dict[str, str] = {}
    for payload, state in (bill for one in replaced for bill in one.bills):
        states[payload] = furthest((states.get(payload, READ), state))
    document.bills = tuple(states.items())


def read_again(ctx: ActionContext, invoice: Invoice, document: Attachment, payloads: Iterable[str]) -> None:
    """Gives a document that was attached again the bills that were read on it before, where the form takes bills."""
    ctx.require("file", invoice)
    require_editable(invoice)
    if takes_bills(ctx.desk.plugins.invoice_type(invoice.type_id).form):
        document.bills = tuple((payload, READ) for payload in payloads)


def take_back(ctx: ActionContext, invoice: Invoice, document_ids: Collection[str]) -> None:
    """Empties the answers that say what unconfirmed bills on these documents say, before the documents go.

    A line that has nothing else goes with them. A bill that another document shows too keeps its answers and its state.
    """
    ctx.require("file", invoice)
    require_editable(invoice)
    bills, answers = read_bills(invoice), invoice.cstruct
    staying = {one.identity for one in every_picture(invoice) if one.document_id not in document_ids}
    for one in bills:
        if one.identity in staying:
            _set_state(invoice, one, one.state)
    if all(one.identity in staying for one in bills):
        return
    form, raw = ctx.desk.plugins.invoice_type(invoice.type_id).form, answers.get(DETAILS) or {}
    found = unconfirmed_answers(form, raw, bills, clock.local(ctx.now).date())
    paths = {path for one, texts in found if one.identity not in staying and one.state == PROPOSED for path in texts}
    emptied = {**answers, DETAILS: without_texts(form, raw, paths)}
    # In a correction, the answers that are not marked stay as they were sent.
    lock = lock_of(invoice, header_form_of(find(invoice, Issuer)), form)
    invoice.save_cstruct(lock.permitted(emptied) if lock else emptied, ctx.actor, ctx.now)


def _set_state(invoice: Invoice, bill: ReadBill, state: str) -> None:
    """Sets what has become of a bill, on each of its pictures."""
    for one in every_picture(invoice):
        if one.identity == bill.identity:
            invoice.attachments[one.document_id].set_bill_state(one.number, state)
