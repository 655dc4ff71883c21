"""`StoredDocument`, the record of a file that was cleaned and stored; rooms derive theirs with what it is for."""

from datetime import datetime

from ZODB.blob import Blob

from guichet.documents.cleaning.outcome import CleanFile
from guichet.store.models import Resource


class StoredDocument(Resource):
    """A cleaned file, stored in a blob. Its name is shown and never used as a path (OWASP ASVS 5.0, 5.3.2)."""

    infected = False
    """Whether the malware scanner found something later: the content has been deleted, the record stays."""

    def __init__(
        self, file: CleanFile, *, filename: str, blob: Blob, unscanned: Blob | None = None, now: datetime
    ) -> None:
        """:param filename: as shown; it may differ from the file's where another document has that name."""
        self.filename = filename
        self.content_type = file.content_type
        self.size = len(file.content)
        """In bytes."""
        self.pages = file.pages
        """Of a PDF; None for a picture."""
        self.sha256 = file.sha256
        # Plain tuples: a named one would write its class path into every record.
        self.findings = tuple((code, tuple(names)) for code, names in file.findings)
        """What cleaning took out or made invalid, as in :mod:`guichet.documents.findings`."""
        self.blob = blob
        self.unscanned = unscanned
        """The file as it was received, while the malware scanner has not answered; None once it has."""
        self.received = now

    @property
    def may_be_opened(self) -> bool:
        """Whether its content is given to readers: the scanner has found it clean, or the desk has none."""
        return self.unscanned is None and not self.infected

    @property
    def blobs(self) -> list[Blob]:
        """All that is stored beside the record."""
        return [] if self.infected else [one for one in (self.blob, self.unscanned) if one is not None]
