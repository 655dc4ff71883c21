"""Places of the data of a desk that no other desk may have, however its address is written (ASVS 8.4.1)."""

import os
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, urlsplit

from guichet.settings.setting import THIS_MACHINE

POSTGRES_PORT = 5432
BLOB_FOLDERS = ("blobstorage_dir", "blob_dir")
"""Folder of the blobs of a database in files, and of the copies of those in PostgreSQL."""


def places(storage: str) -> set[str]:
    """Database and blob folder of an address of a storage; the address itself for one of another kind.

    The name of a server may have others, which only the database tells: it stores whose desk it is.
    """
    parts = urlsplit(storage)
    if parts.scheme not in ("file", "postgres"):
        return {storage}
    return {_database(parts), *(f"folder {folder}" for folder in _blob_folders(parts))}


def _database(parts: SplitResult) -> str:
    if parts.scheme == "file":
        return f"file {os.path.realpath(parts.path)}"
    server = parts.hostname or "localhost"
    where = "localhost" if server in THIS_MACHINE else server
    return f"database {where}:{parts.port or POSTGRES_PORT}{parts.path}"


def _blob_folders(parts: SplitResult) -> Iterator[str]:
    for name, value in parse_qsl(parts.query):
        if name.replace("-", "_") in BLOB_FOLDERS and value:
            yield os.path.realpath(value)
