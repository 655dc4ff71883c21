"""All checks of a travel claim, in one list."""

from collections.abc import Iterator, Sequence
from datetime import date

from guichet.invoices.types import CheckContext, Claim, Data, Problem
from invoice_types import _
from invoice_types.shared_checks import (
    ServiceDay,
    block,
    comes_to_something,
    has_a_rate,
    not_in_the_future,
    not_too_late,
)
from invoice_types.travel.arithmetic import gaps
from invoice_types.travel.completeness import NEEDED, incomplete
from invoice_types.travel.journey import Journey, journeys
from invoice_types.travel.plausibility import odd


def check(claim: Claim, context: CheckContext) -> Sequence[Problem]:
    """Return every problem of a travel claim: what to complete, what is not paid, what looks odd.

    G13 (a period across a change of rate) never arises: each journey is paid by the rate of its own days.
    """
    found = [*_found(claim, context)]
    if not any(problem.level == "block" for problem in found):
        message = _("Saisissez un prix, des kilomètres ou les heures d’absence : le total est de CHF 0.00")
        found += comes_to_something("lines", claim, message)
    return found


def service_period(data: Data) -> tuple[date, date]:
    """Return the day of the first journey and of the last return home.

    While no date has been answered the period is empty: its first day lies after its last.
    """
    lines = journeys(data)
    first = min((journey.day for journey in lines if journey.day), default=date.max)
    return first, max((journey.last_day for journey in lines if journey.last_day), default=date.min)


def _found(claim: Claim, context: CheckContext) -> Iterator[Problem]:
    lines = journeys(claim.data)
    if not lines:
        yield block("lines", NEEDED, _("Ajoutez au moins un trajet"))
    for journey in lines:
        yield from incomplete(journey)
    yield from not_in_the_future(_returns(lines, context.today), context.today)
    yield from not_too_late(_departures(lines), context.today)
    yield from has_a_rate(dict.fromkeys((lines[gap.line].field("date"), gap.day) for gap in gaps(claim.data)))
    yield from odd(claim, context)


def _departures(lines: Sequence[Journey]) -> Iterator[ServiceDay]:
    for journey in lines:
        if journey.day:
            yield journey.field("date"), journey.day


def _returns(lines: Sequence[Journey], today: date) -> Iterator[ServiceDay]:
    """The day that decides whether a journey is over; it is the nights that are wrong if only the return is ahead."""
    for journey in lines:
        if journey.day and journey.last_day:
            ahead = journey.day <= today < journey.last_day
            yield journey.field("nights" if ahead else "date"), journey.last_day
