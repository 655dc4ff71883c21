"""Decisions of the office on an invoice. Each raises ``NotAllowed`` without the permission ``review``."""

from collections.abc import Iterable

from guichet.action_context import ActionContext
from guichet.invoices.lifecycle import WrongState, transition
from guichet.invoices.models import Invoice
from guichet.office.cases.sent_invoices import awaits_decision


def accept(ctx: ActionContext, invoice: Invoice, *, revision_number: int) -> None:
    """Accepts an invoice of which the revision of that number was reviewed.

    Raises ``WrongState`` when it is not the latest revision, or is decided already.
    """
    _require_open(ctx, invoice, revision_number)
    transition(ctx, invoice, "accept")


def request_correction(
    ctx: ActionContext,
    invoice: Invoice,
    message: str,
    marked: Iterable[str],
    *,
    language: str = "",
    revision_number: int,
) -> None:
    """Returns an invoice to its sender with a message and the paths of the rows to correct. Raises as `accept`.

    ``language`` is the one that the message is written in; empty when it is not known.
    """
    _require_open(ctx, invoice, revision_number)
    transition(ctx, invoice, "request_correction", message=message, language=language, marked=tuple(marked))


def refuse(ctx: ActionContext, invoice: Invoice, reason: str, *, language: str = "", revision_number: int) -> None:
    """Refuses an invoice with a reason in a ``language``, which its sender reads. Raises as `accept`."""
    _require_open(ctx, invoice, revision_number)
    transition(ctx, invoice, "refuse", message=reason, language=language)


def _require_open(ctx: ActionContext, invoice: Invoice, revision_number: int) -> None:
    # The permission first: ``WrongState`` would reveal the state of an invoice to users without it (ASVS 5.0, 8.2.2).
    ctx.require("review", invoice)
    if not awaits_decision(invoice, revision_number):
        raise WrongState(invoice.state)
