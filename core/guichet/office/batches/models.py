"""Stored objects: batches of accepted invoices for the Central Compensation Office, and which invoice is in which."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from BTrees.OOBTree import OOBTree, OOTreeSet
from ZODB.blob import Blob

from guichet.store.models import Folder, Resource

BATCHES = "batches"
"""Name in the root of the tree."""
MAKING, STOPPED, READY, HANDED_OVER, CANCELLED = "making", "stopped", "ready", "handed_over", "cancelled"
"""States of a batch: the worker makes its files; some could not be made; all are there; a person has confirmed that
the Central Compensation Office has it; given up, its invoices are free again."""
LIVE = (MAKING, STOPPED, READY)
"""States from which a batch can be cancelled."""
DISK_FULL = "disk-full"
INDEX_CSV, INDEX_JSON, MANIFEST = "index.csv", "index.json", "manifest.json"


class BatchedInvoice(NamedTuple):
    """An invoice of a batch."""

    issuer_id: str
    invoice_id: str
    reference: str

    @property
    def filename(self) -> str:
        """Name of its file in the batch."""
        return f"{self.reference}.pdf"


class BatchFile(NamedTuple):
    """A finished file of a batch."""

    blob: Blob
    sha256: str
    """In hexadecimal."""
    size: int
    """In bytes."""
    row: str = ""
    """The invoice's row of the index, as JSON; empty for the index itself."""


class Batch(Resource):
    """A batch of invoices; its name in the folder is its number."""

    state = MAKING
    problem = ""
    """Why the worker pauses, e.g. :data:`DISK_FULL`."""
    code = ""
    """Of the manifest; given when it is written."""
    total = 0
    """In Rappen, once the files are made."""
    finished: datetime | None = None
    ended: datetime | None = None
    """When it was handed over or cancelled."""
    ended_by = ""
    """Id of the user who did so."""
    reason = ""
    """Why it was cancelled."""

    def __init__(self, *, invoices: tuple[BatchedInvoice, ...], made_by: str, language: str, now: datetime) -> None:
        # Plain tuples, here and below: a named one would write its class path into every record.
        self._invoices = tuple(tuple(one) for one in invoices)
        self.made_by = made_by
        """Id of the user."""
        self.language = language
        """Of the headings and checks in the index."""
        self.made = now
        self._files = OOBTree()
        """Name → `BatchFile`."""
        self.failed = OOBTree()
        """Reference → code of the reason why its file could not be made, see `batch_texts.FAILURES`."""

    @property
    def number(self) -> int:
        """Counted from 1 at each desk."""
        return int(self.id)

    @property
    def invoices(self) -> tuple[BatchedInvoice, ...]:
        """Its invoices, the oldest first."""
        return tuple(BatchedInvoice(*one) for one in self._invoices)

    def leave_out(self, references: frozenset[str]) -> None:
        """Takes invoices out."""
        self._invoices = tuple(one for one in self._invoices if one[2] not in references)

    def file(self, name: str) -> BatchFile | None:
        """The file of that name; None while it is not made."""
        found = self._files.get(name)
        return BatchFile(*found) if found is not None else None

    def files(self) -> Iterator[tuple[str, BatchFile]]:
        """Names and files that are made, sorted by name."""
        return ((name, BatchFile(*file)) for name, file in self._files.items())

    def hashed_blobs(self) -> Iterator[tuple[Blob, str]]:
        """Its files with their SHA-256."""
        return ((file.blob, file.sha256) for _name, file in self.files())

    def put_file(self, name: str, file: BatchFile) -> None:
        """Stores a finished file."""
        self._files[name] = tuple(file)

    def drop_invoice_files(self, reference: str) -> list[Blob]:
        """Forgets the file of an invoice and the indexes, which name the persons of all; returns their blobs."""
        names = (f"{reference}.pdf", INDEX_CSV, INDEX_JSON)
        found = [file for name in names if (file := self._files.pop(name, None)) is not None]
        return [BatchFile(*file).blob for file in found]

    def drop_files(self) -> list[Blob]:
        """Forgets all files and returns their blobs."""
        blobs = [file.blob for _name, file in self.files()]
        self._files.clear()
        return blobs

    @property
    def done(self) -> int:
        """Number of invoices whose file is made."""
        return sum(one.filename in self._files for one in self.invoices)

    @property
    def waiting(self) -> Iterator[BatchedInvoice]:
        """Invoices whose file is neither made nor failed."""
        return (one for one in self.invoices if one.filename not in self._files and one.reference not in self.failed)


class Batches(Folder):
    """All batches of a desk by number, with the one live batch of each invoice."""

    def __init__(self) -> None:
        super().__init__()
        self.batch_of = OOBTree()
        """Id of an invoice → name of the batch that it is in. A cancelled batch has none."""
        self.making = OOTreeSet()
        """Names of the batches that the worker makes."""

    def start(self, batch: Batch) -> None:
        """Gives a batch the next number and all its invoices. Raises ``KeyError`` when one is in another batch.

        Of two transactions with an invoice in common one conflicts: both write its key, and the number.
        """
        name = f"{max((int(one) for one in self), default=0) + 1:06}"
        self.add(name, batch)
        for one in batch.invoices:
            if not self.batch_of.insert(one.invoice_id, name):
                raise KeyError(one.invoice_id)
        self.making.insert(name)

    def free(self, invoices: tuple[BatchedInvoice, ...]) -> None:
        """Takes invoices out of their batch, so that another may have them."""
        for one in invoices:
            del self.batch_of[one.invoice_id]

    def newest(self) -> list[Batch]:
        """All batches, the latest first. A desk makes some fifty a year."""
        return [self[name] for name in reversed(list(self))]
