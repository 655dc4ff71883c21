"""Backup of a desk on PostgreSQL with ``pg_dump``, documents included, beside the servers that write to it.

Each is a full one. What continues between two dumps is PostgreSQL's own: its archive of the write-ahead log.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

# psycopg2 comes with the extra "postgres"; without it there is no desk on PostgreSQL.
import psycopg2
from psycopg2.extensions import make_dsn, parse_dsn
from pyrage.x25519 import Identity

from guichet import clock
from guichet.backup.encryption import read_piece, write_piece
from guichet.backup.manifest import DUMP, Manifest, new_sums, pieces, read_manifest, versions
from guichet.backup.new_point import finished, unfinished_folder
from guichet.backup.places import PlaceNotEmpty, PostgresPlace
from guichet.backup.points import Point
from guichet.backup.signatures import SigningKey
from guichet.settings import BackupSettings

# One snapshot for the dump and for what the manifest says of it.
SNAPSHOT = """
SELECT pg_export_snapshot(), current_setting('server_version'),
    (SELECT coalesce(max(tid), 0) FROM object_state), (SELECT count(*) FROM blob_chunk WHERE chunk_num = 0)
"""
IN_USE = """
SELECT EXISTS (SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = 'public')
    OR EXISTS (SELECT FROM pg_largeobject_metadata)
"""


class PostgresFailed(RuntimeError):
    """The server, ``pg_dump`` or ``pg_restore`` refused; the text is what it says."""


def back_up_postgres(desk: str, place: PostgresPlace, folder: Path, settings: BackupSettings, key: SigningKey) -> Point:
    """Makes the next backup of a desk, signed with ``key``. Raises ``OSError`` and :class:`PostgresFailed`."""
    with unfinished_folder(folder) as unfinished, _connected(place) as connection:
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        # Before the snapshot is taken: what was confirmed until here is in it.
        moment: datetime = clock.now()
        with connection.cursor() as cursor:
            cursor.execute(SNAPSHOT)
            snapshot, server, last, blobs = cursor.fetchone()
        with new_sums(unfinished) as sums:
            dumping = _program(place, "pg_dump", "--format=custom", "--compress=1", f"--snapshot={snapshot}")
            with dumping as (_stdin, stdout):
                sums.add(DUMP, write_piece(stdout, unfinished / DUMP, settings.public_keys))
        manifest = Manifest(
            desk=desk,
            storage="postgres",
            kind="full",
            moment=moment.isoformat(),
            base="",
            last_transaction=f"{last:016x}",
            start=0,
            end=0,
            tail="",
            blobs=blobs,
            public_keys=settings.public_keys,
            versions=versions() | {"PostgreSQL": server},
        )
        return finished(unfinished, manifest, moment, "full", key)


def restore_postgres(point: Point, place: PostgresPlace, keys: list[Identity], signer: str) -> None:
    """Restores a backup that ``signer`` has signed into an empty database, in one transaction: whole or not at all.

    A dump is statements, which PostgreSQL runs with the rights of its user.

    Raises :class:`~guichet.backup.places.PlaceNotEmpty`, :class:`~guichet.backup.encryption.BrokenPiece` and
    :class:`PostgresFailed`.
    """
    [(name, expected)] = pieces(point, read_manifest(point, signer))
    with _connected(place) as connection, connection.cursor() as cursor:
        cursor.execute(IN_USE)
        if cursor.fetchone()[0]:
            raise PlaceNotEmpty("the database is not empty: restore into a new one (createdb)")
    # First to no place, so that nothing that was changed reaches the database; then only what was read the first time,
    # since who can write into the folder could change it in between.
    first = _FirstReading()
    read_piece(point.folder / name, expected, first, keys)
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    with _program(place, "pg_restore", *options) as (stdin, _stdout):
        read_piece(point.folder / name, expected, _SecondReading(stdin, first), keys)


class _FirstReading:
    """Keeps the hash of each block that is written to it: 32 bytes for 64 kB. A file is read in the same ones again."""

    def __init__(self) -> None:
        self.hashes: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.hashes.append(sha256(data).digest())
        return len(data)

    def flush(self) -> None:
        """Nothing to do; `pyrage` calls it."""


class _SecondReading:
    """Passes on what is the same as in the first reading, and raises ``OSError`` before anything else."""

    def __init__(self, target: Any, first: _FirstReading) -> None:
        self._target, self._hashes = target, iter(first.hashes)

    def write(self, data: bytes) -> int:
        if sha256(data).digest() != next(self._hashes, b""):
            raise OSError("it was changed while it was read")
        self._target.write(data)
        return len(data)

    def flush(self) -> None:
        self._target.flush()


@contextmanager
def _connected(place: PostgresPlace) -> Iterator[Any]:
    """A connection of psycopg2. Raises :class:`PostgresFailed` in place of its errors."""
    try:
        with closing(psycopg2.connect(place.dsn)) as connection:
            yield connection
    except psycopg2.Error as problem:
        raise PostgresFailed(f"PostgreSQL: {str(problem).strip()}") from None


@contextmanager
def _program(place: PostgresPlace, *command: str) -> Iterator[tuple[Any, Any]]:
    """Runs a program of PostgreSQL on the database; its input and output. Raises :class:`PostgresFailed`."""
    parts = parse_dsn(place.dsn)
    # Not on the command line, which every user of the machine sees.
    password = {"PGPASSWORD": parts.pop("password")} if "password" in parts else {}
    with tempfile.TemporaryFile() as said:
        try:
            # S603: a program of PostgreSQL, with our arguments and the operator's address of the database.
            process = subprocess.Popen(  # noqa: S603
                [*command, f"--dbname={make_dsn(**parts)}"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                env=os.environ | password,
            )
        except FileNotFoundError:
            raise PostgresFailed(f"{command[0]} is not installed: apt install postgresql-client") from None
        with process:
            try:
                yield process.stdin, process.stdout
            except BaseException:
                # A program that has ended by itself closed its pipe: its own words say why.
                with suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=1)
                if process.returncode is None:
                    process.kill()
                if process.returncode in (None, 0):
                    raise
        if process.returncode:
            said.seek(0)
            raise PostgresFailed(f"{command[0]}: {said.read().decode(errors='replace').strip()}")
