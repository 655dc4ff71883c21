"""GLN, the number of a partner in health care: 13 digits with the GS1 check digit.

Source: GS1 General Specifications. The Swiss prefix 7601 is not demanded: the Centrale's XML schema itself uses numbers
that start with 2005 and 2006.
"""

from stdnum import ean

from guichet.values import Unreadable
from guichet.values.typed import bare, grouped, is_digits

LENGTH = 13


def parse(text: str) -> str:
    """The 13 digits. Reasons: ``empty``, ``length`` (not 13 digits), ``check-digit``."""
    number = bare(text, ".-")
    if not number:
        raise Unreadable("empty")
    if len(number) != LENGTH or not is_digits(number):
        raise Unreadable("length")
    if not ean.is_valid(number):
        raise Unreadable("check-digit")
    return number


def show(number: str) -> str:
    """In groups that can be read aloud: ``7601 0000 0000 2``, with no-break spaces."""
    return grouped(number, 4)
