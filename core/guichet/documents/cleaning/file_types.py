"""Recognises a file's type by its first bytes, whatever its name says.

puremagic and filetype are passed over: a type that is taken is judged by its decoder, and the types that are refused
are those for which the desk knows what its owner can do.
"""

PDF_WITHIN = 1024
"""Scanners write a few bytes before a PDF's first line; every reader looks this far."""
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
"""Brands of ISO 23008-12 in a ``ftyp`` box."""
TAKEN = ("pdf", "jpeg", "png", "heif", "webp")
OFFICE_PARTS = (b"word/", b"xl/", b"ppt/", b"[Content_Types].xml", b"application/vnd.oasis.opendocument", b".iwa")
"""Names of the first entries of a zip that an office program wrote."""
PREFIXES = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    (b"{\\rtf", "office"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"II+\x00", "picture"),
    (b"GIF8", "picture"),
    (b"\x00\x00\x01\x00", "picture"),
    (b"8BPS", "picture"),
    (b"\xff\x0a", "picture"),
    (b"\x00\x00\x00\x0cJXL ", "picture"),
    (b"\x00\x00\x00\x0cjP  ", "picture"),
    (b"PK\x03\x04", "archive"),
    (b"PK\x05\x06", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"ID3", "recording"),
    (b"OggS", "recording"),
    (b"\x1aE\xdf\xa3", "recording"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
MAIL_HEADERS = (
    b"from:",
    b"received:",
    b"return-path:",
    b"delivered-to:",
    b"mime-version:",
    b"message-id:",
    b"subject:",
    b"from ",
)
WEB = (b"<!doctype html", b"<html", b"<head", b"<script", b"<svg")


def recognize(content: bytes) -> str:
    """One of ``TAKEN``, or ``office``, ``picture``, ``archive``, ``recording``, ``program``, ``mail``, ``web``,
    ``text``, ``unknown``.
    """
    found = next((kind for prefix, kind in PREFIXES if content.startswith(prefix)), "")
    if found == "archive":
        return "office" if any(part in content[:4096] for part in OFFICE_PARTS) else "archive"
    if found:
        return found
    # The brand of AVIF is not among those that libheif decodes with the codecs of its wheel.
    if content[4:8] == b"ftyp":
        return _container(content)
    if content.startswith(b"BM") and content[6:10] == bytes(4):
        return "picture"
    if content.startswith(b"RIFF"):
        return "webp" if content[8:12] == b"WEBP" else "recording"
    if b"%PDF-" in content[:PDF_WITHIN]:
        return "pdf"
    return _text(content[:PDF_WITHIN])


def _container(content: bytes) -> str:
    length = min(int.from_bytes(content[:4], "big"), 256)
    brands = {content[8:12], *(content[start : start + 4] for start in range(16, length, 4))}
    if brands & {b"avif", b"avis"}:
        return "picture"
    return "heif" if brands & set(HEIF_BRANDS) else "recording"


def _text(start: bytes) -> str:
    words = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if words.startswith(WEB) or (words.startswith(b"<?xml") and b"<svg" in words):
        return "web"
    if words.startswith(MAIL_HEADERS):
        return "mail"
    printable = all(byte >= 0x20 or byte in b"\t\n\f\r" for byte in start)
    return "text" if words and printable else "unknown"
