"""Decimal numbers as they are typed in Switzerland: 1'234.50, 1 234,50, 1234.5. Used by money and quantity.

Own code, since Babel and ``locale`` read one country's habit at a time and would take « 1.234 » for one or the other.
"""

import re
from dataclasses import dataclass

from guichet.values import ParseError
from guichet.values.text_input import normalize

_WHOLE = re.compile(r"[0-9]*|[0-9]{1,3}([ '.,])[0-9]{3}(?:\1[0-9]{3})*")
_FRACTION = re.compile(r"[0-9]*")
# « 0.234 » and « 1'234.567 » are not in doubt: no thousands begin with 0, and two different marks say which is which.
_HEAD_OF_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}")


@dataclass(frozen=True)
class Numeral:
    """The digits before and after the decimal mark, without separators and leading zeros."""

    negative: bool
    whole: str
    fraction: str
    ambiguous: bool
    """True for « 1.234 » or « 1,234 »: a thousand and more, or one and a fraction."""


def read(text: str) -> Numeral:
    """Read ``text``; thousands may be set off by blanks, apostrophes, or the mark that is not the decimal one.

    Reasons: ``empty``, ``not-a-number``.
    """
    # The sign of the keyboard that some type for an apostrophe; not for all values, since a mailbox may have it.
    body = normalize(text).replace("`", "'")
    if not body:
        raise ParseError("empty")
    unsigned = body.removeprefix("-").lstrip()
    head, mark, tail = _split(unsigned)
    whole = _WHOLE.fullmatch(head)
    if not whole or whole[1] == mark or not _FRACTION.fullmatch(tail) or not (head or tail):
        raise ParseError("not-a-number")
    digits = re.sub(r"[ '.,]", "", head).lstrip("0") or "0"
    ambiguous = len(tail) == 3 and bool(_HEAD_OF_THOUSANDS.fullmatch(head))
    return Numeral(unsigned != body, digits, tail, ambiguous)


def _split(unsigned: str) -> tuple[str, str, str]:
    """Before, at and after the last point or comma; without one, everything is before."""
    at = max(unsigned.rfind("."), unsigned.rfind(","))
    return (unsigned, "", "") if at < 0 else (unsigned[:at], unsigned[at], unsigned[at + 1 :])
