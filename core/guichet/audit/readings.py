"""Who of the office has read whose data: an entry of the audit log for each reading, and a list for the person.

One reading is recorded for each reader, file, purpose and calendar day, with the moment of the first one of that day
(docs/decisions/0011-readings.md).
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from BTrees.OOBTree import OOBTree

from guichet import clock
from guichet.audit.audit_log import record
from guichet.store.daily_tasks import DailyTask
from guichet.store.models import Portal, Resource

MONTHS_SHOWN = 13
"""Months for which a person sees who has read their data: a year and the month that has begun.

The audit log keeps its entries longer. OPDo art. 4 asks for a year.
"""
FOLDER = "readings"


class Reading(NamedTuple):
    """What one line says; together they are its key."""

    person: str
    """Id of the issuer or user whose data were read; empty for a list of many persons."""
    day: str
    """In Switzerland, in ISO 8601."""
    action: str
    """E.g. ``"invoice.read"``."""
    target: str
    """Id of the object that was read."""
    purpose: str
    """E.g. ``"review"``."""
    reader: str
    """Id of the user."""


class Readings(Resource):
    """The readings of the last months, for the persons concerned; the proof of them is the audit log."""

    def __init__(self) -> None:
        self.months = OOBTree()
        """``"2026-11"`` → tree of :class:`Reading`, as a plain tuple → role of the reader.

        A tree for each month, so that an old one is forgotten at once, however many readings it holds.
        """

    def __contains__(self, reading: Reading) -> bool:
        return tuple(reading) in self.months.get(reading.day[:7], ())

    def add(self, reading: Reading, role: str) -> None:
        """Adds a line."""
        month = self.months.get(reading.day[:7])
        if month is None:
            # The first readers of a month may conflict here, since each adds a tree; one of them runs again.
            month = self.months[reading.day[:7]] = OOBTree()
        month[tuple(reading)] = role

    def of(self, person: str) -> Iterator[tuple[Reading, str]]:
        """The readings of a person's data, each with the role of the reader, the newest day first."""
        for month in reversed(list(self.months.values())):
            # "~" sorts behind every day, so that the range holds all keys of this person.
            for key, role in reversed(list(month.items(min=(person,), max=(person, "~")))):
                yield Reading(*key), role


def readings_of(portal: Portal) -> Readings:
    """The readings of a desk."""
    found: Readings = portal[FOLDER]
    return found


def note_reading(portal: Portal, reading: Reading, *, now: datetime, role: str) -> None:
    """Records a reading, in the transaction of the caller; nothing when it is recorded already."""
    if reading in readings_of(portal):
        return
    readings_of(portal).add(reading, role)
    record(
        portal,
        now=now,
        actor=reading.reader,
        role=role,
        action=reading.action,
        target=reading.target,
        purpose=reading.purpose,
    )


def forget_old(portal: Portal, now: datetime) -> int:
    """Deletes the lists of months that are no longer shown; returns 0, since one call does it all."""
    first = _months_before(clock.local(now).date(), MONTHS_SHOWN - 1)
    months = readings_of(portal).months
    for month in list(months.keys(max=first, excludemax=True)):
        del months[month]
    return 0


def _months_before(day: date, number: int) -> str:
    year, month = divmod(day.year * 12 + day.month - 1 - number, 12)
    return f"{year:04}-{month + 1:02}"


DAILY = (DailyTask("old_readings", forget_old),)
