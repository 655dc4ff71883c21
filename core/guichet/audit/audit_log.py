"""The audit log: entries written in the transaction of the change, never altered, without personal data.

Entries name objects by their random ids, which mean nothing without the database: when a person's data are erased, the
entries no longer concern an identifiable person and may stay. The data-protection ordinance (OPDo art. 4) asks for a
journal of what is stored, changed and deleted, kept for at least a year.

Events follow one rule, like those of `guichet.logs`: the kind of object that ``target`` names, a dot, and what happened
to it in the past, e.g. ``"invoice.accepted"`` or ``"user.phone_changed"``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf
from typing import Any

from BTrees.OOBTree import OOBTree

from guichet.store.models import Portal, Resource, new_id

Detail = str | int | bool | None
"""Plain values only: an object of a class would write the path of that class into every entry."""

_PERSONAL = re.compile(
    r"@"  # e-mail addresses
    # AVS numbers. The look-arounds leave random ids alone, which may hold such digits among their own.
    r"|(?<![0-9a-zA-Z])756[ .\u00a0]?\d{4}[ .\u00a0]?\d{4}[ .\u00a0]?\d{2}(?![0-9a-zA-Z])"
)


class PersonalData(ValueError):
    """A value of an entry looks like an AVS number or an e-mail address; nothing was written."""


@dataclass(frozen=True)
class Entry:
    """One entry of the audit log."""

    moment: datetime
    actor: str
    """Id of the user, or e.g. ``"system"``."""
    action: str
    """E.g. ``"invoice.submitted"``."""
    target: str
    """Id of the object; empty for the desk itself."""
    details: tuple[Detail, ...]
    """E.g. a role, or the names of the fields that changed, never their values."""


class AuditLog(Resource):
    """The audit log of a desk, by month."""

    def __init__(self) -> None:
        self.months = OOBTree()
        """``"2026-11"`` → tree of ``(moment in ISO 8601, position, random id)`` → ``(actor, action, target, details)``.

        Moments are texts: a BTree whose keys mix dates with and without time zone fails at a later insert. The entries
        of one request share its moment; the position keeps them in the order in which they were recorded. The random id
        keeps apart what two requests add in one microsecond. A BTree merges the different keys that two transactions
        add at once, unless a bucket splits; the later request is then run again.
        """


def record(
    portal: Portal, *, now: datetime, actor: str, action: str, target: str, details: tuple[Detail, ...] = ()
) -> None:
    """Adds an entry, in the transaction of the caller: it is stored with the change it names, or not at all.

    Raises :class:`PersonalData` when a value looks like an AVS number or an e-mail address, ``TypeError`` for a detail
    of another type, ``ValueError`` for a moment without time zone.
    """
    for value in (actor, action, target, *details):
        _refuse_personal_data(value)
    moment = _key(now)
    months = _audit_log(portal).months
    month = months.get(moment[:7])
    if month is None:
        # The first writers of a month may conflict here, since each adds a tree; the requests are then run again.
        month = months[moment[:7]] = OOBTree()
    position = len(month.keys(min=(moment,), max=(moment, inf)))
    month[(moment, position, new_id())] = (actor, action, target, tuple(details))


def entries(portal: Portal, month: str) -> Iterator[Entry]:
    """The entries of a month such as ``"2026-11"`` (in UTC), the oldest first; none for a month without a tree."""
    for (moment, _, _), (actor, action, target, details) in _audit_log(portal).months.get(month, OOBTree()).items():
        yield Entry(datetime.fromisoformat(moment), actor, action, target, details)


def _audit_log(portal: Portal) -> AuditLog:
    found: AuditLog = portal["audit"]
    return found


def _key(now: datetime) -> str:
    if now.tzinfo is None:
        raise ValueError("a moment without time zone cannot be stored")
    # Always with microseconds: without them `isoformat` leaves out zeros, and texts would not sort as their moments do.
    return now.astimezone(UTC).isoformat(timespec="microseconds")


def _refuse_personal_data(value: Any) -> None:
    if not isinstance(value, Detail):
        raise TypeError(f"the audit log takes texts and numbers, not {type(value).__name__}")
    # The message does not repeat the value: errors are logged.
    if isinstance(value, (str, int)) and _PERSONAL.search(str(value)):
        raise PersonalData("this looks like an AVS number or an e-mail address; name the object by its id")
