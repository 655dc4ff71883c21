"""The life cycle of an invoice: a table of the transitions, and the one function that performs them.

::

    draft ─► submitted ─► accepted ─► handed_over ─► paid
                 │  ▲
                 │  └── correction_requested   (resubmission is a new revision; the office may take it back)
                 ├─► refused             (a decision may be undone until its mail leaves)
                 └─► withdrawn                 (by the sender, before a decision)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from translationstring import TranslationString

from guichet.action_context import ActionContext
from guichet.i18n import _
from guichet.invoices import mails
from guichet.invoices.claim_index import NOT_CLAIMED, index_claims
from guichet.invoices.corrections import Correction
from guichet.invoices.counted_sums import count
from guichet.invoices.event_counting import count_event
from guichet.invoices.found_counts import count_findings
from guichet.invoices.invoice_mails import mails_about
from guichet.invoices.lists import index
from guichet.invoices.models import Invoice, InvoiceEvent, Revision
from guichet.invoices.overrides import Override
from guichet.invoices.states import EDITABLE
from guichet.messages.enqueue import outbox_of
from guichet.messages.mail_templates import MailTemplate, WrittenText


@dataclass(frozen=True)
class Transition:
    """A change from one of the ``sources`` to the state ``target``."""

    sources: tuple[str, ...]
    target: str
    permission: str
    """Permission that the actor must have on the invoice."""
    label: TranslationString
    """Its line in the timeline."""
    audit_event: str
    """Its name in the audit log."""
    mail: MailTemplate | None = None
    """Sent to the sender, or to a company's managers once the sender has left."""


TRANSITIONS: Mapping[str, Transition] = {
    "submit": Transition(
        ("draft",), "submitted", "file", _("Demande envoyée."), "invoice.submitted", mails.INVOICE_RECEIVED
    ),
    "resubmit": Transition(
        ("correction_requested",),
        "submitted",
        "file",
        _("Demande corrigée et renvoyée."),
        "invoice.resubmitted",
        mails.INVOICE_RECEIVED,
    ),
    "withdraw": Transition(
        ("submitted", "correction_requested"),
        "withdrawn",
        "file",
        _("Demande retirée."),
        "invoice.withdrawn",
        mails.INVOICE_WITHDRAWN,
    ),
    "request_correction": Transition(
        ("submitted",),
        "correction_requested",
        "review",
        _("L’office demande une correction."),
        "invoice.correction_requested",
        mails.CORRECTION_REQUESTED,
    ),
    # By the worker, see `guichet.invoices.correction_reminders`.
    "remind": Transition(
        ("correction_requested",),
        "correction_requested",
        "review",
        _("Rappel : la correction manque encore."),
        "invoice.reminded",
        mails.CORRECTION_REMINDER,
    ),
    # Where the correction does not come, the office decides with what it has (LPGA art. 43 al. 3).
    "take_back": Transition(
        ("correction_requested",),
        "submitted",
        "review",
        _("L’office n’attend plus la correction."),
        "invoice.taken_back",
        mails.CORRECTION_ENDED,
    ),
    "accept": Transition(
        ("submitted",),
        "accepted",
        "review",
        _("Demande acceptée."),
        "invoice.accepted",
        mails.INVOICE_ACCEPTED,
    ),
    # Of an invoice whose amount takes two persons: the second one accepts it.
    "approve": Transition(
        ("submitted",), "submitted", "review", _("Approuvée par une première personne."), "invoice.approved"
    ),
    "refuse": Transition(
        ("submitted",),
        "refused",
        "review",
        _("Demande refusée."),
        "invoice.refused",
        mails.INVOICE_REFUSED,
    ),
    "undo": Transition(
        ("accepted", "correction_requested", "refused"),
        "submitted",
        "review",
        _("L’office a annulé sa décision."),
        "invoice.decision_undone",
    ),
    # Without a mail: the one about the acceptance says when the money comes.
    "hand_over": Transition(
        ("accepted",),
        "handed_over",
        "hand_over",
        _("Transmise à la Centrale de compensation pour paiement."),
        "invoice.handed_over",
    ),
    "pay": Transition(
        ("handed_over",), "paid", "hand_over", _("Payée par la Centrale de compensation."), "invoice.paid"
    ),
}


DECISIONS = ("request_correction", "accept", "refuse")
"""Transitions whose mail waits for `UNDO_TIME`, so that they can be undone before anything leaves."""
OUTDATING = ("undo", "resubmit", "withdraw")
"""Transitions after which the mail of the decision before them would tell what is no longer so."""
UNDO_TIME = timedelta(minutes=5)


class WrongState(Exception):
    """Transition not allowed from the current state, e.g. because a colleague has decided already."""

    notice = "invoice-moved-on"
    """Code of the notice on the page that a request is led to."""


def require_editable(invoice: Invoice) -> None:
    """Raises :class:`WrongState` unless the sender may change answers and documents now."""
    if invoice.state not in EDITABLE:
        raise WrongState(invoice.state)


def transition(
    ctx: ActionContext,
    invoice: Invoice,
    name: str,
    *,
    message: str = "",
    language: str = "",
    correction: Correction | None = None,
    revision: Revision | None = None,
    override: Override | None = None,
) -> None:
    """Performs a transition with everything that belongs to it: the only place where an invoice changes state.

    Writes the event and the audit log, adds ``revision`` where one is sent, updates the lists, mails the sender and
    calls the hook ``guichet_invoice_changed``. ``message`` is from the office to the sender, or explains the
    warnings of a sending, and is written in ``language``; ``correction`` is what the office marked, ``override`` what
    it has completed or passed over. Raises :class:`WrongState`, or :class:`~guichet.action_context.NotAllowed`.

    Of two decisions at once one is stored: both write the invoice, so that the other conflicts, runs again and then
    finds another state (OWASP ASVS 5.0, 15.4.2).
    """
    change = TRANSITIONS[name]
    ctx.require(change.permission, invoice)
    if invoice.state not in change.sources:
        raise WrongState(invoice.state)
    source, invoice.state = invoice.state, change.target
    if name in OUTDATING:
        _drop_waiting_mails(ctx, invoice)
    invoice.undo_until, invoice.waiting_mails = None, ()
    _store(invoice, correction, revision, override)
    invoice.add_event(InvoiceEvent(ctx.now, ctx.actor, name, message, language))
    ctx.record(change.audit_event, invoice.id)
    _update_claims(invoice, revision is not None or (source in NOT_CLAIMED) != (invoice.state in NOT_CLAIMED))
    # After revision and event, which the rows of the lists show.
    count_findings(ctx.desk, invoice)
    count_event(invoice, ctx.desk.tenant.holidays)
    index(invoice)
    if change.mail is not None:
        waiting = _send(ctx, invoice, name, change.mail, WrittenText(message, language), correction)
        if name in DECISIONS:
            invoice.undo_until, invoice.waiting_mails = ctx.now + UNDO_TIME, waiting
    # Last, in the same transaction: the hook sees the complete change, and its error undoes all of it.
    ctx.desk.plugins.invoice_changed(invoice, source, change.target, ctx.actor)


def _drop_waiting_mails(ctx: ActionContext, invoice: Invoice) -> None:
    """Deletes the mails of the decision before, as far as they have not left."""
    outbox = outbox_of(ctx.portal)
    for mail_id in invoice.waiting_mails:
        mail = outbox.get(mail_id)
        # One that a worker has claimed is leaving.
        if mail is not None and mail.state == "waiting":
            outbox.remove(mail_id)


def _store(
    invoice: Invoice, correction: Correction | None, revision: Revision | None, override: Override | None
) -> None:
    if correction is not None:
        invoice.corrections = (*invoice.corrections, correction)
    if revision is not None:
        invoice.revisions = (*invoice.revisions, revision)
        invoice.submitted_by = revision.sent_by
    if override is not None:
        invoice.overrides = (*invoice.overrides, override)


def _update_claims(invoice: Invoice, changed: bool) -> None:
    if changed:
        index_claims(invoice)
    # What the office has completed counts as long as the invoice is accepted.
    if changed or invoice.overrides:
        count(invoice)


def _send(
    ctx: ActionContext,
    invoice: Invoice,
    name: str,
    template: MailTemplate,
    message: WrittenText,
    correction: Correction | None,
) -> tuple[str, ...]:
    """Queues the mails of a transition; returns their ids."""
    marks = correction.marks if correction else ()
    override = invoice.accepted_override
    completed = len(override.completions) if override else 0
    not_before = ctx.now + UNDO_TIME if name in DECISIONS else ctx.now
    return tuple(
        ctx.mail_later(mail.user, mail.template, not_before, **mail.values)
        for mail in mails_about(ctx.desk, invoice, template, ctx.now, message, marks, completed)
    )
