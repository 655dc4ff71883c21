"""Amounts in Swiss francs, kept as a whole number of Rappen so that no sum is ever rounded by accident.

Source of the bounds: SIX Implementation Guidelines QR-bill (at most 999,999,999.99). How an amount is written in each
language belongs to ``guichet.i18n``; ``show`` is the plain Swiss way.
"""

import re

from guichet.values import Unreadable, numeral
from guichet.values.typed import NBSP, tidy

PLACES = 2
MAXIMUM = 99_999_999_999
"""In Rappen: CHF 999'999'999.99."""

_CURRENCY_BEFORE = re.compile(r"\A(?:CHF|Frs?\.?) ?", re.IGNORECASE)
_CURRENCY_AFTER = re.compile(r" ?(?:CHF|Frs?\.?)\Z", re.IGNORECASE)
_NO_RAPPEN = re.compile(r"[.,]--?\Z")
"""The dash in « 12.– »."""


def parse(text: str) -> int:
    """The amount in Rappen, from « 1'234.50 », « 1 234,50 », « 1234.5 », « CHF 12.– ».

    Reasons: ``empty``, ``not-a-number``, ``ambiguous`` (« 1.234 »), ``decimals`` (more than two), ``negative``,
    ``too-large`` (above 999'999'999.99).
    """
    number = numeral.read(_without_currency(text))
    if number.negative:
        raise Unreadable("negative")
    if number.ambiguous:
        raise Unreadable("ambiguous")
    if len(number.fraction) > PLACES:
        raise Unreadable("decimals")
    # Compared by length first: int() refuses several thousand digits with an error of its own.
    digits = number.whole + number.fraction.ljust(PLACES, "0")
    if len(digits) > len(str(MAXIMUM)):
        raise Unreadable("too-large")
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
    amount = _CURRENCY_AFTER.sub("", _CURRENCY_BEFORE.sub("", tidy(text)))
    return _NO_RAPPEN.sub("", amount)
