"""Number of a decision or communication of an IV office: office code (3), year (4), case (7).

Source: KZIL/CPPI (circular on the payment of individual benefits): no. 19 demands the number on every invoice, no. 20
has the six digits ``3XX280`` for special cases. The lower bound of the year is not in it: the insurance began in 1960.
"""

from collections.abc import Mapping
from types import MappingProxyType

from guichet.values import ParseError
from guichet.values.surroundings import DECISION_LABELS, around_identifier
from guichet.values.text_input import GROUP_MARKS, grouped, is_digits, strip_separators

# The Centrale's XML schema 4.5 also lets 9 and 10 digits pass. What those mean was not found, so they are refused.
LENGTH = 14
SPECIAL_LENGTH = 6
SPECIAL_ENDING = "280"
FIRST_YEAR = 1960
_AROUND = around_identifier(*DECISION_LABELS)

OFFICES: Mapping[str, str] = MappingProxyType(
    {
        "301": "ZH",
        "302": "BE",
        "303": "LU",
        "304": "UR",
        "305": "SZ",
        "306": "OW",
        "307": "NW",
        "308": "GL",
        "309": "ZG",
        "310": "FR",
        "311": "SO",
        "312": "BS",
        "313": "BL",
        "314": "SH",
        "315": "AR",
        "316": "AI",
        "317": "SG",
        "318": "GR",
        "319": "AG",
        "320": "TG",
        "321": "TI",
        "322": "VD",
        "323": "VS",
        "324": "NE",
        "325": "GE",
        "326": "FL",
        "327": "OAIE/IVSTA",
        "350": "JU",
    }
)
"""Office code → abbreviation of the canton, shown in every language; FL is Liechtenstein, OAIE/IVSTA the office for
insured persons abroad."""


def parse(text: str, this_year: int | None = None) -> str:
    """The 14 digits, or the 6 of a special case, without blanks, dots, slashes and dashes.

    ``this_year`` is the last year that can be right; without it, later years pass too.
    Reasons: ``empty``, ``length``, ``office`` (no such office), ``year`` (before 1960 or after ``this_year``).
    """
    number = strip_separators(_AROUND.strip(text), GROUP_MARKS)
    if not number:
        raise ParseError("empty")
    if not is_digits(number) or not (len(number) == LENGTH or is_special(number)):
        raise ParseError("length")
    if office_code(number) not in OFFICES:
        raise ParseError("office")
    if not is_special(number) and not _year_is_possible(int(number[3:7]), this_year):
        raise ParseError("year")
    return number


def is_special(number: str) -> bool:
    """True for the short form ``3XX280``, which deserves a warning."""
    return len(number) == SPECIAL_LENGTH and number.endswith(SPECIAL_ENDING)


def office_code(number: str) -> str:
    """The three digits that name the office, a key of ``OFFICES``."""
    return number[:3]


def show(number: str) -> str:
    """``302 2025 0012345``, or ``302 280``, with no-break spaces."""
    return grouped(number, 3) if is_special(number) else grouped(number, 3, 4, 7)


def _year_is_possible(year: int, this_year: int | None) -> bool:
    return year >= FIRST_YEAR and (this_year is None or year <= this_year)
