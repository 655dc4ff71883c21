"""Recognises a file's type by its first bytes, whatever its name says.

puremagic and filetype are passed over: a type that is taken is judged by its decoder, and the types that are refused
are those for which the desk knows what its owner can do.
"""

from guichet.documents.cleaning.text_types import recognize_text
from guichet.documents.cleaning.zip_names import zip_names

PDF_WITHIN = 1024
"""Scanners write a few bytes before a PDF's first line; every reader looks this far."""
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
"""Brands of ISO 23008-12 in a ``ftyp`` box."""
OTHER_PICTURE_BRANDS = (b"avif", b"avis", b"crx ")
"""AVIF, which libheif does not decode with the codecs of its wheel, and raw photos of Canon."""
TAKEN = ("pdf", "jpeg", "png", "heif", "webp")
OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
"""Name and content of the first entry of a zip that a program for OpenDocument wrote."""
OFFICE_NAMES = (b"[Content_Types].xml", b"word/document", b"xl/workbook", b"ppt/presentation", b"Index/Document.iwa")
"""Beginnings of names in a zip that a program of Microsoft or Apple wrote."""
OFFICE_PARTS = (*OFFICE_NAMES, b"word/", b"xl/", b"ppt/")
"""At the beginning of such a zip that was cut off, without the names at its end."""
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Beginning of a compound file (MS-CFB), which older programs of Microsoft wrote and Outlook still writes."""
MAIL_OF_OUTLOOK = "__substg1.0_".encode("utf-16-le")
"""Beginning of the names of the parts of a mail that was dragged out of Outlook (MS-OXMSG, 2.2)."""
OFFICE_STREAMS = tuple(name.encode("utf-16-le") for name in ("WordDocument", "Workbook", "PowerPoint Document"))
"""Parts of the older documents of Office, which are files of the same kind and may hold a mail."""
PREFIXES = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (COMPOUND, "office"),
    (b"{\\rtf", "office"),
    (b"%!PS", "office"),
    (b"\xc5\xd0\xd3\xc6", "office"),
    (b"\xffWPC", "office"),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "office"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"II+\x00", "picture"),
    (b"II\xbc\x01", "picture"),
    (b"IIU\x00", "picture"),
    (b"IIRO", "picture"),
    (b"IIRS", "picture"),
    (b"FUJIFILMCCD-RAW", "picture"),
    (b"GIF8", "picture"),
    (b"\x00\x00\x01\x00", "picture"),
    (b"8BPS", "picture"),
    (b"gimp xcf", "picture"),
    (b"AT&TFORM", "picture"),
    (b"\xd7\xcd\xc6\x9a", "picture"),
    (b"\xff\x0a", "picture"),
    (b"\xff\x4f\xff\x51", "picture"),
    (b"\x00\x00\x00\x0cJXL ", "picture"),
    (b"\x00\x00\x00\x0cjP  ", "picture"),
    (b"PK\x03\x04", "archive"),
    (b"PK\x05\x06", "archive"),
    (b"PK\x07\x08", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"MSCF", "archive"),
    (b"\x78\x9f\x3e\x22", "winmail"),
    (b"ID3", "recording"),
    (b"OggS", "recording"),
    (b"\x1aE\xdf\xa3", "recording"),
    (b"fLaC", "recording"),
    (b"#!AMR", "recording"),
    (b"FLV\x01", "recording"),
    (b"caff\x00", "recording"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "recording"),
    (b"\x00\x00\x01\xba", "recording"),
    (b"\xff\xfb", "recording"),
    (b"\xff\xf3", "recording"),
    (b"\xff\xf2", "recording"),
    (b"\xff\xf1", "recording"),
    (b"\xff\xf9", "recording"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\x00\x05\x16\x07", "companion"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "shortcut"),
    (b"bplist00", "shortcut"),
)
PARTS = (
    (4, b"moov", "recording"),
    (4, b"mdat", "recording"),
    (4, b"wide", "recording"),
    (8, b"AIFF", "recording"),
    (40, b" EMF", "picture"),
    (257, b"ustar", "archive"),
)
"""Place in the file, what stands there, and the type that it tells."""


def recognize(content: bytes) -> str:
    """One of ``TAKEN``, or a type that is refused: see the keys of ``REJECTIONS``."""
    found = next((kind for prefix, kind in PREFIXES if content.startswith(prefix)), "")
    if found == "archive":
        return "office" if _is_office(content) else "archive"
    if content.startswith(COMPOUND) and _is_mail_of_outlook(content):
        return "mail"
    return found or _by_parts(content)


def _is_office(content: bytes) -> bool:
    """By the names of the whole zip: a preview may come first, and what an archive holds may be an office document."""
    if content.startswith(OPEN_DOCUMENT, 30):
        return True
    names = zip_names(content)
    if names:
        return any(name.startswith(OFFICE_NAMES) for name in names)
    return any(part in content[:4096] for part in OFFICE_PARTS)


def _is_mail_of_outlook(content: bytes) -> bool:
    return MAIL_OF_OUTLOOK in content and not any(name in content for name in OFFICE_STREAMS)


def _by_parts(content: bytes) -> str:
    if content[4:8] == b"ftyp":
        return _container(content)
    if content.startswith(b"BM") and content[6:10] == bytes(4):
        return "picture"
    if content.startswith(b"RIFF"):
        return "webp" if content[8:12] == b"WEBP" else "recording"
    if b"%PDF-" in content[:PDF_WITHIN]:
        return "pdf"
    found = next((kind for at, part, kind in PARTS if content.startswith(part, at)), "")
    return found or recognize_text(content)


def _container(content: bytes) -> str:
    length = min(int.from_bytes(content[:4], "big"), 256)
    brands = {content[8:12], *(content[start : start + 4] for start in range(16, length, 4))}
    if not brands.isdisjoint(OTHER_PICTURE_BRANDS):
        return "picture"
    return "heif" if brands & set(HEIF_BRANDS) else "recording"
