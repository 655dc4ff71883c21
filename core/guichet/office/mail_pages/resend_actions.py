"""Sending again the mails that were given up, e.g. after the relay was put right."""

from guichet.action_context import ActionContext
from guichet.messages.enqueue import outbox_of
from guichet.messages.models import Message

MAX_RESENT = 500
"""Mails that one transaction gives back to the queue; a conflict repeats the whole transaction."""


def link_works(message: Message, ctx: ActionContext) -> bool:
    """Whether the mail still does what it says: a link past its life would lead its reader to an error."""
    return message.link_expires is None or message.link_expires > ctx.now


def resend_given_up(ctx: ActionContext) -> int:
    """Gives up to :data:`MAX_RESENT` mails back to the queue, the latest first; returns how many.

    Raises ``NotAllowed``.
    """
    ctx.require("office", ctx.portal)
    outbox = outbox_of(ctx.portal)
    messages = [outbox[message_id] for message_id in outbox.given_up_ids()]
    chosen = [message for message in messages if link_works(message, ctx)][:MAX_RESENT]
    for message in chosen:
        outbox.send_again(message, ctx.now)
        ctx.record("mail.resent", message.id)
    return len(chosen)


def resend_undelivered(ctx: ActionContext, message_id: str) -> bool:
    """Gives one mail that its address refused back to the queue; False when it cannot be sent.

    Raises ``NotAllowed``.
    """
    ctx.require("office", ctx.portal)
    outbox = outbox_of(ctx.portal)
    message: Message | None = outbox.get(message_id)
    if message is None or message.channel != "mail" or message.state != "failed" or not link_works(message, ctx):
        return False
    outbox.send_again(message, ctx.now)
    ctx.record("mail.resent", message.id)
    return True
