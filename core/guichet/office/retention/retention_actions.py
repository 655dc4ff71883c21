"""Changes of what is erased when: the terms of the desk, and invoices that are kept beyond theirs."""

from collections.abc import Mapping

from guichet.action_context import ActionContext
from guichet.invoices.models import Invoice
from guichet.office.retention.models import Hold, retention
from guichet.store.retention_terms import TERMS, retention_terms


def change_terms(ctx: ActionContext, days: Mapping[str, int], confirmed: tuple[str, ...], offer_days: int) -> None:
    """Sets the terms, from the next night on. Raises ``ValueError`` for one outside its limits, and ``NotAllowed``."""
    ctx.require("retention", ctx.portal)
    terms = retention_terms(ctx.portal)
    before = {name: (terms.days(name), terms.applies(name)) for name in TERMS}
    offered = terms.offer_days
    terms.change(dict(days), confirmed, offer_days)
    if offer_days != offered:
        ctx.record("archive_offer.changed", "", str(offered), str(offer_days))
    for name, was in before.items():
        now = (terms.days(name), terms.applies(name))
        if now != was:
            ctx.record("retention_term.changed", name, str(was[0]), str(now[0]))


def hold(ctx: ActionContext, invoice: Invoice, reason: str) -> None:
    """Keeps an invoice beyond its term. Raises ``NotAllowed``."""
    ctx.require("erase", invoice)
    # Else the worker could erase it at the same moment, and leave the reason behind.
    invoice.touch()
    retention(ctx.portal).hold(invoice.id, Hold(ctx.now, ctx.actor, reason))
    # The reason stays with the invoice: free text may name a person, and the audit log may not.
    ctx.record("invoice.retention_suspended", invoice.id)


def release(ctx: ActionContext, invoice: Invoice) -> None:
    """Lets the term count again; an invoice past it is erased in the next night. Raises ``NotAllowed``."""
    ctx.require("erase", invoice)
    if retention(ctx.portal).hold_of(invoice.id) is not None:
        retention(ctx.portal).release(invoice.id)
        ctx.record("invoice.retention_resumed", invoice.id)
