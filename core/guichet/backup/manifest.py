"""``manifest.json`` of a backup: what it is, up to where it goes, and the hash of the list of its pieces."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TextIO

from guichet.backup.encryption import BrokenPiece
from guichet.backup.points import MANIFEST, Point, point_of

FORMAT = 1
SUMS = "SHA256SUMS"
"""Hash and path of each piece; ``sha256sum --check SHA256SUMS`` reads it."""
DATA = "Data.fs.gz.age"
DUMP = "postgres.dump.age"
BLOBS = "blobs"


@dataclass(frozen=True)
class Manifest:
    """Readable without a key: nothing in it tells of a person."""

    desk: str
    storage: str
    """``files`` or ``postgres``."""
    kind: str
    moment: str
    """In UTC, ISO 8601: what was confirmed to a sender until then is in the backup."""
    base: str
    """Name of the backup before it that an increment continues; empty for a full one."""
    last_transaction: str
    """ZODB's id of it, in hexadecimal."""
    start: int
    end: int
    """Of files: the bytes of ``Data.fs`` in the backup."""
    tail: str
    """Of files: SHA-256 of the last bytes before ``end``, by which the next increment knows the same file."""
    blobs: int
    """Number of documents in the backup itself, without those of its base."""
    public_keys: tuple[str, ...]
    versions: dict[str, str]
    size: int = 0
    """Bytes that it takes on the disk, without what it shares with those before."""
    sums: str = ""
    """SHA-256 of `SUMS`."""
    format: int = FORMAT


def versions() -> dict[str, str]:
    """Versions of what has written the data."""
    return {name: version(name) for name in ("guichet", "ZODB", "pyrage")}


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes it into the folder of a backup, the last of its files."""
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1))


def read_manifest(point: Point) -> Manifest:
    """The manifest of a backup. Raises :class:`BrokenPiece` when it cannot be read."""
    file = point.folder / MANIFEST
    try:
        found = json.loads(file.read_bytes())
        if found["format"] != FORMAT:
            raise BrokenPiece(f"{file} was written by another version of guichet: restore with that one")
        return Manifest(**found | {"public_keys": tuple(found["public_keys"])})
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise BrokenPiece(f"{file} cannot be read: {problem}") from None


def chain(point: Point) -> list[tuple[Point, Manifest]]:
    """The backups that restoring one needs: a full one, then its increments up to it. Raises :class:`BrokenPiece`."""
    found = [(point, read_manifest(point))]
    while base := found[0][1].base:
        before = point_of(point.folder.with_name(base))
        if before is None:
            raise BrokenPiece(f"{point.folder.with_name(base)} is missing, which {found[0][0].folder.name} continues")
        found.insert(0, (before, read_manifest(before)))
    return found


class Sums:
    """The list of the pieces of a backup that is being made."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def add(self, name: str, sha256: str) -> None:
        """Adds a piece; ``name`` is its path in the backup."""
        self._file.write(f"{sha256}  {name}\n")


@contextmanager
def new_sums(folder: Path) -> Iterator[Sums]:
    """Makes the list of a backup; closed at the end of the block."""
    with (folder / SUMS).open("x") as file:
        yield Sums(file)


def sums_digest(folder: Path) -> str:
    """SHA-256 of the list."""
    with (folder / SUMS).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pieces(folder: Path) -> Iterator[tuple[str, str]]:
    """Path and SHA-256 of each piece, one after the other: a full backup may have millions."""
    with (folder / SUMS).open() as lines:
        for line in lines:
            sha256, _blanks, name = line.rstrip("\n").partition("  ")
            yield name, sha256
