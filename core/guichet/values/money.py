"""Amounts in Swiss francs, kept as a whole number of Rappen so that no sum is ever rounded by accident.

Source of the bounds: SIX Implementation Guidelines QR-bill (at most 999,999,999.99). How an amount is written in each
language belongs to ``guichet.i18n``; ``show`` is the plain Swiss way.
"""

import re

from guichet.values import ParseError, numeral
from guichet.values.text_input import NBSP, normalize

PLACES = 2


class Money(int):
    """Rappen as a value of its own, so that a message can carry an amount and a localizer knows to format it.

    Arithmetic on it gives a plain ``int``: only what is shown to a person has to be wrapped again.
    """


MAXIMUM = 99_999_999_999
"""In Rappen: CHF 999'999'999.99."""

_CURRENCY_BEFORE = re.compile(r"\A(?:CHF|S?Frs?\.?) ?", re.IGNORECASE)
_CURRENCY_AFTER = re.compile(r" ?(?:CHF|S?Frs?\.?)\Z", re.IGNORECASE)
_NO_RAPPEN = re.compile(r"[.,]--?\Z")
"""The dash in « 12.– »."""
_DASH_AT_END = re.compile(r"(?<=[A-Za-z.]) ?--?\Z")
"""The dash that price lists put behind the currency, « 12.50 Fr.- »."""


def parse(text: str) -> int:
    """The amount in Rappen, from « 1'234.50 », « 1 234,50 », « 1234.5 », « CHF 12.– », « SFr. 12.50 ».

    Reasons: ``empty``, ``not-a-number``, ``ambiguous`` (« 1.234 »), ``decimals`` (more than two), ``negative``,
    ``too-large`` (above 999'999'999.99).
    """
    number = numeral.read(_without_currency(text))
    if number.negative:
        raise ParseError("negative")
    if number.ambiguous:
        raise ParseError("ambiguous")
    if len(number.fraction.rstrip("0")) > PLACES:
        raise ParseError("decimals")
    # Compared by length first: int() refuses several thousand digits with an error of its own.
    digits = number.whole + number.fraction[:PLACES].ljust(PLACES, "0")
    if len(digits) > len(str(MAXIMUM)):
        raise ParseError("too-large")
    return int(digits)


def plain(rappen: int) -> str:
    """``1234.50``: for files, for the value of a form field, for machines."""
    sign = "-" if rappen < 0 else ""
    francs, rest = divmod(abs(rappen), 100)
    return f"{sign}{francs}.{rest:02}"


def show(rappen: int) -> str:
    """``1 234.50``, with no-break spaces between the thousands."""
    sign = "-" if rappen < 0 else ""
    francs, rest = divmod(abs(rappen), 100)
    return f"{sign}{francs:,}.{rest:02}".replace(",", NBSP)


def _without_currency(text: str) -> str:
    amount = _DASH_AT_END.sub("", normalize(text)) if any(char.isalpha() for char in text) else normalize(text)
    amount = _CURRENCY_AFTER.sub("", _CURRENCY_BEFORE.sub("", amount))
    return _NO_RAPPEN.sub("", amount)
