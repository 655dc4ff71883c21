"""Erasure of an account: everything that names or reaches its person; the id stays, and names no person any more."""

from guichet.action_context import ActionContext
from guichet.messages.enqueue import outbox_of
from guichet.messages.undelivered import forget_undelivered
from guichet.users.credentials import close_user
from guichet.users.models import User
from guichet.users.tasks import forget_tasks


def erase_account(ctx: ActionContext, user: User) -> None:
    """Closes an account, unless it is, and empties its record.

    Invoices that are stored longer and the audit log name the user by the id alone, so that the record stays, empty.
    """
    ctx.require("erase", ctx.portal)
    if user.state != "closed":
        close_user(ctx, user)
    forget_undelivered(ctx.portal, user.email)
    _forget_messages(ctx, {user.email, user.phone})
    for link in ctx.portal["links"].of(user.id):
        ctx.portal["links"].remove(link.id)
    forget_tasks(ctx.portal, {user.id, user.email})
    user.email = user.first_name = user.last_name = user.phone = user.conditions = ""
    user.journal, user.phone_request, user.saved_form, user.saved_form_at = None, None, None, None
    user.last_sign_in, user.recovery_made, user.codes_paused, user.wrong_codes = None, None, None, ()
    user.phone_proven, user.former_names, user.former_phones, user.phone_replaced = False, (), (), None
    ctx.record("user.erased", user.id)


def is_erased(user: User) -> bool:
    """Whether the record of an account is empty."""
    return not user.email


def _forget_messages(ctx: ActionContext, addresses: set[str]) -> None:
    """Deletes the messages to a person, sent or not: their texts greet by name."""
    outbox = outbox_of(ctx.portal)
    for message_id in (one for address in addresses for one in outbox.to(address)):
        outbox.remove(message_id)
