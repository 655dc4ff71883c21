"""Backup of a desk in files, beside the server that writes them: ``Data.fs`` up to a transaction, and its blobs.

A full backup has everything; blobs that an earlier one has are linked and not copied again. An increment has the bytes
and blobs that are new. In a restored copy no blob may be missing that it names, while the desk stores and removes them:

- Blobs are copied first, and then the end of ``Data.fs`` is read again: what the copied part names has been there.
- A blob that is gone before it could be copied was removed by a transaction that is confirmed by now. The end is read
  again after that, so that the backup contains the removal.
"""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from ZODB.utils import u64

from guichet import clock
from guichet.backup.data_file import BEGINNING, DataFile, DataFileReplaced, End
from guichet.backup.encryption import BrokenPiece, Compressed, write_piece
from guichet.backup.manifest import BLOBS, DATA, Manifest, Sums, chain, new_sums, pieces, versions
from guichet.backup.new_point import finished, unfinished_folder
from guichet.backup.places import Blob, FilePlace
from guichet.backup.points import Kind, Point, points
from guichet.backup.signatures import SigningKey, public_text
from guichet.settings import BackupSettings

ATTEMPTS = 5
"""Tries when packing replaces ``Data.fs`` under the backup."""
PAUSE = 0.1
"""Seconds between two of them: the new file has its name by then."""


def piece_of(blob: Blob) -> str:
    """Path of a blob in a backup; 256 folders of some thousands each."""
    oid, tid = blob
    return f"{BLOBS}/{oid[-1]:02x}/{u64(oid):016x}.{u64(tid):016x}.age"


def blob_of(piece: str) -> Blob:
    """The blob of a path in a backup."""
    oid, tid, _age = Path(piece).name.split(".")
    return bytes.fromhex(oid), bytes.fromhex(tid)


def blob_pieces(point: Point, manifest: Manifest) -> Iterator[tuple[str, Blob, str]]:
    """Path, blob and SHA-256 of each piece with a blob that the transactions of a backup have stored.

    A full one may have others: they were on the disk before their transaction was confirmed, if it ever was.
    """
    last = bytes.fromhex(manifest.last_transaction)
    for name, sha256 in pieces(point, manifest):
        if name.startswith(f"{BLOBS}/") and (blob := blob_of(name))[1] <= last:
            yield name, blob, sha256


def back_up_files(desk: str, place: FilePlace, folder: Path, settings: BackupSettings, key: SigningKey) -> Point:
    """Makes the next backup of a desk: an increment, or a full one where there is none to continue that ``key`` signed.

    Raises ``OSError``, and :class:`~guichet.backup.data_file.DamagedDataFile`.
    """
    for _attempt in range(ATTEMPTS - 1):
        with suppress(DataFileReplaced):
            return _back_up(desk, place, folder, settings, key)
        time.sleep(PAUSE)
    return _back_up(desk, place, folder, settings, key)


def _back_up(desk: str, place: FilePlace, folder: Path, settings: BackupSettings, key: SigningKey) -> Point:
    with DataFile(place.data) as data, unfinished_folder(folder) as unfinished:
        last = points(folder)[-1:]
        signer = public_text(key)
        base = _continued(data, last[0], settings, signer) if last else None
        with new_sums(unfinished) as sums:
            copying = _Copying(place, unfinished, sums, settings.public_keys)
            start = End(base.end, bytes.fromhex(base.last_transaction)) if base else BEGINNING
            known = start
            if base is None:
                known = data.end()
                if last:
                    copying.link(last[0], signer)
                copying.copy(place.all_blobs())
            moment, end = _copy_new(data, copying, known)
            digest = write_piece(
                Compressed(data.part(base.end if base else 0, end.position)), unfinished / DATA, settings.public_keys
            )
            sums.add(DATA, digest)
        data.require_in_place()
        kind: Kind = "increment" if base else "full"
        manifest = Manifest(
            desk=desk,
            storage="files",
            kind=kind,
            moment=moment.isoformat(),
            base=last[0].folder.name if base else "",
            last_transaction=end.transaction.hex(),
            start=base.end if base else 0,
            end=end.position,
            tail=data.tail(end.position),
            blobs=copying.count,
            public_keys=settings.public_keys,
            versions=versions(),
        )
        return finished(unfinished, manifest, moment, kind, key)


def _continued(data: DataFile, last: Point, settings: BackupSettings, signer: str) -> Manifest | None:
    """The manifest of the last backup if an increment can continue it; None where a full one is due."""
    try:
        first, *_more = manifests = [manifest for _point, manifest in chain(last, signer)]
    except BrokenPiece:
        return None
    base = manifests[-1]
    age = clock.now() - datetime.fromisoformat(first.moment)
    fits = base.storage == "files" and base.public_keys == settings.public_keys
    fits = fits and age < timedelta(hours=settings.full_hours)
    # After packing, or with another database in its place, the same bytes do not end at the same position.
    return base if fits and data.tail(base.end) == base.tail else None


def _copy_new(data: DataFile, copying: "_Copying", known: End) -> tuple[datetime, End]:
    """Copies the blobs behind a known end until none was missing; returns the end of the backup and its moment."""
    while True:
        moment, end = clock.now(), data.end(known)
        if not copying.copy(data.blobs(known, end)):
            return moment, end
        known = end


class _Copying:
    """The blobs of a backup that is being made."""

    def __init__(self, place: FilePlace, folder: Path, sums: Sums, public_keys: Sequence[str]) -> None:
        self._place, self._folder, self._sums, self._keys = place, folder, sums, public_keys
        self.count = 0
        """Blobs in the backup."""

    def copy(self, blobs: Iterable[Blob]) -> int:
        """Copies those that the backup does not have yet; returns how many were gone."""
        missing = 0
        for blob in blobs:
            piece = self._folder / piece_of(blob)
            if piece.exists():
                continue
            try:
                source = self._place.blob(blob).open("rb")
            except FileNotFoundError:
                missing += 1
                continue
            piece.parent.mkdir(parents=True, exist_ok=True)
            with source:
                self._sums.add(piece_of(blob), write_piece(source, piece, self._keys))
            self.count += 1
        return missing

    def link(self, last: Point, signer: str) -> None:
        """Takes over the blobs of the backups before, as links to their pieces: each is copied once."""
        try:
            before = chain(last, signer)
            for one in before:
                for _piece in pieces(*one):
                    """Reads the list to its end, where it is compared with its hash."""
        except BrokenPiece:
            return  # they are copied again
        for point, manifest in before:
            if manifest.storage == "files" and manifest.public_keys == tuple(self._keys):
                for name, blob, sha256 in blob_pieces(point, manifest):
                    if self._place.blob(blob).exists():
                        self._link(point.folder / name, name, sha256)

    def _link(self, source: Path, name: str, sha256: str) -> None:
        target = self._folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        # A disk without links, or with too many to one file: the blob is copied again.
        with suppress(OSError):
            os.link(source, target)
            self._sums.add(name, sha256)
            self.count += 1
