"""A ZIP file that is written while it is sent: one part of one member is in memory at a time."""

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from guichet.clock import local

CHUNK = 2**16
"""Bytes read from a member at a time."""


@dataclass(frozen=True)
class ZipMember:
    """One file of the archive."""

    name: str
    """Unique in it, and without anything that leads out of the folder in which it is unpacked."""
    moment: datetime
    size: int
    """In bytes."""
    open: Callable[[], BinaryIO]
    """Called when its turn has come; the file is closed after it."""
    compressed: bool = False
    """For text; the streams of a PDF are compressed already."""


class _Sink:
    """Target of a ZIP file that takes what is written to it out again."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing to do; ``zipfile`` calls it."""

    def take(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def zip_stream(members: Iterable[ZipMember]) -> Iterator[bytes]:
    """The bytes of the archive, part by part."""
    sink: Any = _Sink()  # ``zipfile`` asks for ``write`` and ``flush`` alone
    with zipfile.ZipFile(sink, "w") as archive:
        for member in members:
            # Times in a ZIP file have no time zone and are read as local time.
            info = zipfile.ZipInfo(member.name, local(member.moment).timetuple()[:6])
            info.file_size = member.size
            info.compress_type = zipfile.ZIP_DEFLATED if member.compressed else zipfile.ZIP_STORED
            with member.open() as content, archive.open(info, "w") as target:
                while part := content.read(CHUNK):
                    target.write(part)
                    yield sink.take()
    yield sink.take()
