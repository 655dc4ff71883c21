"""What a file is that consists of words: a mail, a page, a shortcut to a document elsewhere, or a text."""

import re

WITHIN = 16 * 1024
"""Bytes that are looked at: signatures of relays take some kilobytes before the sender of a mail."""
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
WEB = (b"<!doctype html", b"<html", b"<head", b"<body", b"<meta", b"<script", b"<svg", b"<!--")
SAVED_PAGE = b"snapshot-content-location"
"""Header of a page that a browser saved as one file, which has the headers of a mail otherwise."""
SHORTCUTS = (b"[internetshortcut]", b"[{000214a0-", b"[desktop entry]")
DRIVES = (b"docs.google.com", b"drive.google.com", b'"doc_id"', b'"resource_id"')
"""In the small JSON file that a drive program leaves in the place of a document."""
OF_A_MAIL = {b"subject", b"date", b"to", b"received", b"message-id", b"mime-version", b"return-path"}
_HEADER = re.compile(rb"^([a-z][a-z0-9-]{0,60}):")
_XML = re.compile(rb"<\?xml[^>]{0,200}>\s{0,200}(<!doctype html|<html|<svg)")
_LINK_OF_A_MAC = re.compile(rb"<plist.{0,200}<key>url</key>", re.DOTALL)


def recognize_text(content: bytes) -> str:
    """``web``, ``mail``, ``shortcut`` or ``text``; ``unknown`` for what is no text."""
    start = _decoded(content[:WITHIN])
    words = start.lstrip().lower()
    if words.startswith(WEB) or _XML.match(words):
        return "web"
    headers = _headers(words)
    if SAVED_PAGE in headers:
        return "web"
    if words.startswith(b"from ") or (headers & {b"from", b"received", b"return-path"} and headers & OF_A_MAIL):
        return "mail"
    if words.startswith(SHORTCUTS) or _LINK_OF_A_MAC.search(words) or _is_left_by_a_drive(words):
        return "shortcut"
    printable = all(byte >= 0x20 or byte in b"\t\n\f\r" for byte in start)
    return "text" if words and printable else "unknown"


def _decoded(start: bytes) -> bytes:
    """The beginning in UTF-8, without its mark."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return start.removeprefix(mark).decode(encoding, "replace").encode()
    return start


def _headers(words: bytes) -> set[bytes]:
    """The names of the headers with which a text begins; continued lines belong to the header before."""
    found = set()
    for number, line in enumerate(words.splitlines()):
        header = _HEADER.match(line)
        if header:
            found.add(header[1])
        # A mail of Apple's program begins with its length.
        elif not line[:1].isspace() and not (number == 0 and line.strip().isdigit()):
            break
    return found


def _is_left_by_a_drive(words: bytes) -> bool:
    return words.startswith(b"{") and any(sign in words for sign in DRIVES)
