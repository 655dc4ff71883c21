"""Internal notes of the office, apart from the invoices: no page, copy or export of a sender reads this tree."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from BTrees.OOBTree import OOBTree

from guichet.store.models import Portal, Resource, new_id
from guichet.store.sorted_index import LAST, newest_first

NOTES = "case_notes"
"""Name of the desk's :class:`CaseNotes`."""


class CaseNote(NamedTuple):
    """What a person of the office noted on a case."""

    moment: datetime
    author: str
    """Id of the user."""
    text: str


class CaseNotes(Resource):
    """The notes of all cases."""

    def __init__(self) -> None:
        self._notes = OOBTree()
        """``(invoice id, order, random id)`` → note as a plain tuple, the latest note of a case first."""

    def add(self, invoice_id: str, note: CaseNote) -> None:
        """Adds a note to a case."""
        self._notes[(invoice_id, newest_first(note.moment), new_id())] = tuple(note)

    def forget(self, invoice_id: str) -> None:
        """Deletes the notes of a case."""
        for key in list(self._notes.keys(min=(invoice_id,), max=(invoice_id, LAST))):
            del self._notes[key]

    def of(self, invoice_id: str) -> Iterator[CaseNote]:
        """The notes of a case, the latest first."""
        return (CaseNote(*note) for note in self._notes.values(min=(invoice_id,), max=(invoice_id, LAST)))


def notes(portal: Portal) -> CaseNotes:
    """The notes of a desk."""
    found: CaseNotes = portal[NOTES]
    return found
