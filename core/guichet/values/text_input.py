"""Cleaning of typed text before it is parsed: blanks, Unicode dashes, invisible characters from copies of a PDF."""

import unicodedata

from stdnum.util import clean

NBSP = "\u00a0"
"""Keeps the groups of a number on one line."""


def remove_invisible(text: str) -> str:
    """``text`` without the invisible marks (soft hyphens, zero-width blanks) that come along with a copy."""
    # By category, not by a list: Unicode 14 has 163 such characters, and new versions add some.
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def normalize(text: str) -> str:
    """``text`` with plain dashes, dots and apostrophes, single plain blanks, and no invisible characters."""
    # Composed first: stdnum takes an accent that stands alone for an apostrophe.
    composed = unicodedata.normalize("NFC", remove_invisible(text))
    return " ".join(clean(composed).split())


def strip_separators(text: str, separators: str = "") -> str:
    """``text`` without any blank and without ``separators``."""
    return clean(normalize(text), " " + separators)


def capitals(text: str) -> str:
    """``text`` in capitals if it is ASCII, else as it is: ``str.upper`` would make two letters S of « ß »."""
    return text.upper() if text.isascii() else text


def is_digits(text: str) -> bool:
    """True for one or more digits 0 to 9; ``str.isdigit`` alone would let « ² » and Arabic digits through."""
    return text.isascii() and text.isdigit()


def grouped(text: str, *sizes: int) -> str:
    """``text`` cut into groups of ``sizes``, the last size repeating, with no-break spaces between them."""
    groups, start, step = [], 0, list(sizes)
    while start < len(text):
        size = step.pop(0) if len(step) > 1 else step[0]
        groups.append(text[start : start + size])
        start += size
    return NBSP.join(groups)
