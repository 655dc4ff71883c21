"""Cleaning of typed text before it is parsed: blanks, dashes, digits of any script, invisible characters of a PDF."""

import unicodedata

from stdnum.util import clean

from guichet.values import unicode_forms

_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
    + "".join(map(chr, range(0xFE00, 0xFE10)))
    + "".join(map(chr, range(0xE0100, 0xE01F0)))
)
"""Unicode's ``Default_Ignorable_Code_Point`` outside the category Cf, such as variation selectors and fillers."""
# stdnum makes a comma of both Arabic marks, so that 1٬234 would look like a decimal number, and a comma of the prime.
_FULL_WIDTH = {sign: sign - 0xFEE0 for sign in range(0xFF01, 0xFF5F)}
"""Signs of an East Asian keyboard, « ＣＨ９３ » or « ＠ », to their plain twins."""
_MARKS = _FULL_WIDTH | str.maketrans({"\u066b": ".", "\u066c": "'", "\u2032": "'", "\u2800": " "})
GROUP_MARKS = ".,/-_'"
"""What people write between the groups of a number that names something: on some keypads the point is a comma."""
NBSP = "\u00a0"
"""Keeps the groups of a number on one line."""


def remove_invisible(text: str) -> str:
    """``text`` without the invisible marks (soft hyphens, zero-width blanks) that come along with a copy."""
    if text.isascii():
        return text
    # By category, not by a list: Unicode 14 has 163 such characters, and new versions add some.
    return "".join(char for char in text if unicodedata.category(char) != "Cf" and char not in _INVISIBLE)


def normalize(text: str) -> str:
    """``text`` with plain dashes, dots, apostrophes and digits, single plain blanks, and no invisible characters.

    Digits of every script are 0 to 9, which the check page shows back.
    """
    if text.isascii():
        return " ".join(text.split())
    # Composed first: stdnum takes an accent that stands alone for an apostrophe.
    composed = unicode_forms.composed(remove_invisible(text)).translate(_MARKS)
    return " ".join("".join(map(_plain_digit, clean(composed))).split())


def _plain_digit(char: str) -> str:
    # Only decimal digits (category Nd): « ² » and « ½ » are digits or numbers of another sort.
    return char if char.isascii() else str(unicodedata.decimal(char, char))


def strip_separators(text: str, separators: str = "") -> str:
    """``text`` without any blank and without ``separators``."""
    return clean(normalize(text), " " + separators)


def capitals(text: str) -> str:
    """``text`` in capitals if it is ASCII, else as it is: ``str.upper`` would make two letters S of « ß »."""
    return text.upper() if text.isascii() else text


def is_digits(text: str) -> bool:
    """True for one or more digits 0 to 9; ``str.isdigit`` alone would let « ² » through."""
    return text.isascii() and text.isdigit()


def grouped(text: str, *sizes: int) -> str:
    """``text`` cut into groups of ``sizes``, the last size repeating, with no-break spaces between them."""
    groups, start, step = [], 0, list(sizes)
    while start < len(text):
        size = step.pop(0) if len(step) > 1 else step[0]
        groups.append(text[start : start + size])
        start += size
    return NBSP.join(groups)
