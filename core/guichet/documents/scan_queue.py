"""Documents that were received while the malware scanner gave no answer."""

from datetime import datetime, timedelta
from typing import Any

from BTrees.OOBTree import OOBTree, OOTreeSet

from guichet.documents.stored_document import StoredDocument
from guichet.store.models import Resource

SCAN_QUEUE = "scan_queue"
"""Name in the root of the tree."""
Path = tuple[str, ...]
"""Names from the root of the tree to a document: ``("issuers", "4f…", "invoices", "a1…", "attachments", "07…")``."""

LEASE = timedelta(minutes=2)
"""For which a worker has a document to itself: longer than any answer takes. Then others take over from one that was
killed."""


class ScanQueue(Resource):
    """Paths of the documents that the worker asks the scanner about, see :mod:`guichet.invoices.scan_job`.

    A document that is removed meanwhile leaves its path here, until the worker finds nothing there.
    """

    _claims: OOBTree | None = None
    """Path → until when a worker has it; None before the first claim."""

    def __init__(self) -> None:
        self.waiting = OOTreeSet()

    def add(self, document: StoredDocument) -> None:
        """Notes a document of the tree."""
        names: list[str] = []
        place: Any = document
        while place.__parent__ is not None:
            names.insert(0, place.__name__)
            place = place.__parent__
        self.waiting.add(tuple(names))

    def is_claimed(self, path: Path, now: datetime) -> bool:
        """Whether a worker is asking about a document."""
        until = self._claims.get(path) if self._claims is not None else None
        # A claim that ends later than any can was made before the clock was set back.
        return until is not None and now < until <= now + LEASE

    def claim(self, path: Path, now: datetime) -> bool:
        """Reserves a document for the caller; False where another worker was faster. Of two at once one conflicts."""
        if path not in self.waiting or self.is_claimed(path, now):
            return False
        if self._claims is None:
            self._claims = OOBTree()
        self._claims[path] = now + LEASE
        return True

    def release(self, path: Path) -> None:
        """Leaves a document to any worker."""
        if self._claims is not None:
            self._claims.pop(path, None)

    def discard(self, path: Path) -> bool:
        """Removes a document; False where it was not there any more."""
        self.release(path)
        found = path in self.waiting
        self.waiting.discard(path)
        return found
