"""GLN, the number of a partner in health care: 13 digits with the GS1 check digit.

Source: GS1 General Specifications. The Swiss prefix 7601 is not demanded: the Centrale's XML schema itself uses numbers
that start with 2005 and 2006.
"""

from stdnum import ean

from guichet.values import ParseError
from guichet.values.surroundings import GLN_LABELS, around_identifier
from guichet.values.text_input import GROUP_MARKS, grouped, is_digits, strip_separators

LENGTH = 13
_AROUND = around_identifier(*GLN_LABELS)


def parse(text: str) -> str:
    """The 13 digits. Reasons: ``empty``, ``length`` (not 13 digits), ``check-digit``."""
    number = strip_separators(_AROUND.strip(text), GROUP_MARKS)
    if not number:
        raise ParseError("empty")
    # stdnum accepts every EAN, also those of 8, 12 and 14 digits.
    if len(number) != LENGTH or not is_digits(number):
        raise ParseError("length")
    if not ean.is_valid(number):
        raise ParseError("check-digit")
    return number


def show(number: str) -> str:
    """In groups that can be read aloud: ``7601 0000 0000 2``, with no-break spaces."""
    return grouped(number, 4)
