"""Files as large as phones and scanners make them: a photo of a receipt, a scanned page, another photo; 3 MB each.

Their grain cannot be compressed, as that of a real sensor. They are made once and kept in a folder.
"""

import io
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw

BYTES = 3_000_000
PHOTO, PAGE = (4000, 3000), (2480, 3508)
"""Pixels: a phone's twelve millions, and A4 at 300 dots per inch."""
Files = tuple[tuple[str, bytes, str], ...]
"""Name, content and type of each."""


def three_files(folder: Path) -> Files:
    """The files; made where the folder has none yet."""
    made = (("ticket.jpg", "image/jpeg"), ("bill.pdf", "application/pdf"), ("attendance.jpg", "image/jpeg"))
    if not all((folder / name).exists() for name, _type in made):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "ticket.jpg").write_bytes(picture(PHOTO, "Chemins de fer 2e classe"))
        (folder / "bill.pdf").write_bytes(scanned(picture(PAGE, "Hôpital, facture")))
        (folder / "attendance.jpg").write_bytes(picture(PHOTO, "Attestation de présence"))
    return tuple((name, (folder / name).read_bytes(), content_type) for name, content_type in made)


def picture(size: tuple[int, int], words: str) -> bytes:
    """Lines of text under the grain of a sensor, as a JPEG of at most `BYTES`."""
    width, height = size
    light = Image.linear_gradient("L").resize(size).point(lambda value: 170 + value // 4)
    drawn = ImageDraw.Draw(light)
    for line in range(0, height - 200, 90):
        drawn.text((width // 12, 100 + line), f"{line:04} {words} CHF {line}.60", fill=50, font_size=48)
    channels = [Image.blend(light, Image.effect_noise(size, spread), 0.25) for spread in (24, 20, 26)]
    colours = Image.merge("RGB", channels)
    low, high = 20, 96
    best = b""
    while low < high - 1:
        quality = (low + high) // 2
        written = io.BytesIO()
        colours.save(written, "JPEG", quality=quality)
        if written.tell() <= BYTES:
            low, best = quality, written.getvalue()
        else:
            high = quality
    assert len(best) > BYTES * 0.8, "too little grain"
    return best


def scanned(page: bytes, size: tuple[int, int] = PAGE) -> bytes:
    """A PDF of one page that is a picture in JPEG, of ``size`` in pixels, as scanners write it."""
    pdf = pikepdf.new()
    leaf = pdf.add_blank_page(page_size=(595, 842))
    image = pikepdf.Stream(pdf, page, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
    image.Width, image.Height, image.BitsPerComponent = *size, 8
    image.ColorSpace, image.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
    name = leaf.add_resource(image, pikepdf.Name.XObject)
    leaf.contents_add(b"q 595 0 0 842 0 0 cm %s Do Q" % str(name).encode())
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()
