"""Strips pictures of everything but the picture before they are decoded, and reads the one note that is needed.

Pillow parses notes while it opens a file, and writes them again when it turns a picture upright: one odd note and a
sound photo is lost. So decoders get a file without notes.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Literal, NamedTuple

ORIENTATION = 0x0112
TEXT = 2
"""Kind of an entry."""
MAX_ENTRIES = 200
"""Entries of a directory that are looked at; cameras write 20, in ascending order of their numbers."""
JPEG_SEGMENTS = {*range(0xC0, 0xD0), 0xDB, 0xDC, 0xDD, 0xDE, 0xDF}
"""Frame headers, tables and restart intervals."""
COLOURS = {0xE0: (b"JFIF\0", 16), 0xEE: (b"Adobe", 14)}
"""Segments that say how colours are stored: how they begin, and how long they have to be to be read."""
EXIF = 0xE1
MARKER = re.compile(rb"\xff+([\x01-\xcf\xd8-\xfe])")
"""All but those that restart a scan; in compressed data 0xFF is followed by 0 (ITU T.81, B.1.1.5)."""
START_OF_SCAN, END_OF_PICTURE = 0xDA, 0xD9
PNG_START = b"\x89PNG\r\n\x1a\n"
PALETTE = 3
"""Colour type of a PNG."""
TRANSPARENCY = {0: (2,), 2: (6,), PALETTE: range(1, 257)}
"""Length of a ``tRNS`` chunk by colour type."""


class BarePicture(NamedTuple):
    """A file without notes."""

    content: bytes
    orientation: int
    """1 to 8, as in EXIF; 1 is upright."""
    frames: int = 1
    """Pictures in a PNG; the first one is meant."""
    scans: int = 0
    """Of a JPEG."""
    is_ended: bool = True
    """Whether a JPEG has its end marker, which some cameras and transfers leave out."""


def orientation(exif: bytes) -> int:
    """The orientation in an EXIF block, 1 where it cannot be read. No other entry is looked at.

    Pillow's reader is passed over: an entry that points outside the block makes it give up before this one.
    """
    tiff = exif.removeprefix(b"Exif\0\0")
    order: Literal["little", "big"] = "little" if tiff[:2] == b"II" else "big"

    def number(start: int, length: int) -> int:
        return int.from_bytes(tiff[start : start + length], order)

    directory = number(4, 4)
    for entry in range(directory + 2, directory + 2 + 12 * min(number(directory, 2), MAX_ENTRIES), 12):
        if number(entry, 2) == ORIENTATION:
            return _value(number(entry + 2, 2), tiff[entry + 8 : entry + 12], order)
    return 1


def _value(kind: int, stored: bytes, order: Literal["little", "big"]) -> int:
    """The first number of an entry: a byte, a digit as text, a short or a long."""
    lengths = {1: 1, 2: 1, 3: 2, 4: 4, 6: 1, 8: 2, 9: 4}
    found = int.from_bytes(stored[: lengths.get(kind, 0)], order)
    value = found - ord("0") if kind == TEXT else found
    return value if 1 <= value <= 8 else 1


def bare_jpeg(content: bytes) -> BarePicture:
    """The JPEG without APP segments and comments before its first scan, and without what follows the picture: a film,
    which some phones append to a photo, or further pictures.
    """
    kept, upright, scans, is_ended = [content[:2]], 1, 0, False
    place = 2
    for marker, start, end in _jpeg_segments(content):
        if marker == END_OF_PICTURE:
            content, is_ended = content[:end], True
            break
        scans += marker == START_OF_SCAN
        if scans:
            continue
        segment = content[start:end]
        beginning, least = COLOURS.get(marker, (b"", 0))
        if marker in JPEG_SEGMENTS or (least and len(segment) >= least and segment[4:].startswith(beginning)):
            kept.append(segment)
        elif marker == EXIF and upright == 1 and segment[4:10] == b"Exif\0\0":
            upright = orientation(segment[4:])
        place = end
    return BarePicture(b"".join([*kept, content[place:]]), upright, scans=scans, is_ended=is_ended)


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each segment as far as they can be followed."""
    place = 2
    while True:
        # Decoders skip what stands between two segments; so does this.
        found = MARKER.search(content, place)
        if found is None:
            return
        marker, start = found[1][0], found.end() - 2
        length = 0 if marker in (0x01, 0xD8, END_OF_PICTURE) else int.from_bytes(content[start + 2 : start + 4], "big")
        place = start + 2 + length
        yield marker, start, place


def bare_png(content: bytes) -> BarePicture:
    """The PNG with its critical chunks and its transparency, where it can be read; of an animation the first frame."""
    kept, upright, frames, kinds = [PNG_START], 1, 1, set[bytes]()
    place = len(PNG_START)
    while place < len(content):
        length, kind = int.from_bytes(content[place : place + 4], "big"), content[place + 4 : place + 8]
        chunk = content[place : place + 12 + length]
        if _is_needed(kind, chunk, content[25:26]):
            kept.append(chunk)
        elif kind == b"eXIf":
            upright = orientation(chunk[8:-4])
        elif kind == b"fcTL":
            # The first one is that of the picture itself, unless the picture came before it.
            frames += b"IDAT" in kinds or kind in kinds
        kinds.add(kind)
        place += 12 + length
        if kind == b"IEND":
            break
    return BarePicture(b"".join(kept), upright, frames if b"acTL" in kinds else 1)


def _is_needed(kind: bytes, chunk: bytes, colour_type: bytes) -> bool:
    """Whether a PNG's chunk is part of the picture, as browsers read it: a palette of true colours is only proposed."""
    if kind == b"tRNS":
        checked = chunk[-4:] == zlib.crc32(chunk[4:-4]).to_bytes(4, "big")
        return checked and len(chunk) - 12 in TRANSPARENCY.get(ord(colour_type), ())
    return colour_type == bytes([PALETTE]) if kind == b"PLTE" else not kind[:1].islower()
