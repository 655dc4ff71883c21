"""Six-digit codes of a text message or an authenticator app, also with the message they came in.

WCAG 2.2, 3.3.8 asks that a code can be pasted, and a phone copies the whole message.
"""

import re

from guichet.values import ParseError
from guichet.values.text_input import normalize

LENGTH = 6
_IN_ONE_PIECE = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])")
# Not within « 079 123 45 67 »: a group of digits before or behind makes it another number.
_IN_TWO_PIECES = re.compile(r"(?<![0-9])(?<![0-9][ -])([0-9]{3})[ -]([0-9]{3})(?![0-9])(?![ -][0-9])")


def parse(text: str) -> str:
    """The six digits; of a longer text the only six that stand together, however often.

    Reasons: ``empty``, ``not-a-code`` (no six digits), ``several-codes``.
    """
    typed = normalize(text)
    if not typed:
        raise ParseError("empty")
    digits = re.sub(r"[^0-9]", "", typed)
    if len(digits) == LENGTH:
        return digits
    found: set[str] = set(_IN_ONE_PIECE.findall(typed)) or {"".join(pair) for pair in _IN_TWO_PIECES.findall(typed)}
    if len(found) > 1:
        raise ParseError("several-codes")
    if not found:
        raise ParseError("not-a-code")
    return found.pop()


def show(code: str) -> str:
    """The six digits."""
    return code
