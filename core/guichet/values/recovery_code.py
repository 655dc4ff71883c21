"""Recovery codes: twelve characters of Crockford's Base32, printed as ``7K3M-Q2XW-9FTA``."""

import re

from guichet.values import ParseError
from guichet.values.surroundings import RECOVERY_LABELS, ROUND_BRACKETS, around_identifier, strip_glue
from guichet.values.text_input import GROUP_MARKS, normalize, strip_separators

LENGTH = 12
GROUP = 4
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without the letters that look like digits, and without U."""
_AROUND = around_identifier(*RECOVERY_LABELS)
_LOOK_ALIKE = str.maketrans("OIL", "011")
_CODE = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")


def parse(text: str) -> str:
    """The twelve characters in capitals, with digits for the letters that look like them.

    Reasons: ``empty``, ``not-a-code`` (another number of characters, or a U).
    """
    # Without its label second: « NR37-K3M2-Q2XW » is a whole code that begins as « Nr. 37 » does.
    for typed in (strip_glue(normalize(text), ROUND_BRACKETS), _AROUND.strip(text)):
        code = strip_separators(typed, GROUP_MARKS).upper().translate(_LOOK_ALIKE)
        if _CODE.fullmatch(code):
            return code
    raise ParseError("not-a-code" if code else "empty")


def show(code: str) -> str:
    """In groups of four, as printed: ``7K3M-Q2XW-9FTA``."""
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))
