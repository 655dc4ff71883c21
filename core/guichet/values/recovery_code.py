"""Recovery codes: twelve characters of Crockford's Base32, printed as ``7K3M-Q2XW-9FTA``."""

import re

from guichet.values import ParseError
from guichet.values.surroundings import RECOVERY_LABELS, around_identifier
from guichet.values.text_input import GROUP_MARKS, strip_separators

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
    typed = strip_separators(_AROUND.strip(text), GROUP_MARKS)
    if not typed:
        raise ParseError("empty")
    code = typed.upper().translate(_LOOK_ALIKE)
    if not _CODE.fullmatch(code):
        raise ParseError("not-a-code")
    return code


def show(code: str) -> str:
    """In groups of four, as printed: ``7K3M-Q2XW-9FTA``."""
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))
