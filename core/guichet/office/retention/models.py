"""Stored objects: what is announced for erasure, what is kept from it, and the minutes of what was erased."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree

from guichet.store.models import Portal, Resource

NAME = "erasure"
REQUEST = "request"
"""Cause of a minute: a person has asked for it. Any other cause is the name of a term, or `LEFT`."""
LEFT = "left"
"""Cause: nothing refers to the record any more, e.g. a beneficiary off the list whose invoices are erased."""


class Hold(NamedTuple):
    """An invoice that is kept beyond its term, e.g. while an appeal is pending."""

    moment: datetime
    user_id: str
    reason: str


class Minute(NamedTuple):
    """The minute of one erasure (OPGA art. 9a): no personal data, so that it may stay for good."""

    moment: datetime
    actor: str
    """Id of the user, or ``"system"`` for the nightly job."""
    cause: str
    counts: tuple[tuple[str, int], ...]
    """Kinds of `~guichet.invoices.erasure.ErasedItem` and how many of each."""
    digest: str
    """SHA-256 over the sorted identities: proves of a copy that turns up that it is what was erased."""


class Retention(Resource):
    """The state of erasure at a desk."""

    def __init__(self) -> None:
        self.warned_drafts = OOBTree()
        """Id of a draft → ``(moment of the warning, id of the issuer)``."""
        self.warned_accounts = OOBTree()
        """Id of a user → moment of the warning."""
        self.closed_accounts = OOBTree()
        """Id of a user → the night in which the account was first found closed: its term counts from there."""
        self._holds = OOBTree()
        self._minutes = LOBTree()

    def hold_of(self, invoice_id: str) -> Hold | None:
        """Why an invoice is kept; None for one that is erased at its term."""
        found = self._holds.get(invoice_id)
        return Hold(*found) if found is not None else None

    def hold(self, invoice_id: str, hold: Hold) -> None:
        """Keeps an invoice beyond its term."""
        # Plain tuples, here and below: a named one would write its class path into every record.
        self._holds[invoice_id] = tuple(hold)

    def release(self, invoice_id: str) -> None:
        """Lets the term of an invoice count again."""
        self._holds.pop(invoice_id, None)

    def holds(self) -> list[tuple[str, Hold]]:
        """Ids of invoices with why they are kept."""
        return [(invoice_id, Hold(*found)) for invoice_id, found in self._holds.items()]

    def add_minute(self, minute: Minute) -> None:
        """Adds a minute at the end."""
        number = self._minutes.maxKey() + 1 if self._minutes else 1
        self._minutes[number] = tuple(minute)

    def minutes(self) -> Iterator[tuple[int, Minute]]:
        """Numbers and minutes, the latest first."""
        for number in reversed(self._minutes.keys()):
            yield number, Minute(*self._minutes[number])


def retention(portal: Portal) -> Retention:
    """The state of erasure at a desk."""
    found: Retention = portal[NAME]
    return found
