"""Blobs: flushed to disk before the commit is confirmed, removed by their own transaction only, compared when read."""

import contextlib
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

from transaction.interfaces import ITransaction
from ZODB.blob import BLOB_SUFFIX, Blob, BlobStorage, BlobStorageMixin
from ZODB.Connection import Connection
from ZODB.POSException import POSKeyError


class BlobDamaged(Exception):
    """What is stored in a blob is not what was stored there, or is gone: it is given to no reader."""

    def __init__(self, blob: Blob, reason: str) -> None:
        self.oid = blob._p_oid.hex() if blob._p_oid else ""
        """Id of the blob, also part of its path."""
        self.reason = reason
        """``changed`` or ``missing``."""
        super().__init__(f"blob {self.oid} is {reason}")


class BlobFiles(BlobStorage):
    """ZODB's blobs in files, which an aborted transaction removes while it is the only one that commits.

    ZODB 6.4 removes them after the storage has let the next transaction begin, from a list that both share. An abort,
    e.g. after a conflict, could remove the files of a transaction that was then stored without them (seen in
    `tests/killed`: invoices without their documents).
    """

    def tpc_abort(self, transaction: ITransaction) -> None:
        """Removes the files of this transaction, then lets the next one begin."""
        if self._transaction is transaction:
            super()._blob_tpc_abort()
        super().tpc_abort(transaction)

    def tpc_finish(self, transaction: ITransaction, stored: Callable[[bytes], object] | None = None) -> bytes:
        """Keeps the files of this transaction; its id is passed to ``stored``."""

        def keep_files(tid: bytes) -> None:
            super(BlobFiles, self)._blob_tpc_finish()
            if stored is not None:
                stored(tid)

        tid: bytes = super().tpc_finish(transaction, keep_files)
        return tid

    def _packUndoing(self, packtime: float, referencesf: object) -> None:
        """Deletes the files of blobs that packing has removed.

        ZODB 6.4 deletes every file that no stored object names, also those of a transaction that is being stored at
        that moment: it was then confirmed without them (seen in `tests/drill`: invoices without their documents).
        """
        for oid, folder in self.fshelper.listOIDs():
            last = self.lastTransaction()
            for file in Path(folder).glob(f"*{BLOB_SUFFIX}"):
                _oid, serial = self.fshelper.splitBlobFilename(str(file))
                # A later one than the last is not confirmed yet. It has its place after it, or deletes its own files.
                if serial <= last and not self._is_stored(oid, serial):
                    file.unlink(missing_ok=True)
                    # Not of an empty folder that is there already: a new blob may be about to move into it.
                    with contextlib.suppress(OSError):
                        file.parent.rmdir()

    def _is_stored(self, oid: bytes, serial: bytes) -> bool:
        try:
            self.loadSerial(oid, serial)
        except POSKeyError:
            return False
        return True

    def _blob_tpc_abort(self) -> None:
        """Nothing: ZODB calls it too late."""

    def _blob_tpc_finish(self) -> None:
        """Nothing: ZODB calls it too late."""


def safe_blobs(storage: Any) -> Any:
    """The storage, as :class:`BlobFiles` where it is ZODB's own for blobs in files.

    What a process that was killed was about to store is deleted: the storage is open in one process only.
    """
    # zodburi and ZConfig know that class alone. Its attributes are the same.
    if type(storage) is BlobStorage:
        storage.__class__ = BlobFiles
        if not storage.isReadOnly():
            for left in Path(storage.temporaryDirectory()).iterdir():
                left.unlink()
    return storage


def store_blob(connection: Connection, content: bytes) -> Blob:
    """A new blob with ``content``, flushed to disk.

    The blob is added to the connection first: one without a connection would be written to the system's temporary
    folder, outside the desk's own (tried).
    """
    blob = Blob()
    connection.add(blob)
    with blob.open("w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    folders = _blob_folders(connection, blob)
    if folders:
        transaction: ITransaction = connection.transaction_manager.get()
        transaction.join(FolderFlush(connection, folders))
    return blob


def remove_blob(connection: Connection, blob: Blob) -> None:
    """Frees the space of a blob that nothing names after this transaction, without waiting for packing.

    In files the blob's own files are deleted once the commit is confirmed; an undo of the transaction could not bring
    them back, and the desk has none. A history-free database drops the content when an empty one replaces it.
    """
    storage = connection.db().storage
    if isinstance(storage, BlobStorageMixin):
        transaction: ITransaction = connection.transaction_manager.get()
        transaction.addAfterCommitHook(_delete_files, (Path(storage.fshelper.getPathForOID(blob._p_oid)),))
    else:
        blob.open("w").close()


def _delete_files(committed: bool, folder: Path) -> None:
    if committed:
        for file in folder.glob(f"*{BLOB_SUFFIX}"):
            file.unlink(missing_ok=True)


def read_blob(blob: Blob, sha256: str) -> bytes:
    """The whole content, also of a blob written in this very transaction.

    ``sha256`` is the hash that was stored with the object that has the blob, empty for one from before there were any.
    Raises :class:`BlobDamaged` where the content has another hash, or is lost. A blob that a transaction has removed
    since this one began is lost, too.
    """
    with open_blob(blob, sha256) as file:
        return file.read()


def open_blob(blob: Blob, sha256: str) -> BinaryIO:
    """The content of a stored blob as a file to be read, which the caller closes. Raises as `read_blob` does.

    All of it is read and compared before the first byte is given out: 10 MB take 9 ms.
    """
    file: Any = _opened(blob)
    try:
        if sha256 and hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise BlobDamaged(blob, "changed")
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return cast(BinaryIO, file)


def blob_size(blob: Blob) -> int:
    """Its size in bytes, without reading it. Raises :class:`BlobDamaged` for one that is lost."""
    with _opened(blob) as file:
        return os.fstat(file.fileno()).st_size


def _opened(blob: Blob) -> BinaryIO:
    try:
        file: BinaryIO = blob.open("r")
    except POSKeyError:
        raise BlobDamaged(blob, "missing") from None
    return file


def _blob_folders(connection: Connection, blob: Blob) -> list[Path]:
    """The folders from the blob's file up to the storage's; none for PostgreSQL, whose write-ahead log holds blobs."""
    storage = connection.db().storage
    if not isinstance(storage, BlobStorageMixin):
        return []
    helper = storage.fshelper
    root, folder = Path(helper.base_dir).resolve(), Path(helper.getPathForOID(blob._p_oid)).resolve()
    return [folder, *(parent for parent in folder.parents if parent.is_relative_to(root))]


class FolderFlush:
    """Data manager that flushes the blob's folders to disk before the storage confirms the transaction.

    ZODB renames a blob into its folder and flushes only ``Data.fs`` (seen with strace, ZODB 6.4): after a power cut
    the invoice could exist without its proof.
    """

    def __init__(self, connection: Connection, folders: list[Path]) -> None:
        self.transaction_manager = connection.transaction_manager
        self.folders = folders

    def sortKey(self) -> str:
        """Sorts behind every storage, so that the file already has its final name when this one votes."""
        # The transaction sorts its managers by these texts; a storage's begins with its class or path, never with "~".
        return "~blob-folder-flush"

    def tpc_begin(self, transaction: ITransaction) -> None:
        """Nothing to prepare."""

    def commit(self, transaction: ITransaction) -> None:
        """Nothing to do: the storage moves the file."""

    def tpc_vote(self, transaction: ITransaction) -> None:
        """Flushes the folder and its parents; an error here stops the commit."""
        for folder in self.folders:
            _flush_folder(folder)

    def tpc_finish(self, transaction: ITransaction) -> None:
        """Nothing left to do."""

    def abort(self, transaction: ITransaction) -> None:
        """Nothing to undo: the storage drops the file."""

    tpc_abort = abort


def _flush_folder(folder: Path) -> None:
    # A folder that is not there was not needed: the transaction may have dropped the blob again.
    with contextlib.suppress(FileNotFoundError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
