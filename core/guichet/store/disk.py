"""Room on the disk with a desk's files."""

import shutil
from dataclasses import dataclass

from guichet.store.data_file_paths import data_file


@dataclass(frozen=True)
class Disk:
    """The disk with the files of a desk."""

    used: float
    """Part of what programs may use that is in use: the system keeps a part for itself."""
    free: int
    """Bytes."""


def disk_of(storage: str) -> Disk | None:
    """The disk of a database in files, by the address of its storage; None for one elsewhere."""
    data = data_file(storage)
    if data is None:
        return None
    usage = shutil.disk_usage(data.parent)
    return Disk(usage.used / (usage.used + usage.free), usage.free)
