"""Names in the directory of a zip, which tell a document of an office program from an archive."""

from collections.abc import Iterator
from itertools import islice

MAX_NAMES = 2_000
_ENTRY, _END = b"PK\x01\x02", b"PK\x05\x06"
_ENTRY_BYTES = 46


def zip_names(content: bytes) -> list[bytes]:
    """The first names of the directory at the end of a zip; none for a zip that was cut off.

    ``zipfile`` is passed over: it reads a directory of any length, and fails where any part of one is odd.
    """
    end = content.rfind(_END)
    size = int.from_bytes(content[end + 12 : end + 16], "little") if end >= 0 else 0
    return list(islice(_names(content[max(end - size, 0) : max(end, 0)]), MAX_NAMES))


def _names(directory: bytes) -> Iterator[bytes]:
    at = 0
    while directory.startswith(_ENTRY, at):
        lengths = directory[at + 28 : at + 34]
        name, extra, comment = (int.from_bytes(lengths[one : one + 2], "little") for one in (0, 2, 4))
        yield directory[at + _ENTRY_BYTES : at + _ENTRY_BYTES + name]
        at += _ENTRY_BYTES + name + extra + comment
