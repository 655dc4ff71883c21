"""An invoice from the side of the office: revision under review, sender, whether a decision is open."""

from datetime import datetime

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request

from guichet.invoices.lifecycle import TRANSITIONS
from guichet.invoices.models import Invoice, Revision
from guichet.issuers.models import Issuer
from guichet.messages.enqueue import outbox_of
from guichet.store.models import find, portal_of


def latest_sent(invoice: Invoice) -> Revision:
    """The latest revision. Raises ``HTTPNotFound`` for a draft: the office sees nothing that was not sent."""
    if not invoice.revisions:
        raise HTTPNotFound()
    return invoice.latest


def awaits_decision(invoice: Invoice, revision_number: int) -> bool:
    """Whether the office may still decide on the revision of that number.

    The state alone is not enough: after a colleague's request for correction the sender may have sent another
    revision. The state is ``submitted`` again then, but that revision was not reviewed.
    """
    return invoice.state in TRANSITIONS["accept"].sources and invoice.latest.number == revision_number


def message_waits(invoice: Invoice) -> bool:
    """Whether the sender has written what the office has neither answered nor filed."""
    return invoice.conversation is not None and invoice.conversation.waiting_since is not None


def is_undone(invoice: Invoice) -> bool:
    """Whether the latest decision was undone, and the office has not decided again."""
    return bool(invoice.events) and invoice.events[-1].transition == "undo"


def may_be_undone(invoice: Invoice, now: datetime) -> bool:
    """Whether the latest decision may be undone: none of its mails has left, and the invoice is in no batch."""
    if invoice.undo_until is None or now >= invoice.undo_until:
        return False
    portal = portal_of(invoice)
    mails = [outbox_of(portal).get(mail_id) for mail_id in invoice.waiting_mails]
    # The worker writes a mail when it claims it, so that of both at once one conflicts and runs again.
    left = any(one is None or one.state != "waiting" or one.attempts for one in mails)
    return not left and invoice.id not in portal["batches"].batch_of


def sender(invoice: Invoice, request: Request) -> str:
    """« Home-Aide Emmental SA, Lea Rochat »; the name alone for an insured person."""
    user = request.root["users"].get(invoice.submitted_by)
    names = [find(invoice, Issuer).display_name, user.name if user else ""]
    # A dict drops the second of two equal names and keeps the order.
    return ", ".join(dict.fromkeys(name for name in names if name))
