"""The audit log: entries written in the transaction of the change, never altered, without personal data.

Entries name objects by their random ids, which mean nothing without the database: when a person's data are erased, the
entries no longer concern an identifiable person and may stay. The data-protection ordinance (OPDo art. 4) asks for a
journal of what is stored, read, changed, disclosed and deleted, with person, kind and moment, kept for at least a year.

Events follow one rule, like those of `guichet.logs`: the kind of object that ``target`` names, a dot, and what happened
to it in the past, e.g. ``"invoice.accepted"`` or ``"user.phone_changed"``.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from ZODB import DB

from guichet.audit.chain import Detail, Entry, Head, Link, canonical, read
from guichet.audit.models import AuditLog
from guichet.audit.signed_heads import SignedHead
from guichet.store.database import read_transaction
from guichet.store.models import Portal

_PERSONAL = re.compile(
    r"@"  # e-mail addresses
    # AVS numbers. The look-arounds leave random ids alone, which may hold such digits among their own.
    r"|(?<![0-9a-zA-Z])756[ .\u00a0]?\d{4}[ .\u00a0]?\d{4}[ .\u00a0]?\d{2}(?![0-9a-zA-Z])"
)

MAX_BLOCKS = 500
"""Blocks that one transaction of `links_of` reads: 12,000 entries, a tenth of a second."""
LATEST = 5000
"""Entries that `latest_change` looks at: some hours of a busy desk, in which a page may have been open."""


class PersonalData(ValueError):
    """A value of an entry looks like an AVS number or an e-mail address; nothing was written."""


def record(
    portal: Portal,
    *,
    now: datetime,
    actor: str,
    role: str,
    action: str,
    target: str,
    purpose: str = "",
    details: tuple[Detail, ...] = (),
) -> None:
    """Adds an entry, in the transaction of the caller: it is stored with the change it names, or not at all.

    Raises :class:`PersonalData` when a value looks like an AVS number or an e-mail address, ``TypeError`` for a detail
    of another type, ``ValueError`` for a moment without time zone.
    """
    for value in (actor, role, action, target, purpose, *details):
        _refuse_personal_data(value)
    audit_log(portal).append(canonical(Entry(now, actor, role, action, target, purpose, tuple(details))))


def entries(portal: Portal) -> Iterator[Entry]:
    """All entries, the oldest first."""
    for text, _hash in audit_log(portal).links():
        yield read(text)


def links_of(db: DB) -> Iterator[Link]:
    """All entries as they are stored, the oldest first, in short transactions; with those added while they are read.

    What was read stays as it is: the chain only grows.
    """
    after = 0
    while True:
        with read_transaction(db) as portal:
            log = audit_log(portal)
            blocks = list(islice(log.blocks.values(min=after), MAX_BLOCKS))
            links = [link for block in blocks for link in block.links]
            whole = len(blocks) < MAX_BLOCKS
            if whole:
                links += log.open.links
        yield from links
        if whole:
            return
        after += len(links)


def signed_heads(portal: Portal, desk_id: str) -> list[SignedHead]:
    """The heads that were signed, the oldest first."""
    found = audit_log(portal).signatures.items()
    return [SignedHead(desk_id, day, Head.parse(head), signature) for day, (head, signature) in found]


def latest_change(portal: Portal, target: str) -> Entry | None:
    """The last change of the object with the id ``target``, among the latest `LATEST` entries; None without one."""
    for text, _hash in islice(audit_log(portal).latest_links(), LATEST):
        # Reading an entry takes 100 times as long as searching its text.
        if target in text and (entry := read(text)).target == target and not entry.purpose:
            return entry
    return None


def audit_log(portal: Portal) -> AuditLog:
    """The audit log of a desk."""
    found: AuditLog = portal["audit"]
    return found


def _refuse_personal_data(value: Any) -> None:
    if not isinstance(value, Detail):
        raise TypeError(f"the audit log takes texts and numbers, not {type(value).__name__}")
    # The message does not repeat the value: errors are logged.
    if isinstance(value, (str, int)) and _PERSONAL.search(str(value)):
        raise PersonalData("this looks like an AVS number or an e-mail address; name the object by its id")
