"""``Data.fs`` read beside the server that writes it: where its last whole transaction ends, and what is new in it.

repozo is passed over: its functions print and end the process, it opens the storage, which reads the index of the whole
database each time, and it knows neither blobs nor encryption. The format is that of ZODB/FileStorage/format.py.
"""

import hashlib
import os
import struct
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from ZODB.blob import is_blob_record
from ZODB.FileStorage.FileStorage import FileIterator
from ZODB.FileStorage.format import CorruptedError

START = 4
"""Position of the first transaction, behind the four bytes that name the format."""
HEADER = struct.Struct(">8sQcHHH")
"""Id, length without the eight bytes that repeat it, status, and three lengths."""
BEING_WRITTEN = b"c"
TAIL = 2**16
"""Bytes that are compared to know a file again."""


class DamagedDataFile(Exception):
    """``Data.fs`` is not what ZODB writes."""


class DataFileReplaced(Exception):
    """Another file took its place, as at the end of packing."""


@dataclass(frozen=True)
class End:
    """The end of a whole transaction."""

    position: int
    transaction: bytes
    """Its id; zeros in an empty file."""


BEGINNING = End(START, bytes(8))


class FilePart:
    """The bytes of a file between two positions."""

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        self._file, self._position, self._end = file, start, end

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes; none at the end."""
        data = os.pread(self._file.fileno(), min(size, self._end - self._position), self._position)
        self._position += len(data)
        return data


class DataFile:
    """An open ``Data.fs``."""

    def __init__(self, path: Path) -> None:
        """Raises ``OSError`` when it cannot be opened, and :class:`DataFileReplaced`."""
        self._path = path
        try:
            self._file = path.open("rb")
        except FileNotFoundError:
            self._require_old()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def end(self, known: End = BEGINNING) -> End:
        """The end of the last whole transaction, looked for from a known one on; one that is being written is none.

        Every header is compared with the length behind its transaction. Raises :class:`DamagedDataFile`.
        """
        size, found = os.fstat(self._file.fileno()).st_size, known
        while found.position + HEADER.size <= size:
            transaction, length, status, *_lengths = HEADER.unpack(self._read(found.position, HEADER.size))
            after = found.position + length + 8
            if status == BEING_WRITTEN:
                break
            if after > size or int.from_bytes(self._read(after - 8, 8), "big") != length:
                raise DamagedDataFile(f"{self._path}: the transaction at byte {found.position} is damaged")
            found = End(after, transaction)
        return found

    def blobs(self, start: End, end: End) -> Iterator[tuple[bytes, bytes]]:
        """Object and transaction id of each blob that was stored between two ends."""
        if start.position == end.position:
            return
        self.require_in_place()
        try:
            with closing(FileIterator(str(self._path), stop=end.transaction, pos=start.position)) as transactions:
                for transaction in transactions:
                    for record in transaction:
                        if is_blob_record(record.data):
                            yield record.oid, record.tid
        except (CorruptedError, ValueError):
            self.require_in_place()  # the iterator has opened the file by its name
            raise

    def tail(self, position: int) -> str:
        """SHA-256 of the last bytes before a position."""
        start = max(0, position - TAIL)
        return hashlib.sha256(self._read(start, position - start)).hexdigest()

    def part(self, start: int, end: int) -> FilePart:
        """The bytes between two positions."""
        return FilePart(self._file, start, end)

    def require_in_place(self) -> None:
        """Raises :class:`DataFileReplaced` when the name leads to another file by now."""
        try:
            in_place = os.path.samestat(os.fstat(self._file.fileno()), self._path.stat())
        except FileNotFoundError:
            in_place = False
        if not in_place:
            raise DataFileReplaced(str(self._path))

    def _require_old(self) -> None:
        # Between two renames at the end of packing only the file from before is there.
        if self._path.with_name(f"{self._path.name}.old").exists():
            raise DataFileReplaced(str(self._path)) from None

    def _read(self, position: int, size: int) -> bytes:
        return os.pread(self._file.fileno(), size, position)
