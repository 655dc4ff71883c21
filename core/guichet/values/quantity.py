"""Quantities with decimals: kilometres, hours in hundredths, pieces."""

from decimal import Decimal
from functools import cache

from guichet.values import ParseError, duration, numeral
from guichet.values.surroundings import PIECES, UNITS, Surroundings, around_measure

_MAX_LENGTH = 30
"""Digits before the mark above which a number is too large for any form; ``Decimal`` need not be built for it."""


def parse(text: str, places: int, maximum: Decimal, unit: str = "") -> Decimal:
    """The quantity, without trailing zeros; ``places`` decimals at most, and never above ``maximum``.

    The ``unit`` that stands behind the field may be typed too: « 12.5 km », « km 45 », « 12 Kilometer »; of a number of
    things without one, a word for them: « 2 Stk. ». Trailing zeros
    are no decimals: « 12.50 » has one. With fewer than three places, « 1.234 » could be a thousand and is not guessed
    at. Reasons: ``empty``, ``not-a-number``, ``a-time`` (« 1h30 » for pieces), ``negative``, ``ambiguous``,
    ``decimals`` (or ``one-decimal``, ``no-decimals`` where so many may be given, since « 1 décimales » is no French),
    ``too-large``.
    """
    try:
        number = numeral.read(_around(unit).strip(text))
    except ParseError as unreadable:
        if unreadable.reason == "not-a-number" and not unit and places and _is_time(text):
            raise ParseError("a-time") from None
        raise
    if number.negative:
        raise ParseError("negative")
    if number.ambiguous and places < 3:
        raise ParseError("ambiguous")
    if len(number.fraction.rstrip("0")) > places:
        raise _too_many_decimals(places)
    if len(number.whole) > _MAX_LENGTH or (value := _decimal(number)) > maximum:
        raise ParseError("too-large")
    return value


def show(quantity: Decimal) -> str:
    """``22.5``: with a point, without trailing zeros or thousands marks; the languages differ in ``guichet.i18n``."""
    digits = format(quantity, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _is_time(text: str) -> bool:
    try:
        duration.parse(text)
    except ParseError:
        return False
    return True


def _decimal(number: numeral.Numeral) -> Decimal:
    fraction = number.fraction.rstrip("0")
    return Decimal(f"{number.whole}.{fraction}" if fraction else number.whole)


def _too_many_decimals(places: int) -> ParseError:
    if places == 0:
        return ParseError("no-decimals")
    return ParseError("one-decimal") if places == 1 else ParseError("decimals")


@cache
def _around(unit: str) -> Surroundings:
    """Bounded: there are as many units as invoice types declare."""
    units = UNITS.get(unit, (unit,)) if unit else PIECES
    return around_measure(units, units)
