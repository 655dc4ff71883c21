"""Where the data of a desk are, as the address of its storage says: files, or a PostgreSQL database."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import zodburi
from ZODB.blob import BLOB_SUFFIX, FilesystemHelper
from ZODB.utils import p64

from guichet.store.storage_address import libpq_dsn

Blob = tuple[bytes, bytes]
"""Object and transaction id."""


class PlaceNotEmpty(Exception):
    """There is something where a desk is to be restored."""


class NoBackupHere(Exception):
    """The storage is of a kind that guichet does not back up."""


@dataclass(frozen=True)
class FilePlace:
    """Where a desk's files are."""

    data: Path
    """``Data.fs``."""
    blobs: Path

    def blob(self, blob: Blob) -> Path:
        """The file of a blob."""
        return Path(self._helper.getBlobFilename(*blob))

    def all_blobs(self) -> Iterator[Blob]:
        """Every blob on the disk."""
        for oid, folder in self._helper.listOIDs():
            with suppress(FileNotFoundError):
                for file in Path(folder).glob(f"*{BLOB_SUFFIX}"):
                    yield oid, p64(int(file.name.removesuffix(BLOB_SUFFIX), 16))

    def create(self) -> None:
        """Makes the folder of the blobs, with the mark of its layout."""
        self._helper.create()

    @property
    def _helper(self) -> FilesystemHelper:
        return FilesystemHelper(str(self.blobs))


@dataclass(frozen=True)
class PostgresPlace:
    """A database of PostgreSQL that RelStorage uses, documents included."""

    dsn: str
    """As libpq reads it; it may hold a password."""


def place_of(storage: str) -> FilePlace | PostgresPlace:
    """The place of a zodburi. Raises :class:`NoBackupHere`."""
    address = urlsplit(storage)
    if address.scheme == "file":
        [blobs] = parse_qs(address.query).get("blobstorage_dir", [""])
        if not blobs:
            raise NoBackupHere("the storage names no blobstorage_dir, and a desk has documents")
        return FilePlace(Path(address.path), Path(blobs))
    if address.scheme == "postgres":
        return PostgresPlace(libpq_dsn(address))
    if address.scheme == "zconfig":
        # The section of the file, which is not opened: RelStorage would make its tables.
        section = getattr(zodburi.resolve_uri(storage)[0], "__self__", None)
        adapter = getattr(getattr(section, "config", None), "adapter", None)
        if adapter is not None and hasattr(adapter.config, "dsn"):
            return PostgresPlace(adapter.config.dsn)
    raise NoBackupHere("only file://, postgres:// and zconfig:// with PostgreSQL are backed up")
