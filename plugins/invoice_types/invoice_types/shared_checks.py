"""Checks that most of the official forms share; each form says which of its days and fields they look at.

The rules that concern the header (decision number, accounts, attachments) belong to the core; here are those that
need the dates and sums of the form itself: G4, G5, G6, G7, G10 and G11 of the rule list.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from translationstring import TranslationString

from guichet.invoices.types import CheckContext, Claim, Problem
from guichet.values import day as days
from invoice_types import _

LAPSE_YEARS = 5
"""LPGA art. 24 al. 1."""

ServiceDay = tuple[str, date]
"""Path of the field a service date was typed in, and the date."""


def block(field: str, code: str, message: TranslationString) -> Problem:
    """Return a problem that has to be mended before the sending."""
    return Problem("block", field, code, message)


def warn(field: str, code: str, message: TranslationString) -> Problem:
    """Return a word of caution that lets the claim pass."""
    return Problem("warn", field, code, message)


def not_in_the_future(services: Iterable[ServiceDay], today: date) -> Iterator[Problem]:
    """G4: only services already given are paid, since the insurance pays in arrears."""
    for field, day in services:
        if day > today:
            text = _("Saisissez une date jusqu’au ${today} : l’AI rembourse après coup", mapping=_today(today))
            yield block(field, "G4", text)


def not_too_late(services: Iterable[ServiceDay], today: date) -> Iterator[Problem]:
    """G5 and G6: what has lapsed blocks on each field, what is over a year old is mentioned once.

    The right ends five years after the end of the month of the service (art. 24 LPGA), so only months are compared.
    """
    old: list[ServiceDay] = []
    for field, day in services:
        if lapsed(day, today):
            text = _(
                "Retirez cette prestation ou corrigez la date : le droit s’éteint cinq ans après la fin du mois"
                " de la prestation (art. 24 LPGA)"
            )
            yield block(field, "G5", text)
        elif over_a_year(day, today):
            old.append((field, day))
    if old:
        field, day = min(old, key=lambda service: service[1])
        words = {"day": days.show(day)}
        yield warn(field, "G6", _("Vérifiez la date : le ${day} remonte à plus de douze mois", mapping=words))


def lapsed(day: date, today: date) -> bool:
    """Whether the right to a service of ``day`` has ended by ``today`` (LPGA art. 24 al. 1)."""
    return (day.year + LAPSE_YEARS, day.month) < (today.year, today.month)


def over_a_year(day: date, today: date) -> bool:
    """Whether more than twelve months have passed since ``day``."""
    return (day.year + 1, day.month, day.day) < (today.year, today.month, today.day)


def not_claimed_twice(
    field: str, period: tuple[date, date], claim: Claim, context: CheckContext, *, monthly: bool = False
) -> Iterator[Problem]:
    """G7: an earlier claim for the same decision covers some of the same days.

    ``monthly`` forms may be sent once a month only, so for them it blocks. For forms whose every line has its own
    day a comparison of the days says more than this one of the whole periods.
    """
    first, last = period
    for earlier in context.earlier:
        if earlier.decision_number != claim.decision_number:
            continue
        if first <= earlier.last_day and earlier.first_day <= last:
            text = _(
                "Vérifiez la période : la demande ${reference} couvre déjà une partie de ces dates",
                mapping={"reference": earlier.reference},
            )
            yield Problem("block" if monthly else "warn", field, "G7", text)


def comes_to_something(field: str, claim: Claim, message: TranslationString) -> Iterator[Problem]:
    """G10: a claim of nothing is not sent. Ask last, once everything else is complete: gaps explain most zeros."""
    if claim.computation.total <= 0:
        yield block(field, "G10", message)


def has_a_rate(services: Iterable[ServiceDay]) -> Iterator[Problem]:
    """G11: no rate is recorded for the day of a service, so the desk cannot say what is due."""
    for field, day in services:
        text = _(
            "Vérifiez la date : aucun tarif n’est enregistré pour le ${day}. Si elle est juste, écrivez à l’office",
            mapping={"day": days.show(day)},
        )
        yield block(field, "G11", text)


def _today(today: date) -> dict[str, str]:
    return {"today": days.show(today)}
