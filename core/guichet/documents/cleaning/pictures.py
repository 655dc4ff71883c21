"""Photos and scans: decoded and written again, so that nothing but the picture itself is kept."""

import hashlib
import io
from typing import NamedTuple

import pillow_heif
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from guichet.documents.cleaning.outcome import MAX_THUMBNAIL, MEGAPIXEL, FileFinding, Limits, UploadRejected
from guichet.documents.cleaning.picture_metadata import bare_jpeg, bare_png, orientation

QUALITIES = (88, 75, 60)
"""Of a JPEG written again: with the first, small print on a receipt stays sharp. The others are for a file that would
be larger than the limit otherwise."""
EXACT = {"PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"), "JPEG": ("L", "RGB")}
"""Colour modes that each format writes as they are."""
ROOM = 200_000_000
"""Bytes for decoded pixels: ``Limits.memory`` without the process itself (20 MB), the file and what is written."""
THUMBNAIL_SIDE = 160
"""Pixels of the longest side of a thumbnail, shown at half as many on dense screens."""
THUMBNAIL_QUALITIES = (65, 40, 15)
"""Of a thumbnail; 4 kB with the first for a photo of a receipt, 9 kB for noise with the last (measured)."""
END = b"\xff\xd9"
"""The end marker of a JPEG."""
BEHIND = (b"", b"\x5a\xa5\x3c" * 64)
"""Bytes behind the data of a JPEG without its end marker that no whole picture depends on."""
STRIP = 64
"""Rows of pixels that are compared at once: a copy of all of them would take their memory once more."""
MAX_SCANS = 100
"""Scans of a progressive JPEG; usual are 10. Each is decoded over all pixels (40 ms for 40 million, measured)."""
TURNS = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}
"""By EXIF orientation."""


class CleanPicture(NamedTuple):
    """A picture written again."""

    content: bytes
    thumbnail: bytes
    findings: tuple[FileFinding, ...] = ()


# Loads what saving needs: the process that decodes cannot open a file any more, not even a module.
Image.preinit()
# More threads would each take a stack and an arena of the memory limit.
pillow_heif.options.DECODE_THREADS = 1


def clean_jpeg(content: bytes, limits: Limits) -> CleanPicture:
    """The photo as JPEG, upright, without EXIF, position, comments, colour profile or trailers.

    Raises :class:`UploadRejected`; other errors, here and below, are Pillow's.
    """
    bare = bare_jpeg(content)
    if bare.scans > MAX_SCANS:
        raise UploadRejected("too-demanding")
    if not bare.is_ended:
        bare = bare._replace(content=_ended(bare.content, limits))
    picture = JpegImageFile(io.BytesIO(bare.content))
    _check_pixels(picture.size, limits)
    before = picture.size
    if _jpeg_bytes(picture, bare.orientation) > ROOM:
        # libjpeg halves while it decodes; 5712 × 4284 pixels become an A4 page at 245 dpi.
        picture.draft(None, ((before[0] + 1) // 2, (before[1] + 1) // 2))
        _require_room(_jpeg_bytes(picture, bare.orientation))
    picture.load()
    findings = () if picture.size == before else (_reduced(before, picture.size),)
    return _write(_upright(picture, bare.orientation), "JPEG", limits, findings)


def _ended(content: bytes, limits: Limits) -> bytes:
    """A JPEG without its end marker, with one. Raises :class:`UploadRejected` for one that is cut off.

    Decoders fill what is missing with grey, or with whatever stands there: a whole picture is the same with any bytes
    behind it. Zeros behind it are those of a transfer that broke off, but the last byte of the data may be one too.
    """
    zeros = len(content) - len(bare := content.rstrip(b"\0"))
    # Half of the marker; in the data, such a byte has a zero behind it.
    bare = bare if zeros else bare.removesuffix(END[:1])
    for whole in (bare + bytes(number) for number in range(min(zeros, 2) + 1)):
        if len({_pixels(whole + behind + END, limits) for behind in BEHIND}) == 1:
            return whole + END
    raise UploadRejected("unreadable")


def _pixels(content: bytes, limits: Limits) -> bytes:
    """A hash of the decoded pixels."""
    picture = JpegImageFile(io.BytesIO(content))
    _check_pixels(picture.size, limits)
    _require_room(_jpeg_bytes(picture, 1))
    picture.load()
    found = hashlib.sha256()
    for top in range(0, picture.height, STRIP):
        found.update(picture.crop((0, top, picture.width, min(top + STRIP, picture.height))).tobytes())
    return found.digest()


def _jpeg_bytes(picture: JpegImageFile, turn: int) -> float:
    """Memory for decoding, turning and converting; a progressive file also has all coefficients in it."""
    copies = 1 + (turn != 1) + (picture.mode not in EXACT["JPEG"])
    decoded = picture.width * picture.height * (1 if picture.mode == "L" else 4) * copies
    if "progressive" not in picture.info:
        return decoded
    scale = picture.decoderconfig[0] if picture.decoderconfig else 1
    across, down = max(layer[1] for layer in picture.layer), max(layer[2] for layer in picture.layer)
    samples = sum(layer[1] * layer[2] for layer in picture.layer) / (across * down)
    return float(decoded + 2 * samples * picture.width * picture.height * scale**2)


def clean_png(content: bytes, limits: Limits) -> CleanPicture:
    """The picture as PNG, with its transparency."""
    bare = bare_png(content)
    picture = PngImageFile(io.BytesIO(bare.content))
    _check_pixels(picture.size, limits)
    picture.load()
    return _write(_upright(picture, bare.orientation), "PNG", limits, _others(bare.frames))


def clean_webp(content: bytes, limits: Limits) -> CleanPicture:
    """The picture as JPEG, on white where it is transparent."""
    picture = WebPImageFile(io.BytesIO(content))
    _check_pixels(picture.size, limits)
    # Two canvases of the decoder, what it hands over, and the picture.
    _require_room(picture.width * picture.height * 4 * 4)
    picture.load()
    upright = _upright(picture, orientation(picture.info.get("exif", b"")))
    return _write(upright, "JPEG", limits, _others(picture.n_frames))


def clean_heif(content: bytes, limits: Limits) -> CleanPicture:
    """The photo of an iPhone as JPEG. libheif turns it; its EXIF orientation says nothing (ISO 23008-12, annex A)."""
    file = pillow_heif.open_heif(io.BytesIO(content), convert_hdr_to_8bit=True)
    frames, photo = len(file), file[file.primary_index]
    _check_pixels(photo.size, limits)
    # What libheif hands over, and the picture.
    _require_room(photo.size[0] * photo.size[1] * (3 + 4))
    picture = Image.frombuffer(photo.mode, photo.size, photo.data, "raw", photo.mode, photo.stride, 1)
    return _write(picture, "JPEG", limits, _others(frames))


def _check_pixels(size: tuple[int, int], limits: Limits) -> None:
    if size[0] * size[1] > limits.pixels:
        raise UploadRejected("too-many-pixels", {"limit": limits.pixels // MEGAPIXEL})


def _require_room(needed: float) -> None:
    """Some decoders say « damaged » when memory ends, which would be the wrong advice."""
    if needed > ROOM:
        raise UploadRejected("too-demanding")


def _upright(picture: Image.Image, turn: int) -> Image.Image:
    for method in TURNS.get(turn, ()):
        picture = picture.transpose(method)
    return picture


def _write(picture: Image.Image, kind: str, limits: Limits, findings: tuple[FileFinding, ...]) -> CleanPicture:
    thumbnail = thumbnail_of(picture)
    plain = convert(picture, kind)
    transparency = plain.info.get("transparency") if kind == "PNG" and plain.mode == "P" else None
    # Pillow writes some notes of the picture's own when it is not given others.
    plain.info = {} if transparency is None else {"transparency": transparency}
    for quality in QUALITIES if kind == "JPEG" else QUALITIES[:1]:
        written = io.BytesIO()
        plain.save(written, kind, quality=quality)
        if written.tell() <= limits.size:
            break
    if written.tell() > limits.written:
        raise UploadRejected("too-demanding")
    return CleanPicture(written.getvalue(), thumbnail, findings)


def thumbnail_of(picture: Image.Image) -> bytes:
    """A small JPEG on white, at most ``MAX_THUMBNAIL`` bytes."""
    # Every n-th pixel first: a filter over the whole picture would take a second copy of it in memory.
    step = max(1, max(picture.size) // (4 * THUMBNAIL_SIDE))
    width, height = (max(1, side // step) for side in picture.size)
    small = picture.resize((width, height), Image.Resampling.NEAREST)
    small.info = {name: value for name, value in picture.info.items() if name == "transparency"}
    plain = convert(small, "JPEG")
    plain.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    plain.info = {}
    for quality in THUMBNAIL_QUALITIES:
        written = io.BytesIO()
        plain.save(written, "JPEG", quality=quality)
        if written.tell() <= MAX_THUMBNAIL:
            break
    return written.getvalue()


def convert(picture: Image.Image, kind: str) -> Image.Image:
    """In a colour mode that the format ``kind`` writes as it is; on white where a JPEG cannot be transparent."""
    if picture.mode in EXACT[kind]:
        return picture
    if picture.mode == "I;16":
        # Its 16 bits of grey would be cut off at 255 by a conversion alone.
        return picture.point(lambda value: value / 256).convert("L")
    transparent = "transparency" in picture.info or picture.mode in ("PA", "La", "RGBa", "LA", "RGBA")
    if not transparent:
        return picture.convert("RGB")
    coloured = picture.convert("RGBA")
    if kind == "PNG":
        return coloured
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(coloured, mask=coloured)
    return paper


def _reduced(before: tuple[int, int], after: tuple[int, int]) -> FileFinding:
    return FileFinding("reduced", tuple(f"{width} × {height}" for width, height in (before, after)))


def _others(frames: int) -> tuple[FileFinding, ...]:
    return (FileFinding("more-pictures", (str(frames),)),) if frames > 1 else ()
