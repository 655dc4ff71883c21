"""Amounts beside the references of a payment list: which cells of a line say what was paid."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from translationstring import TranslationString

from guichet.i18n import _
from guichet.values import ParseError, money
from guichet.values.text_input import is_digits, strip_separators

NEGATIVE = _("un montant négatif n’est pas un paiement")
UNREADABLE = _("le montant ne se lit pas, écrivez par exemple 1234.50")
SEVERAL = _("plusieurs montants, gardez seulement celui qui est payé")
_AMOUNT = re.compile(r"montant|somme|total|chf|betrag|summe|importo|amount", re.IGNORECASE)
_PAID = re.compile(r"pay|vers|bezahlt|vergüte|überwies|pagat|paid", re.IGNORECASE)
"""In the heading « Montant payé » beside « Montant demandé »."""
_TURNED = re.compile(r"\((?P<bracketed>.*)\)|(?P<trailed>.*[0-9])-")
"""How bookkeepers and their programs write a negative amount."""


class RefusedLine(Exception):
    """A line of the list is not taken; ``problem`` says why."""

    def __init__(self, problem: TranslationString) -> None:
        super().__init__(problem)
        self.problem = problem


def amount_columns(heading: Sequence[str]) -> tuple[int, ...]:
    """The columns that hold what was paid, by their names; none where no name says so."""
    named = [column for column, name in enumerate(heading) if _AMOUNT.search(name)]
    return tuple([column for column in named if _PAID.search(heading[column])] or named)


def paid_amount(cells: Sequence[str], columns: Sequence[int], behind: Sequence[str]) -> int | None:
    """The amount in Rappen that a line states; None without one. Raises `RefusedLine`.

    :param columns: as of `amount_columns`; without any, every cell that is written as an amount counts.
    :param behind: the cells behind the reference: a single one is an amount even without Rappen.
    """
    if columns:
        found = {_read(cells[column]) for column in columns if column < len(cells) and cells[column].strip()}
    else:
        found = set(_written_as_amounts(cells, [cell for cell in behind if cell.strip()])) - {None}
    if None in found:
        raise RefusedLine(UNREADABLE)
    if len(found) > 1:
        raise RefusedLine(SEVERAL)
    return next(iter(found), None)


def _written_as_amounts(cells: Sequence[str], behind: Sequence[str]) -> Iterator[int | None]:
    # Bare digits in a column without a name are as likely the number of the line or of a bill as an amount.
    digits = [is_digits(strip_separators(cell)) for cell in cells]
    for cell, bare in zip(cells, digits, strict=True):
        if not bare or behind == [cell]:
            yield _read(cell)
    # « REFERENCE,2350,00 »: the comma before the Rappen has separated them.
    for place, (francs, rappen) in enumerate(pairwise(cells)):
        if digits[place] and digits[place + 1] and len(rappen.strip()) == money.PLACES:
            yield _read(f"{francs.strip()}.{rappen.strip()}")


def _read(cell: str) -> int | None:
    """The amount; None for what is no number. Raises `RefusedLine`."""
    try:
        return money.parse(cell)
    except ParseError as error:
        reason = error.reason
    turned = _TURNED.fullmatch(cell.strip()) if reason == "not-a-number" else None
    if reason == "negative" or (turned and _read(turned["bracketed"] or turned["trailed"] or "") is not None):
        raise RefusedLine(NEGATIVE)
    if reason in ("empty", "not-a-number"):
        return None
    raise RefusedLine(UNREADABLE)
