"""The audit trail: written in the transaction of the change, never altered, free of personal data.

It names objects by their ids, which mean nothing without the database. What is kept of a person therefore ends with
that person's data, and the trail may outlive them (data-protection ordinance OPDo art. 4).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from BTrees.OOBTree import OOBTree

from guichet.store.models import Portal, Resource, new_id

Detail = str | int | bool | None

_PERSONAL = re.compile(
    r"@"  # e-mail addresses
    # AVS numbers. The look-arounds leave random ids alone, which may hold such digits among their own.
    r"|(?<![0-9a-zA-Z])756[ .\u00a0]?\d{4}[ .\u00a0]?\d{4}[ .\u00a0]?\d{2}(?![0-9a-zA-Z])"
)


class PersonalData(ValueError):
    """Something was to be written into the trail that looks like a person's data."""


@dataclass(frozen=True)
class Entry:
    """One line of the trail."""

    moment: datetime
    actor: str
    """Id of the account, or e.g. ``"system"``."""
    action: str
    """E.g. ``"invoice.submitted"``."""
    target: str
    """Id of the object."""
    details: tuple[Detail, ...]
    """E.g. a state, or the names of the fields that changed, never what is in them."""


class AuditLog(Resource):
    """A desk's audit trail, by month."""

    def __init__(self) -> None:
        self.months = OOBTree()
        """``"2026-11"`` → tree of ``(moment in ISO 8601, random id)`` → ``(actor, action, target, details)``.

        The random part keeps two writers in the same microsecond from meeting on one key.
        """


def record(
    portal: Portal, *, now: datetime, actor: str, action: str, target: str, details: tuple[Detail, ...] = ()
) -> None:
    """Adds a line. Raises :class:`PersonalData` when a value looks like an AVS number or an e-mail address."""
    for value in (actor, action, target, *details):
        _refuse_personal_data(value)
    moment = _key(now)
    months = _audit_log(portal).months
    month = months.get(moment[:7])
    if month is None:
        month = months[moment[:7]] = OOBTree()
    month[(moment, new_id())] = (actor, action, target, tuple(details))


def entries(portal: Portal, month: str) -> Iterator[Entry]:
    """The lines of a month such as ``"2026-11"`` (in UTC), the oldest first."""
    for (moment, _), (actor, action, target, details) in _audit_log(portal).months.get(month, OOBTree()).items():
        yield Entry(datetime.fromisoformat(moment), actor, action, target, details)


def _audit_log(portal: Portal) -> AuditLog:
    trail: AuditLog = portal["audit"]
    return trail


def _key(now: datetime) -> str:
    if now.tzinfo is None:
        raise ValueError("a moment without time zone cannot be stored")
    return now.astimezone(UTC).isoformat(timespec="microseconds")


def _refuse_personal_data(value: Any) -> None:
    if not isinstance(value, Detail):
        raise TypeError(f"the trail takes texts and numbers, not {type(value).__name__}")
    # The message does not repeat the value: errors are logged.
    if isinstance(value, (str, int)) and _PERSONAL.search(str(value)):
        raise PersonalData("this looks like an AVS number or an e-mail address; name the object by its id")
