"""Restores a desk in files into an empty place: whole or not at all."""

import os
import shutil
from pathlib import Path

from pyrage.x25519 import Identity

from guichet.backup.encryption import BrokenPiece, Decompressed, read_piece
from guichet.backup.file_backup import blob_pieces
from guichet.backup.manifest import DATA, chain, pieces
from guichet.backup.places import FilePlace, PlaceNotEmpty
from guichet.backup.points import Point

RESTORING = ".restoring"
"""Ending of the names until everything is there."""


def restore_files(point: Point, place: FilePlace, keys: list[Identity], signer: str) -> None:
    """Restores the backup with those it needs, all signed by ``signer``. Raises :class:`PlaceNotEmpty`, and
    :class:`~guichet.backup.encryption.BrokenPiece` for a piece that is missing, was changed, or has another key.

    ``Data.fs`` gets its name last: a desk does not open what was restored in part.
    """
    for path in (place.data, place.blobs):
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise PlaceNotEmpty(f"{path} is there already: restore into an empty place, or move it away first")
    data = place.data.with_name(place.data.name + RESTORING)
    blobs = FilePlace(data, place.blobs.with_name(place.blobs.name + RESTORING))
    data.unlink(missing_ok=True)
    shutil.rmtree(blobs.blobs, ignore_errors=True)
    data.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    blobs.create()
    for one, manifest in chain(point, signer):
        for name, blob, sha256 in blob_pieces(one, manifest):
            _write(blobs.blob(blob), one.folder / name, sha256, keys)
        for name, sha256 in pieces(one, manifest):
            if name == DATA:
                _append(one.folder / name, sha256, data, keys, end=manifest.end)
        if data.stat().st_size != manifest.end:
            raise BrokenPiece(f"{one.folder / DATA} does not end where its manifest says")
    os.sync()
    place.blobs.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    blobs.blobs.rename(place.blobs)
    data.rename(place.data)


def _append(piece: Path, sha256: str, data: Path, keys: list[Identity], *, end: int) -> None:
    with data.open("ab") as file:
        read_piece(piece, sha256, Decompressed(file, max(0, end - file.tell())), keys)


def _write(path: Path, piece: Path, sha256: str, keys: list[Identity]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("xb") as file:
        read_piece(piece, sha256, file, keys)
