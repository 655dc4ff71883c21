"""Documents that were received while the malware scanner gave no answer."""

from typing import Any

from BTrees.OOBTree import OOTreeSet

from guichet.documents.stored_document import StoredDocument
from guichet.store.models import Resource

SCAN_QUEUE = "scan_queue"
"""Name in the root of the tree."""
Path = tuple[str, ...]
"""Names from the root of the tree to a document: ``("issuers", "4f…", "invoices", "a1…", "attachments", "07…")``."""


class ScanQueue(Resource):
    """Paths of the documents that the worker asks the scanner about, see :mod:`guichet.invoices.scan_job`.

    A document that is removed meanwhile leaves its path here, until the worker finds nothing there.
    """

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
