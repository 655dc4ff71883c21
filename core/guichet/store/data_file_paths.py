"""Where the ``Data.fs`` of a desk is, its names while it is packed, and what a kill in that moment leaves."""

from pathlib import Path
from urllib.parse import urlsplit

import structlog
from zc.lockfile import LockError, LockFile

log = structlog.get_logger()


def data_file(storage: str) -> Path | None:
    """``Data.fs`` of a database in files, by the address of its storage; None for one elsewhere."""
    address = urlsplit(storage)
    return Path(address.path) if address.scheme == "file" else None


def old_of(data: Path) -> Path:
    """What ``Data.fs`` was before it was packed."""
    return data.with_name(f"{data.name}.old")


def copy_of(data: Path) -> Path:
    """The packed copy, while it is made."""
    return data.with_name(f"{data.name}.pack")


def put_back(data: Path) -> None:
    """Mends what a process has left that was killed while the packed copy took the place of ``Data.fs``.

    ZODB renames twice; between the two there is no ``Data.fs``, and one that is opened then would be made, empty. Does
    nothing while another process has the database: it may be about to rename the second time.
    """
    if data.exists() or not old_of(data).exists():
        return
    try:
        lock = LockFile(f"{data}.lock")  # ZODB's own
    except LockError:
        return
    try:
        if not data.exists():
            old_of(data).rename(data)
            log.warning("packing_undone", file=data.name)
    finally:
        lock.close()
