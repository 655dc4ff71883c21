"""``manifest.json`` of a backup: what it is, up to where it goes, and the hash of the list of its pieces.

Who can write into the folder of the backups can write any manifest and any list: what is done with them, other than
deleting, is done after the signature was verified.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TextIO

from guichet.backup.encryption import BrokenPiece
from guichet.backup.points import MANIFEST, NAME, Point, point_of
from guichet.backup.signatures import SigningKey, is_signed

FORMAT = 2
SUMS = "SHA256SUMS"
"""Hash and path of each piece; ``sha256sum --check SHA256SUMS`` reads it."""
DATA = "Data.fs.gz.age"
DUMP = "postgres.dump.age"
BLOBS = "blobs"
PIECE = re.compile(r"Data\.fs\.gz\.age|postgres\.dump\.age|blobs/[0-9a-f]{2}/[0-9a-f]{16}\.[0-9a-f]{16}\.age")
"""Paths in a backup, none of which leads out of it."""
SIGNATURE = "manifest.json.sig"
"""Signature of the manifest, see `guichet.backup.signatures`."""
MAX_MANIFEST = 2**20
"""Bytes of a manifest that are read."""


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


def write_manifest(folder: Path, manifest: Manifest, key: SigningKey) -> None:
    """Signs it and writes it into the folder of a backup, the last of its files."""
    data = json.dumps(asdict(manifest), indent=1).encode()
    (folder / SIGNATURE).write_text(key.sign(data).hex())
    (folder / MANIFEST).write_bytes(data)


def read_manifest(point: Point, signer: str) -> Manifest:
    """The manifest of a backup that ``signer`` has signed, the public half of a key.

    Raises :class:`BrokenPiece` when it cannot be read, was signed by none or another one, or is of another moment than
    its folder is named by.
    """
    file = point.folder / MANIFEST
    data = _read(file)
    manifest = _parsed(file, data)
    if not is_signed(signer, data, _read(point.folder / SIGNATURE).decode(errors="replace")):
        raise BrokenPiece(
            f"{file} is not signed by this desk: another has made or changed it, or the master secret is another one. "
            "A key that you know from before is accepted with --signed-by"
        )
    if datetime.fromisoformat(manifest.moment) != point.moment:
        raise BrokenPiece(f"{file} is of another moment than the name of its folder says")
    return manifest


def base_of(point: Point, manifest: Manifest) -> Point | None:
    """The backup that another one continues; None for a full one. Raises :class:`BrokenPiece` when it is missing."""
    if not manifest.base:
        return None
    before = point_of(point.folder.with_name(manifest.base)) if NAME.fullmatch(manifest.base) else None
    # An earlier one: a manifest that continued itself, or a later one, would be followed without end.
    if before is None or before.moment >= point.moment:
        raise BrokenPiece(f"{point.folder}: the backup is missing that it continues, {manifest.base!r}")
    return before


def chain(point: Point, signer: str) -> list[tuple[Point, Manifest]]:
    """The backups that restoring one needs, all signed: a full one, then its increments up to it.

    Raises :class:`BrokenPiece`.
    """
    found = [(point, read_manifest(point, signer))]
    while before := base_of(*found[0]):
        found.insert(0, (before, read_manifest(before, signer)))
    return found


def needed(point: Point) -> list[Point]:
    """The backups that are to be kept for one, itself included.

    Signatures are not verified: an earlier secret may have made them. What cannot be read needs nothing: it cannot be
    restored, and an operator who looks into it must find it.
    """
    found = [point]
    with suppress(BrokenPiece):
        while before := base_of(found[0], _parsed(file := found[0].folder / MANIFEST, _read(file))):
            found.insert(0, before)
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


def pieces(point: Point, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Path and SHA-256 of each piece, one after the other: a full backup may have millions.

    Raises :class:`BrokenPiece`, at its end at the latest, when the list is missing or not the one of the manifest.
    """
    found, changed = hashlib.sha256(), f"{point.folder}: the list of its pieces is missing or was changed"
    try:
        with (point.folder / SUMS).open("rb") as lines:
            for line in lines:
                found.update(line)
                sha256, _blanks, name = line.decode(errors="replace").rstrip("\n").partition("  ")
                if not PIECE.fullmatch(name):
                    raise BrokenPiece(changed)
                yield name, sha256
    except FileNotFoundError:
        raise BrokenPiece(changed) from None
    if found.hexdigest() != manifest.sums:
        raise BrokenPiece(changed)


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_MANIFEST)
    except OSError as problem:
        raise BrokenPiece(f"{file} cannot be read: {problem.strerror}") from None


def _parsed(file: Path, data: bytes) -> Manifest:
    try:
        found = json.loads(data)
        if found["format"] != FORMAT:
            raise BrokenPiece(f"{file} was written by another version of guichet: restore with that one")
        return Manifest(**found | {"public_keys": tuple(found["public_keys"]), "base": str(found["base"])})
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise BrokenPiece(f"{file} cannot be read: {type(problem).__name__}") from None
