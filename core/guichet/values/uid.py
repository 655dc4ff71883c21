"""UID, the number of an enterprise: CHE and nine digits, the last one a modulo 11 check digit.

Source: OIDE/UIDV (SR 431.031) and the Federal Statistical Office's description of the number.
"""

import re

from stdnum.ch import uid

from guichet.values import ParseError
from guichet.values.surroundings import UID_LABELS, around_identifier
from guichet.values.text_input import GROUP_MARKS, capitals, is_digits, strip_separators

PREFIX = "CHE"
DIGITS = 9
_AROUND = around_identifier(*UID_LABELS)
_ENDINGS = re.compile(r"(?:MWST|TVA|IVA|VAT|HR|RC)+\Z")
"""Written after the number by enterprises liable to VAT or in the commercial register, in one language or several and
in any order; not part of it (« CHE-100.155.212 TVA », « … HR/MWST », « … MWST/TVA/IVA »)."""


def parse(text: str) -> str:
    """``CHE`` and nine digits; the prefix may be left out, an ending such as « TVA » is dropped.

    Reasons: ``empty``, ``length`` (not nine digits), ``check-digit``.
    """
    number = capitals(strip_separators(_AROUND.strip(text), GROUP_MARKS))
    if not number:
        raise ParseError("empty")
    digits = _ENDINGS.sub("", number).removeprefix(PREFIX)
    if len(digits) != DIGITS or not is_digits(digits):
        raise ParseError("length")
    if not uid.is_valid(digits):
        raise ParseError("check-digit")
    return PREFIX + digits


def show(number: str) -> str:
    """``CHE-100.155.212``."""
    return uid.format(number)
