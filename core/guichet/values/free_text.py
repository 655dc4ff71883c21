"""Free text: names, places, reasons, in any script. Kept as typed, except for invisible characters.

Free text has no canonical form that differs from what is shown, hence no ``show``.
"""

import unicodedata

from guichet.values import ParseError, unicode_forms
from guichet.values.printed_signs import first_unprinted

_LINE_ENDS = "\n\t"
_TURNED_AROUND = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that change the direction of writing: with them a name can read otherwise than it is stored."""
_PLAINER = str.maketrans(
    {"\u202f": "\u00a0", "\u2028": "\n", "\u2029": "\n", "\u200b": None, "\ufeff": None, "\ufe0e": None, "\ufe0f": None}
)
"""Characters that come along with a copy from a PDF or a word processor, and what a phone adds to « ☎ » to colour it;
the shipped font has no U+202F."""


def parse(text: str, max_length: int, *, long: bool = False) -> str:
    """The text, trimmed and in Unicode's composed form (NFC), of ``max_length`` characters at most.

    Line ends only in ``long`` texts. Reasons: ``empty``, ``too-long``, ``control-characters`` (control characters,
    marks of writing direction, half characters), ``not-printed`` (emoji and other signs that no copy can show).
    """
    plain = _plain(text)
    if not plain:
        raise ParseError("empty")
    # Counted before the costly part, so that a megabyte costs nothing. Twice the limit, since composing makes one
    # character of a letter and its separate accent.
    if len(plain) > max_length * 2:
        raise ParseError("too-long")
    composed = unicode_forms.composed(plain)
    if not long:
        composed = composed.replace("\t", " ")
    # Nearly every text is printable as a whole; then no character is looked at.
    if not composed.isprintable() and any(_is_refused(char, long) for char in composed):
        raise ParseError("control-characters")
    if first_unprinted(composed):
        raise ParseError("not-printed")
    if len(composed) > max_length:
        raise ParseError("too-long")
    return composed


def unprinted(text: str) -> str:
    """The sign for which ``parse`` refuses ``text`` as ``not-printed``; empty where there is none."""
    return first_unprinted(unicode_forms.composed(_plain(text))) or ""


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").translate(_PLAINER).strip()


def _is_refused(char: str, long: bool) -> bool:
    # First, since most characters end here: the category of each takes longer to look up.
    if char.isprintable():
        return False
    if long and char in _LINE_ENDS:
        return False
    return char in _TURNED_AROUND or unicodedata.category(char) in ("Cc", "Cs")
