"""Addresses that mails do not reach: shown to the office, and to their owner at the next sign-in.

One row per address, about the last mail that failed because of the address: refused for good, or given up after 72
hours with an answer about the mailbox. A mail that failed because of the relay lists no address, since the next one may
arrive. A later mail that the relay takes removes the row.
"""

import hashlib
from datetime import datetime, timedelta
from typing import NamedTuple

from guichet.messages.models import Message, Outbox, utc
from guichet.store.models import Portal
from guichet.store.sorted_index import LAST, PAGE_SIZE, Page, SortedIndex, newest_first
from guichet.values import email

KEEP = timedelta(days=365)
"""Time after which an address is removed from the list that was neither changed nor written to again."""
MAX_REMOVED = 500
"""Rows one transaction of the daily task removes."""
_FOLDER = "undelivered"
_ALL = "all"


class UndeliveredMail(NamedTuple):
    """The last mail that did not reach an address."""

    address: str
    subject: str
    reason: str
    """A short code, e.g. ``smtp-550-5.1.1``: what the relay answered last."""
    when: datetime
    """UTC."""
    message_id: str
    """Id in the outbox, where the mail stays for 30 days."""


class UndeliveredMails(SortedIndex[UndeliveredMail]):
    """One row per address, the newest first. Facet: ``all``."""

    row_type = UndeliveredMail


def undelivered_to(portal: Portal, address: str) -> UndeliveredMail | None:
    """The mail that did not reach ``address``, upper and lower case alike; ``None`` when its mails arrive."""
    return _rows(portal).row(_row_id(address))


def undelivered_page(portal: Portal, after: str | None = None, size: int = PAGE_SIZE) -> Page[UndeliveredMail]:
    """A page of the office's list, the newest first."""
    return _rows(portal).page(_ALL, after, size)


def undelivered_count(portal: Portal) -> int:
    """Number of addresses on the list."""
    return _rows(portal).count(_ALL)


def forget_undelivered(portal: Portal, address: str) -> None:
    """Removes an address from the list, e.g. when its owner has given another one; does nothing for any other."""
    _rows(portal).remove(_row_id(address))


def note_outcome(portal: Portal, message_id: str) -> None:
    """Updates the row of an address after the outcome of a mail was recorded."""
    outbox: Outbox = portal["outbox"]
    message: Message | None = outbox.get(message_id)
    if message is None or message.channel != "mail" or message.ended is None:
        return
    known = undelivered_to(portal, message.recipient)
    if known is not None and message.ended < known.when:
        return  # a late report about an earlier mail
    if message.state == "failed" and message.fault == "recipient" and message.lists_undelivered:
        _keep(portal, message, message.ended)
    elif message.state == "sent" and known is not None:
        forget_undelivered(portal, message.recipient)


def remove_old(portal: Portal, now: datetime) -> int:
    """Removes rows older than :data:`KEEP`, :data:`MAX_REMOVED` at most; returns how many."""
    rows = _rows(portal)
    # Newest first: rows that sort behind the limit are older.
    old = rows.between(_ALL, newest_first(utc(now) - KEEP) + LAST, size=MAX_REMOVED)
    for row_id, _row in old:
        rows.remove(row_id)
    return len(old)


def _keep(portal: Portal, message: Message, when: datetime) -> None:
    row = UndeliveredMail(message.recipient, message.subject, message.last_error, when, message.idempotency_key)
    _rows(portal).put(_row_id(message.recipient), [_ALL], newest_first(when), row)


def _rows(portal: Portal) -> UndeliveredMails:
    rows: UndeliveredMails = portal[_FOLDER]
    return rows


def _row_id(address: str) -> str:
    """Name of a row, which is part of the addresses of pages: same for every spelling, and no personal data."""
    # 64 bits: with a thousand addresses the chance of one collision is below 1 in 10^13.
    return hashlib.sha256(email.key(address).encode()).hexdigest()[:16]
