"""AVS/AHV number: 13 digits that start with 756 and end with an EAN-13 check digit.

Source: RAVS/AHVV art. 133 ff. (composition of the number); the check digit is that of GS1's EAN-13.
"""

from stdnum import ean

from guichet.values import ParseError
from guichet.values.surroundings import AVS_LABELS, around_identifier
from guichet.values.text_input import GROUP_MARKS, is_digits, strip_separators

LENGTH = 13
_AROUND = around_identifier(*AVS_LABELS)
COUNTRY = "756"
"""Switzerland in ISO 3166-1, with which every AVS number starts."""


def parse(text: str) -> str:
    """The 13 digits, from a text with or without dots, dashes, blanks and a label such as « AVS ».

    Reasons: ``empty``, ``length`` (not 13 digits), ``prefix`` (not 756), ``check-digit``.
    """
    number = strip_separators(_AROUND.strip(text), GROUP_MARKS)
    if not number:
        raise ParseError("empty")
    # stdnum accepts every EAN, also those of 8, 12 and 14 digits.
    if len(number) != LENGTH or not is_digits(number):
        raise ParseError("length")
    if not number.startswith(COUNTRY):
        raise ParseError("prefix")
    if not ean.is_valid(number):
        raise ParseError("check-digit")
    return number


def show(number: str) -> str:
    """As printed on the insurance card: ``756.1234.5678.97``."""
    return f"{number[:3]}.{number[3:7]}.{number[7:11]}.{number[11:]}"


def masked(number: str) -> str:
    """The number with its middle hidden, enough for its owner to recognise it: ``756.••••.••••.97``."""
    return f"{number[:3]}.••••.••••.{number[11:]}"
