"""`StoredDocument`, the record of a file that was cleaned and stored; rooms derive theirs with what it is for."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from ZODB.blob import Blob

from guichet.documents.cleaning.outcome import CleanFile
from guichet.store.models import Resource


class StoredDocument(Resource):
    """A cleaned file, stored in a blob. Its name is shown and never used as a path (OWASP ASVS 5.0, 5.3.2)."""

    infected = False
    """Whether the malware scanner found something later: the content has been deleted, the record stays."""

    unscanned_sha256 = ""
    """Of the file as it was received, like `sha256`."""

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
        """In hexadecimal. Everything stored in a blob has one, with which it is compared whenever it is read."""
        # Plain tuples: a named one would write its class path into every record.
        self.findings = tuple((code, tuple(names)) for code, names in file.findings)
        """What cleaning took out or made invalid, as in :mod:`guichet.documents.findings`."""
        self.blob = blob
        self.unscanned = unscanned
        """The file as it was received, while the malware scanner has not answered; None once it has."""
        if unscanned is not None:
            self.unscanned_sha256 = sha256(file.unscanned).hexdigest()
        self.received = now

    @property
    def may_be_opened(self) -> bool:
        """Whether its content is given to readers: the scanner has found it clean, or the desk has none."""
        return self.unscanned is None and not self.infected

    @property
    def blobs(self) -> list[Blob]:
        """All that is stored beside the record."""
        return [blob for blob, _sha256 in self.hashed_blobs()]

    def hashed_blobs(self) -> Iterator[tuple[Blob, str]]:
        """The same, each with its SHA-256."""
        if not self.infected:
            yield self.blob, self.sha256
            if self.unscanned is not None:
                yield self.unscanned, self.unscanned_sha256
