"""What the office does with the messages of a sender. Each action raises ``NotAllowed`` without ``review``."""

from guichet.action_context import ActionContext
from guichet.invoices import mails
from guichet.invoices.conversation import CaseMessage
from guichet.invoices.conversation_actions import conversation_of
from guichet.invoices.invoice_mails import mails_about
from guichet.invoices.lifecycle import WrongState
from guichet.invoices.lists import index
from guichet.invoices.models import Invoice
from guichet.messages.mail_templates import WrittenText


class NewMessage(Exception):
    """A message has come since the page was opened: nothing was stored."""


def answer_sender(ctx: ActionContext, invoice: Invoice, text: str, *, language: str = "", seen: int) -> None:
    """Writes to the sender of an invoice, which answers all that waits, and mails it; the same message once.

    The mail goes to the person who has written last. ``seen`` is how many messages the page showed; raises
    `NewMessage` when there are others, and ``WrongState`` for a draft.
    """
    ctx.require("review", invoice)
    if not invoice.revisions:
        raise WrongState(invoice.state)
    conversation, message = conversation_of(invoice), CaseMessage(ctx.now, ctx.actor, True, text, language)
    if conversation.repeats(message):
        return
    if len(conversation) != seen:
        raise NewMessage
    reader = conversation.last_sender
    conversation.add(message)
    index(invoice)
    ctx.record("invoice.message_answered", invoice.id)
    written = WrittenText(text, language)
    for mail in mails_about(ctx.desk, invoice, mails.OFFICE_MESSAGE, ctx.now, written, reader=reader):
        ctx.mail(mail.user, mail.template, **mail.values)


def file_messages(ctx: ActionContext, invoice: Invoice, *, seen: int) -> None:
    """Notes that what waits needs no answer; does nothing where nothing waits.

    ``seen`` is how many messages the page showed; raises `NewMessage` when there are others.
    """
    ctx.require("review", invoice)
    if invoice.conversation is not None and invoice.conversation.waiting_since is not None:
        if len(invoice.conversation) != seen:
            raise NewMessage
        invoice.conversation.file()
        index(invoice)
        ctx.record("invoice.messages_filed", invoice.id)
