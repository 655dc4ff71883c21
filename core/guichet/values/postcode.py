"""Postcodes of Switzerland and Liechtenstein: four digits, 1000 to 9999 (eCH-0010)."""

import re

from guichet.values import ParseError
from guichet.values.surroundings import POSTCODE_LABELS, around_identifier
from guichet.values.text_input import GROUP_MARKS, capitals, strip_separators

_AROUND = around_identifier(*POSTCODE_LABELS)
_COUNTRY = re.compile(r"(?:CH|LI|FL)(?=[0-9])")
_POSTCODE = re.compile(r"[1-9][0-9]{3}")


def parse(text: str) -> str:
    """The four digits; a country before them (« CH-3011 ») is dropped. Reasons: ``empty``, ``not-a-postcode``."""
    code = _COUNTRY.sub("", capitals(strip_separators(_AROUND.strip(text), GROUP_MARKS)), count=1)
    if not code:
        raise ParseError("empty")
    if not _POSTCODE.fullmatch(code):
        raise ParseError("not-a-postcode")
    return code


def show(code: str) -> str:
    """The four digits."""
    return code
