"""The daily tasks of this room: how long messages and failed addresses are stored."""

from datetime import datetime, timedelta
from itertools import islice

from guichet.messages.enqueue import outbox_of
from guichet.messages.undelivered import remove_old
from guichet.store.jobs import DailyTask
from guichet.store.models import Portal

MESSAGE_RETENTION = timedelta(days=30)
"""How long messages stay after they were sent, failed or dropped (``docs/operations.md``)."""
MAX_REMOVED = 500
"""Messages that one transaction removes; a conflict repeats the whole transaction."""


def remove_ended(portal: Portal, now: datetime) -> int:
    """Deletes up to :data:`MAX_REMOVED` messages that ended :data:`MESSAGE_RETENTION` ago; returns how many."""
    outbox = outbox_of(portal)
    old = list(islice(outbox.ended_ids(before=now - MESSAGE_RETENTION), MAX_REMOVED))
    for message_id in old:
        outbox.remove(message_id)
    return len(old)


DAILY = (DailyTask("ended_messages", remove_ended), DailyTask("undelivered_addresses", remove_old))
