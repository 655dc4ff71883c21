"""A batch as a ZIP file, written while it is sent: one part of one file is in memory at a time."""

import zipfile
from collections.abc import Iterator
from typing import Any

from ZODB import DB

from guichet import clock
from guichet.office.batches.batch_actions import batches_of
from guichet.office.batches.models import Batch
from guichet.store.blobs import open_blob
from guichet.store.database import read_transaction

CHUNK = 2**16
"""Bytes read from a file at a time."""


class _Sink:
    """Target of a ZIP file that takes what is written to it out again."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing to do; ``zipfile`` calls it."""

    def take(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def zip_name(tenant_id: str, batch: Batch) -> str:
    """Name of the file, and of the folder in it: ``BE-000012``, the same in every language, without the code."""
    return f"{tenant_id.upper()}-{batch.id}"


def zip_parts(db: DB, batch_id: str, folder: str) -> Iterator[bytes]:
    """The bytes of the ZIP file, part by part.

    In a transaction of its own: a server sends a response after the request's connection was closed.
    """
    with read_transaction(db) as portal:
        batch: Batch = batches_of(portal)[batch_id]
        sink: Any = _Sink()  # ``zipfile`` asks for ``write`` and ``flush`` alone
        # A ZipInfo is stored uncompressed: the streams of a PDF are compressed already.
        with zipfile.ZipFile(sink, "w") as archive:
            made = clock.local(batch.finished or batch.made).timetuple()[:6]
            for name, file in batch.files():
                member = zipfile.ZipInfo(f"{folder}/{name}", made)
                member.file_size = file.size
                with open_blob(file.blob) as content, archive.open(member, "w") as target:
                    while part := content.read(CHUNK):
                        target.write(part)
                        yield sink.take()
        yield sink.take()
