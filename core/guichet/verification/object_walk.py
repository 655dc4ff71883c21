"""Loads every object that the root leads to, and compares every blob with the SHA-256 that its object has stored."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from transaction.interfaces import TransientError
from ZODB import DB
from ZODB.blob import Blob
from ZODB.Connection import Connection
from ZODB.serialize import referencesf
from ZODB.utils import p64, u64

from guichet.store.blobs import BlobDamaged, blob_size, open_blob
from guichet.store.database import read_transaction

BATCH_SIZE = 500
"""Objects per transaction, so that PostgreSQL keeps no snapshot open for long."""
PART = 2**16
"""Ids of a part of an `IdSet`."""
ROOT = 0
"""Id of the object from which all others are reached."""
Progress = Callable[[int, int], object]
"""Called with the number of objects and of blobs that were read."""


class IdSet:
    """A set of object ids, which storages count up: one bit each, 2.5 MB for twenty million."""

    def __init__(self) -> None:
        self._parts: dict[int, bytearray] = {}

    def add(self, number: int) -> bool:
        """Adds an id; returns whether it is new."""
        part = self._parts.setdefault(number // PART, bytearray(PART // 8))
        place, bit = number % PART // 8, 1 << number % 8
        if part[place] & bit:
            return False
        part[place] |= bit
        return True


@dataclass
class Walk:
    """What was read, and what was wrong with it."""

    objects: int = 0
    blobs: int = 0
    faults: dict[int, str] = field(default_factory=dict)
    """Id of an object → what is wrong with it."""
    last: bytes = b""
    """The last transaction when it began."""


def walk(db: DB, progress: Progress = lambda _objects, _blobs: None) -> Walk:
    """Reads every object and blob, in batches, beside a running desk.

    What was removed while it read is no fault: the objects with one are looked for once more at the end.
    """
    found = Walk(last=db.lastTransaction())
    seen, waiting = IdSet(), [ROOT]
    hashes: dict[int, str] = {}
    seen.add(ROOT)
    while waiting:
        with read_transaction(db) as portal:
            connection: Connection = portal._p_jar
            for _turn in range(min(BATCH_SIZE, len(waiting))):
                number = waiting.pop()
                waiting += [one for one in _read(connection, number, hashes, found) if seen.add(one)]
        progress(found.objects, found.blobs)
    if found.faults and db.lastTransaction() != found.last:
        reached = _reached(db)
        found.faults = {number: reason for number, reason in found.faults.items() if not reached.add(number)}
    return found


def _read(connection: Connection, number: int, hashes: dict[int, str], found: Walk) -> list[int]:
    """Reads one object; returns the ids that it leads to, and notes the hashes that it has stored for its blobs."""
    oid = p64(number)
    try:
        record, _serial = connection._storage.load(oid)
        led = [u64(one) for one in referencesf(record)]
        item = connection.get(oid)
        item._p_activate()
        if isinstance(item, Blob):
            _compare(item, hashes.pop(number, None))
            found.blobs += 1
        elif hasattr(item, "hashed_blobs"):
            hashes.update((u64(blob._p_oid), sha256) for blob, sha256 in item.hashed_blobs())
        found.objects += 1
        return led
    except TransientError:
        raise
    except BlobDamaged as problem:
        found.faults[number] = str(problem)
    except Exception as problem:  # whatever a damaged record does when it is read
        # ZODB gives its own error for one of the class, which is then its cause.
        error = type(problem.__cause__ or problem).__name__
        found.faults[number] = f"object {number:016x} cannot be loaded: {error}"
    return []


def _compare(blob: Blob, sha256: str | None) -> None:
    if sha256:
        open_blob(blob, sha256).close()
    elif _has_content(blob):
        raise BlobDamaged(blob, "without a stored SHA-256: run guichet evolve")


def _has_content(blob: Blob) -> bool:
    """False for the blob of a document that was removed as malware: the record of the document stays."""
    try:
        return blob_size(blob) > 0
    except BlobDamaged:
        return False


def _reached(db: DB) -> IdSet:
    """The ids of all objects that the root leads to by now, read in batches."""
    seen, waiting = IdSet(), [ROOT]
    seen.add(ROOT)
    while waiting:
        with read_transaction(db) as portal:
            for _turn in range(min(BATCH_SIZE, len(waiting))):
                waiting += _new(portal._p_jar._storage, waiting.pop(), seen)
    return seen


def _new(storage: Any, number: int, seen: IdSet) -> Iterator[int]:
    try:
        record, _serial = storage.load(p64(number))
    except KeyError:  # POSKeyError: what leads there is the fault
        return
    yield from (one for one in map(u64, referencesf(record)) if seen.add(one))
