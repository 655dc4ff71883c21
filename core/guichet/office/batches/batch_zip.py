"""A batch as a ZIP file."""

from collections.abc import Iterator
from functools import partial

from ZODB import DB

from guichet.documents.zip_stream import ZipMember, zip_stream
from guichet.office.batches.batch_actions import batches_of
from guichet.office.batches.models import Batch
from guichet.store.blobs import open_blob
from guichet.store.database import read_transaction


def zip_name(tenant_id: str, batch: Batch) -> str:
    """Name of the file, and of the folder in it: ``BE-000012``, the same in every language, without the code."""
    return f"{tenant_id.upper()}-{batch.id}"


def require_whole(batch: Batch) -> None:
    """Raises `BlobDamaged` for a file that is not what was made: before the first byte of the archive has left."""
    for _name, file in batch.files():
        open_blob(file.blob, file.sha256).close()


def zip_parts(db: DB, batch_id: str, folder: str) -> Iterator[bytes]:
    """The bytes of the ZIP file, part by part.

    In a transaction of its own: a server sends a response after the request's connection was closed.
    """
    with read_transaction(db) as portal:
        batch: Batch = batches_of(portal)[batch_id]
        made = batch.finished or batch.made
        yield from zip_stream(
            ZipMember(f"{folder}/{name}", made, file.size, partial(open_blob, file.blob, file.sha256))
            for name, file in batch.files()
        )
