"""Unicode's normal forms of text from outside, in time proportional to its length.

``unicodedata.normalize`` sorts the marks that follow a letter, and holds the interpreter's lock meanwhile: 30,000 marks
of two kinds on one letter take ten seconds (measured with Python 3.11), a cell of 130 kB a minute. So text is first put
into the Stream-Safe Text Format (Unicode Standard Annex 15, D4): at most 30 marks in a row. No language has more than
six.
"""

import re
import unicodedata
from typing import Literal

MAX_MARKS = 30
"""Marks in a row (UAX 15, D4)."""
JOINER = "\u034f"
"""COMBINING GRAPHEME JOINER, invisible; the annex puts it between the marks where there are more."""
_LONG_RUN = re.compile(rf"[^\x00-\x7f]{{{MAX_MARKS + 1}}}")
"""More signs that may be marks than are allowed in a row: most texts have none, and need not be looked at."""


def composed(text: str) -> str:
    """Letters with their marks as one character where there is one (NFC)."""
    return _normalized("NFC", text)


def decomposed(text: str) -> str:
    """Letters and their marks apart, look-alike signs as their plain twins (NFKD)."""
    return _normalized("NFKD", text)


def compatible(text: str) -> str:
    """Composed, look-alike signs as their plain twins (NFKC)."""
    return _normalized("NFKC", text)


def _normalized(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    if text.isascii():
        return text
    return unicodedata.normalize(form, _stream_safe(text) if _LONG_RUN.search(text) else text)


def _stream_safe(text: str) -> str:
    safe, marks = [], 0
    for sign in text:
        leading, trailing, bare = _marks(sign)
        if marks + leading > MAX_MARKS:
            safe.append(JOINER)
            marks = 0
        marks = marks + leading if bare else trailing
        safe.append(sign)
    return "".join(safe)


def _marks(sign: str) -> tuple[int, int, bool]:
    """Marks at the beginning and at the end of a sign taken apart, and whether it is nothing but marks."""
    if sign.isascii():
        return 0, 0, False
    # Taken apart, since a sign that is no mark may consist of some, such as U+0F73.
    kinds = [unicodedata.combining(part) != 0 for part in unicodedata.normalize("NFKD", sign)]
    if all(kinds):
        return len(kinds), len(kinds), True
    return kinds.index(False), kinds[::-1].index(False), False
