"""Where the drill backs up to, and the empty places it restores into: folders, or databases of the same server."""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import psycopg2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyrage.x25519 import Identity

from guichet.backup.file_backup import back_up_files
from guichet.backup.file_restore import restore_files
from guichet.backup.places import FilePlace, PostgresPlace, place_of
from guichet.backup.points import Point
from guichet.backup.postgres_backup import back_up_postgres, restore_postgres
from guichet.backup.signatures import public_text
from guichet.settings import BackupSettings

SIGNING_KEY = Ed25519PrivateKey.generate()
SIGNER = public_text(SIGNING_KEY)


class Places(Protocol):
    """Backups of a desk, and copies restored from them."""

    def back_up(self) -> Point:
        """Makes the next backup."""

    def restored(self, point: Point) -> "contextmanager[str]":
        """The address of a copy, which is deleted at the end of the block."""


def places_of(storage: str, folder: Path, settings: BackupSettings, key: Identity) -> Places:
    """The places of a desk at that zodburi."""
    place = place_of(storage)
    if isinstance(place, FilePlace):
        return Files(place, folder, settings, key)
    return Databases(place, storage, folder, settings, key)


class Files:
    """Of a desk in files."""

    def __init__(self, place: FilePlace, folder: Path, settings: BackupSettings, key: Identity) -> None:
        self._place, self._folder, self._settings, self._key = place, folder, settings, key

    def back_up(self) -> Point:
        return back_up_files("be", self._place, self._folder / "backups", self._settings, SIGNING_KEY)

    @contextmanager
    def restored(self, point: Point) -> Iterator[str]:
        copy = self._folder / "copy"
        place = FilePlace(copy / "Data.fs", copy / "blobs")
        restore_files(point, place, [self._key], SIGNER)
        yield f"file://{place.data}?blobstorage_dir={place.blobs}"
        shutil.rmtree(copy)


class Databases:
    """Of a desk on PostgreSQL."""

    def __init__(
        self, place: PostgresPlace, storage: str, folder: Path, settings: BackupSettings, key: Identity
    ) -> None:
        self._place, self._storage = place, storage
        self._folder, self._settings, self._key = folder, settings, key
        self._numbers = itertools.count()
        self._used: list[str] = []

    def back_up(self) -> Point:
        # Now and not while the desk stands still: DROP DATABASE waits for a session whose client is stopped in a COPY.
        while self._used:
            self._run(f'DROP DATABASE "{self._used.pop()}" WITH (FORCE)')
        return back_up_postgres("be", self._place, self._folder / "backups", self._settings, SIGNING_KEY)

    @contextmanager
    def restored(self, point: Point) -> Iterator[str]:
        name = f"drill_{next(self._numbers)}"
        self._run(f'CREATE DATABASE "{name}"')
        address = urlsplit(self._storage)
        blobs = self._folder / "copied_documents"
        storage = f"postgres://{address.netloc}/{name}?keep_history=false&shared_blob_dir=false&blob_dir={blobs}"
        restore_postgres(point, place_of(storage), [self._key], SIGNER)
        yield storage
        self._used.append(name)
        shutil.rmtree(blobs, ignore_errors=True)

    def _run(self, command: str) -> None:
        with closing(psycopg2.connect(self._place.dsn)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(command)
