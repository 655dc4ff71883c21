"""The daily tasks of this room: how long messages and failed addresses are stored."""

from datetime import datetime
from itertools import islice

from guichet.messages.enqueue import outbox_of
from guichet.messages.undelivered import remove_old
from guichet.store.daily_tasks import DailyTask
from guichet.store.models import Portal
from guichet.store.retention_terms import MESSAGES, retention_terms

MAX_REMOVED = 500
"""Messages that one transaction removes; a conflict repeats the whole transaction."""


def remove_ended(portal: Portal, now: datetime) -> int:
    """Deletes up to :data:`MAX_REMOVED` messages that ended before the term of the desk; returns how many."""
    outbox, term = outbox_of(portal), retention_terms(portal).time(MESSAGES)
    old = list(islice(outbox.ended_ids(before=now - term), MAX_REMOVED))
    for message_id in old:
        outbox.remove(message_id)
    return len(old)


DAILY = (DailyTask("ended_messages", remove_ended), DailyTask("undelivered_addresses", remove_old))
