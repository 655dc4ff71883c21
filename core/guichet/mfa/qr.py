"""QR codes as SVG, drawn locally: they hold a secret that no other service may see."""

import io

import segno

QUIET = 4
"""White modules around the code, without which a camera does not find it (ISO/IEC 18004, 9.1)."""


def svg(text: str) -> bytes:
    """``text`` as a QR code: dark on white whatever the colours of the page, without any style."""
    file = io.BytesIO()
    code = segno.make_qr(text, error="m")
    code.save(
        file,
        kind="svg",
        border=QUIET,
        dark="#000",
        light="#fff",
        svgclass=None,
        lineclass=None,
        nl=False,
        omitsize=True,
    )
    return file.getvalue()
