"""Pictures for the camera of a phone, drawn here: what they hold is a secret, and no other service is asked."""

import io

import segno

QUIET = 4
"""Modules of white around it, without which a camera does not find it (ISO/IEC 18004, 9.1)."""


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
