"""Pictures of pages with the QR code of a supplier's bill, drawn without the rest of a bill."""

import io

import segno
from PIL import Image

PAYLOAD = "\n".join(
    [
        *("SPC", "0200", "1", "CH4431999123000889012"),
        *("S", "Physio Muster AG", "Hauptstrasse", "1", "3000", "Bern", "CH"),
        *("", "", "", "", "", "", ""),
        *("123.45", "CHF"),
        *("", "", "", "", "", "", ""),
        *("QRR", "210000000003139471430009017", "", "EPD", "//S1/10/X.66711"),
    ]
)
A4 = (1654, 2339)
"""Pixels at 200 dpi."""


def page(*payloads: str, side: int = 362) -> Image.Image:
    """An A4 page with codes of 46 mm, as printed on a bill."""
    paper = Image.new("L", A4, 255)
    for number, payload in enumerate(payloads):
        drawn = io.BytesIO()
        segno.make(payload, error="m", micro=False).save(drawn, kind="png", scale=8)
        code = Image.open(drawn).convert("L").resize((side, side))
        paper.paste(code, (40 + number % 7 * (side + 20), 200 + number // 7 * (side + 20)))
    return paper


def saved(paper: Image.Image, kind: str, **options: object) -> bytes:
    written = io.BytesIO()
    paper.save(written, kind, **options)
    return written.getvalue()


def bill_picture() -> bytes:
    """A PNG of a page with one bill."""
    return saved(page(PAYLOAD), "PNG")
