"""What happens to a bill on its way to the desk: sent as it is, scanned, or photographed well and badly.

Sizes and strengths follow what people send: a scanner at 150 or 300 dpi, a phone that fills its picture with the page,
and the picture as the script of the form makes it smaller (2000 pixels, JPEG at 75).
"""

import io
from collections.abc import Callable, Mapping
from random import Random

import pymupdf
from PIL import Image, ImageChops, ImageFilter

PHOTO = (2250, 3000)
"""Pixels of a photo of 6.8 million, upright."""
PAGE = 0.9
"""Part of a photo's height that the page takes."""
TABLE = 96
"""Grey of what the page lies on."""
SENT_SIDE, SENT_QUALITY = 2000, 75
"""Of a photo as the form's script makes it."""


def drawn(pdf: bytes, dpi: int) -> Image.Image:
    """The first page in grey."""
    with pymupdf.open("pdf", pdf) as document:
        pixels = document[0].get_pixmap(dpi=dpi, colorspace="gray")
        return Image.frombytes("L", (pixels.width, pixels.height), pixels.samples)


def noisy(picture: Image.Image, random: Random, strength: float) -> Image.Image:
    """With grain, as of a sensor in poor light; the same for the same ``random``."""
    grain = Image.frombytes("L", picture.size, random.randbytes(picture.width * picture.height))
    return Image.blend(picture, grain, strength)


def native(pdf: bytes, random: Random) -> bytes:
    """The PDF itself."""
    return pdf


def scanned(dpi: int, tilt: float = 0, quality: int = 75) -> "Recipe":
    """A PDF of one picture."""

    def recipe(pdf: bytes, random: Random) -> bytes:
        page = drawn(pdf, dpi).rotate(random.uniform(-tilt, tilt), Image.Resampling.BILINEAR, fillcolor=255)
        return _saved(noisy(page, random, 0.06), "PDF", resolution=dpi, quality=quality)

    return recipe


def photographed(
    change: Callable[[Image.Image, Random], Image.Image] = lambda picture, _random: picture, grain: float = 0.05
) -> "Recipe":
    """A JPEG of the page on a table, upright but for ``change``."""

    def recipe(pdf: bytes, random: Random) -> bytes:
        page = drawn(pdf, 250)
        height = int(PHOTO[1] * PAGE)
        page = page.resize((height * page.width // page.height, height), Image.Resampling.LANCZOS)
        photo = Image.new("L", PHOTO, TABLE)
        photo.paste(page, ((PHOTO[0] - page.width) // 2, (PHOTO[1] - height) // 2))
        # No lens is as sharp as a drawn page.
        photo = change(photo, random).filter(ImageFilter.GaussianBlur(0.8))
        sent = noisy(photo, random, grain)
        sent.thumbnail((SENT_SIDE, SENT_SIDE), Image.Resampling.BICUBIC)
        return _saved(sent, "JPEG", quality=SENT_QUALITY)

    return recipe


def tilted(photo: Image.Image, random: Random) -> Image.Image:
    """Turned by up to 12 degrees, and seen from the side: each corner is off by up to 8 %."""
    turned = photo.rotate(random.uniform(-12, 12), Image.Resampling.BICUBIC, fillcolor=TABLE)
    width, height = turned.size

    def off(length: int) -> float:
        return random.uniform(-0.08, 0.04) * length

    corners = (
        *(off(width), off(height)),
        *(off(width), height - off(height)),
        *(width - off(width), height - off(height)),
        *(width - off(width), off(height)),
    )
    return turned.transform(turned.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=TABLE)


def blurred(photo: Image.Image, random: Random) -> Image.Image:
    """Out of focus: of a module of the code, 9 pixels, up to 4 run into the next."""
    return photo.filter(ImageFilter.GaussianBlur(random.uniform(1.5, 4)))


def dark(photo: Image.Image, random: Random) -> Image.Image:
    """A fifth to two fifths of the light, and less of it towards one side."""
    light = random.uniform(0.2, 0.4)
    shadow = Image.linear_gradient("L").resize(photo.size).rotate(random.choice([0, 180]))
    shadow = shadow.point(lambda value: 90 + value * 165 // 255)
    return ImageChops.multiply(photo, shadow).point(lambda value: int(value * light))


def folded(photo: Image.Image, random: Random) -> Image.Image:
    """Folded in four, once through the code: each part leans another way, in another light, with a dark crease."""
    width, height = photo.size
    edges = [0, *(int(height * part) + random.randrange(-60, 60) for part in (0.3, 0.52, 0.74)), height]
    lean = [random.randrange(-30, 30) for _edge in edges]
    parts = list(zip(edges, edges[1:], lean, lean[1:], strict=False))
    mesh = [
        ((0, top, width, bottom), (above, top, below, bottom, width + below, bottom, width + above, top))
        for top, bottom, above, below in parts
    ]
    bent = photo.transform(photo.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR, fillcolor=TABLE)
    for top, bottom, _above, _below in parts:
        light = random.uniform(0.6, 1)
        part = bent.crop((0, top, width, bottom)).point(lambda value, light=light: int(value * light))
        bent.paste(part, (0, top))
        bent.paste(bent.crop((0, top, width, top + 6)).point(lambda value: value // 2), (0, top))
    return bent


def all_at_once(photo: Image.Image, random: Random) -> Image.Image:
    """Folded, tilted, a little out of focus and dark."""
    bent = tilted(folded(photo, random), random).filter(ImageFilter.GaussianBlur(random.uniform(0.5, 1.5)))
    return bent.point(lambda value: value // 2)


def _saved(picture: Image.Image, kind: str, **options: float) -> bytes:
    written = io.BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


Recipe = Callable[[bytes, Random], bytes]
RECIPES: Mapping[str, Recipe] = {
    "native PDF": native,
    "scanned at 300 dpi": scanned(300),
    "scanned at 150 dpi": scanned(150),
    "scanned at 150 dpi, crooked": scanned(150, tilt=3),
    "scanned at 150 dpi, much compressed": scanned(150, quality=30),
    "photographed": photographed(),
    "photographed, tilted": photographed(tilted),
    "photographed, blurred": photographed(blurred),
    "photographed, dark": photographed(dark, grain=0.1),
    "photographed, folded": photographed(folded),
    "photographed, all at once": photographed(all_at_once, grain=0.08),
}
"""What the table calls it → PDF of a bill to the file that is sent."""
