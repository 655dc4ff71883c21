"""The daily tasks of this room: how long messages and failed addresses are stored."""

from datetime import datetime, timedelta
from itertools import islice

from guichet.messages.enqueue import outbox_of
from guichet.messages.undelivered import remove_old
from guichet.store.jobs import DailyTask
from guichet.store.models import Portal

ENDED_KEPT = timedelta(days=30)
"""How long messages stay after they were sent, failed or dropped (retention table, security.md 3.13)."""
MAX_REMOVED = 500
"""Messages one transaction removes."""


def remove_ended(portal: Portal, now: datetime) -> int:
    """Deletes messages that ended more than :data:`ENDED_KEPT` ago, :data:`MAX_REMOVED` at most; returns how many."""
    outbox = outbox_of(portal)
    old = list(islice(outbox.ended_ids(before=now - ENDED_KEPT), MAX_REMOVED))
    for message_id in old:
        outbox.remove(message_id)
    return len(old)


DAILY = (DailyTask("ended_messages", remove_ended), DailyTask("undelivered_addresses", remove_old))
