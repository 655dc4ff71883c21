"""Action of the sender: a message to the office about an invoice that was sent."""

from guichet.action_context import ActionContext
from guichet.clock import local
from guichet.invoices.conversation import CaseMessage, Conversation
from guichet.invoices.lifecycle import WrongState
from guichet.invoices.lists import index
from guichet.invoices.models import Invoice

MAX_TEXT = 2000
"""Characters of a message."""
MAX_A_DAY = 5
"""Messages to the office about one invoice on one Swiss calendar day (OWASP ASVS 5.0, 2.4.1)."""
MAX_MESSAGES = 100
"""Messages about one invoice, of both sides, after which its sender is asked to call."""


class TooManyMessages(Exception):
    """`MAX_A_DAY` or `MAX_MESSAGES` is reached: nothing was stored."""


def may_write(ctx: ActionContext, invoice: Invoice) -> bool:
    """Whether neither limit is reached."""
    found = invoice.conversation
    if found is None:
        return True
    today = local(ctx.now).date()
    sent_today = sum(not one.from_office and local(one.moment).date() == today for one in found)
    return len(found) < MAX_MESSAGES and sent_today < MAX_A_DAY


def write_to_office(ctx: ActionContext, invoice: Invoice, text: str, *, language: str) -> None:
    """Adds a message of the sender, which the office finds with the case and in its work list; the same one once.

    Raises ``NotAllowed`` without the permission ``file``, `~guichet.invoices.lifecycle.WrongState` for a draft, and
    `TooManyMessages`.
    """
    ctx.require("file", invoice)
    if invoice.state == "draft":
        raise WrongState(invoice.state)
    message = CaseMessage(ctx.now, ctx.actor, False, text, language)
    if invoice.conversation is not None and invoice.conversation.repeats(message):
        return
    if not may_write(ctx, invoice):
        raise TooManyMessages
    conversation_of(invoice).add(message)
    index(invoice)
    # Never what it says: entries of the audit log outlive the invoice.
    ctx.record("invoice.message_sent", invoice.id)


def conversation_of(invoice: Invoice) -> Conversation:
    """The conversation about an invoice, for an action that adds to it; the first message makes it."""
    if invoice.conversation is None:
        invoice.conversation = Conversation()
    return invoice.conversation
