"""The name under which a file is kept and shown: what its sender called it, without what could deceive or break."""

import re
import unicodedata
from collections.abc import Collection
from itertools import chain, count

from guichet.values import unicode_forms
from guichet.values.printed_signs import first_unprinted

MAX_LENGTH = 120
"""In characters, extension included."""
UNSEEN = ("Cc", "Cf", "Cn", "Co", "Cs")
"""Unicode categories dropped: control, format (right-to-left overrides), unassigned, private, surrogates."""
SUFFIXES = {"application/pdf": (".pdf",), "image/jpeg": (".jpg", ".jpeg"), "image/png": (".png",)}
"""Extensions that may stand after a file of each type; the first one is added where none of them does."""
NAMELESS = "document"


def readable(filename: str) -> str:
    """``filename`` as it can be shown and printed: composed, without folders, unseen characters, emoji; in one line."""
    last = re.split(r"[/\\]", in_one_line(filename))[-1]
    return _shortened(last.strip(" ."), "") or NAMELESS


def in_one_line(text: str) -> str:
    """``text`` of a file as it can be shown and printed: composed, without unseen characters and emoji."""
    return " ".join("".join(_shown(character) for character in unicode_forms.composed(text)).split())


def kept(filename: str, content_type: str) -> str:
    """The readable name, ending the way its real type does: ``virus.exe`` that is a PDF becomes ``virus.exe.pdf``."""
    name, suffixes = readable(filename), SUFFIXES[content_type]
    if name.lower().endswith(suffixes) and "." in name[1:]:
        return name
    return _shortened(name, suffixes[0]) + suffixes[0]


def distinct(name: str, taken: Collection[str]) -> str:
    """``name``, or with a number the first like it that is not ``taken``: ``photo (2).jpg``."""
    used = {one.casefold() for one in taken}
    stem, dot, extension = name.rpartition(".")
    numbered = (f"{stem[: MAX_LENGTH - len(extension) - 6]} ({number}){dot}{extension}" for number in count(2))
    return next(one for one in chain((name,), numbered) if one.casefold() not in used)


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category.startswith("Z") or character in "\t\n\r":
        return " "
    return "" if category in UNSEEN or first_unprinted(character) else character


def _shortened(name: str, suffix: str) -> str:
    room = MAX_LENGTH - len(suffix)
    if len(name) <= room:
        return name
    stem, dot, extension = name.rpartition(".")
    if not suffix and stem and len(extension) <= 5:
        return stem[: room - len(extension) - 1].rstrip() + dot + extension
    return name[:room].rstrip()
