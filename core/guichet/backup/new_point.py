"""A backup that is being made: its folder has its name only once everything in it is on the disk."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from zc.lockfile import LockError, LockFile

from guichet.backup.manifest import Manifest, sums_digest, write_manifest
from guichet.backup.points import UNFINISHED, Kind, Point, folder_name
from guichet.backup.signatures import SigningKey

LOCK = ".lock"


class BackupRunning(Exception):
    """Another process makes a backup of this desk."""


@contextmanager
def unfinished_folder(folder: Path) -> Iterator[Path]:
    """An empty folder for the next backup in the folder of a desk; what an earlier, stopped one has left is deleted.

    Raises :class:`BackupRunning`.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        lock = LockFile(str(folder / LOCK))
    except LockError:
        raise BackupRunning(f"another backup into {folder} is under way") from None
    try:
        for left in folder.glob(f"*{UNFINISHED}"):
            shutil.rmtree(left)
        made = folder / f"next{UNFINISHED}"
        made.mkdir(mode=0o700)
        yield made
    finally:
        lock.close()


def finished(unfinished: Path, manifest: Manifest, moment: datetime, kind: Kind, key: SigningKey) -> Point:
    """Writes the manifest, signed with ``key``, and gives the folder its name once everything is on the disk."""
    own = (status for file in unfinished.rglob("*") if (status := file.lstat()).st_nlink == 1 and file.is_file())
    size = sum(status.st_size for status in own)
    write_manifest(unfinished, replace(manifest, size=size, sums=sums_digest(unfinished)), key)
    # One call for all files: flushing each of a million documents would take hours on a disk that turns.
    os.sync()
    folder = unfinished.with_name(folder_name(moment, kind))
    unfinished.rename(folder)
    descriptor = os.open(folder.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return Point(moment, kind, folder)
