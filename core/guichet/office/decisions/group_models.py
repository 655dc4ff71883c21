"""Stored objects: groups of cases that an officer accepts at once, with what became of each case."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from BTrees.OOBTree import OOBTree, OOTreeSet

from guichet.store.models import Folder, Resource

GROUPS = "group-acceptances"
"""Name in the root of the tree."""
CHECKED, RUNNING, FINISHED = "checked", "running", "finished"
"""States of a group: shown to the officer; confirmed, the worker accepts; every case has its outcome."""
ACCEPTED = "accepted"
"""Outcome of a case that was accepted; the others are reasons of `group_checks.REASONS`."""


class GroupCase(NamedTuple):
    """One case of a group."""

    issuer_id: str
    invoice_id: str
    reference: str
    revision_number: int
    """Of the revision that was checked."""


class GroupAcceptance(Resource):
    """Cases that one officer has chosen."""

    state = CHECKED
    finished: datetime | None = None

    def __init__(
        self, *, cases: tuple[GroupCase, ...], left_out: Mapping[str, str], made_by: str, now: datetime
    ) -> None:
        # Plain tuples: a named one would write its class path into every record.
        self._cases: tuple[Any, ...] = tuple(tuple(one) for one in cases)
        self.made_by = made_by
        """Id of the user."""
        self.made = now
        self._outcomes = OOBTree(left_out)
        """Id of an invoice → `ACCEPTED`, or why it was not; none for a case that waits."""

    @property
    def cases(self) -> tuple[GroupCase, ...]:
        """Its cases in the order of the list."""
        return tuple(GroupCase(*one) for one in self._cases)

    @property
    def waiting(self) -> Iterator[GroupCase]:
        """Cases without an outcome."""
        return (one for one in self.cases if one.invoice_id not in self._outcomes)

    def outcome(self, invoice_id: str) -> str:
        """What became of a case; empty while it waits."""
        return str(self._outcomes.get(invoice_id, ""))

    def set_outcome(self, invoice_id: str, outcome: str) -> None:
        """Notes what became of a case."""
        self._outcomes[invoice_id] = outcome


class GroupAcceptances(Folder):
    """All groups of the last weeks."""

    def __init__(self) -> None:
        super().__init__()
        self.running = OOTreeSet()
        """Names of the groups that the worker has to do."""
