"""Amounts in Swiss francs, kept as a whole number of Rappen so that no sum is ever rounded by accident.

Source of the bounds: SIX Implementation Guidelines QR-bill (at most 999,999,999.99). How an amount is written in each
language belongs to ``guichet.i18n``; ``show`` is the plain Swiss way.
"""

import re

from guichet.values import ParseError, numeral
from guichet.values.surroundings import AMOUNT_LABELS, CURRENCY, SQUARE_BRACKETS, around_measure, strip_glue
from guichet.values.text_input import NBSP, normalize

PLACES = 2


class Money(int):
    """Rappen as a value in the mapping of a message: a localizer formats it by this type.

    Arithmetic on it gives a plain ``int``: only what is shown to a person has to be wrapped again.
    """


MAXIMUM = 99_999_999_999
"""In Rappen: CHF 999'999'999.99."""

_TAX_INCLUDED = re.compile(
    r"(?<=\S),? ?\(?(?:ttc|(?:tva|mwst\.?) in[ck]l(?:\.|use)?|tva comprise|in[ck]l\.? (?:tva|mwst)\.?)\)?\Z",
    re.IGNORECASE,
)
"""What bills print behind an amount with the tax; without the tax, « HT », it is another amount."""
_AROUND = around_measure((*AMOUNT_LABELS, *CURRENCY), CURRENCY)
_FRANCS_AND_RAPPEN = re.compile(
    rf"(?<=[0-9]) ?(?:{'|'.join(map(re.escape, CURRENCY))}) ?([0-9]{{2}})(?: ?(?:cts?|centimes|rp|rappen)\.?)?\Z",
    re.IGNORECASE,
)
"""« 12 fr. 50 », « 12 Franken 50 Rappen »."""
_NO_RAPPEN = re.compile(r"[.,]--?\Z")
"""The dash in « 12.– »."""
_DASH_AFTER_CURRENCY = re.compile(r"(?<=[A-Za-z])(\.?) ?--?\Z")
"""The dash that price lists put behind the currency, « 12.50 Fr.- »."""


def parse(text: str) -> int:
    """The amount in Rappen, from « 1'234.50 », « 1 234,50 », « 1234.5 », « CHF 12.– », « 12 fr. 50 ».

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


def readings(text: str) -> tuple[str, str]:
    """Both amounts that a text may mean which ``parse`` refuses as ``ambiguous``, written by :func:`show`.

    « 1.234 » gives ``1 234.00`` and ``1.23``, cut to Rappen. Raises :class:`ParseError` for a text that is no number.
    """
    number = numeral.read(_without_currency(text))
    thousands, francs = int(number.whole + number.fraction), int(number.whole)
    return show(thousands * 100), show(francs * 100 + int(number.fraction[:PLACES]))


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
    typed = _TAX_INCLUDED.sub("", strip_glue(normalize(text), SQUARE_BRACKETS))
    amount = _DASH_AFTER_CURRENCY.sub(r"\1", strip_glue(typed, SQUARE_BRACKETS))
    return _FRANCS_AND_RAPPEN.sub(r".\1", _NO_RAPPEN.sub("", _AROUND.strip(amount)))
