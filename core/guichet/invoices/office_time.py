"""How long an invoice has been with the office, in working days. While its sender corrects it, no time passes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from guichet.clock import local
from guichet.invoices.models import InvoiceEvent
from guichet.values.working_days import between

BEGINS = ("submit", "resubmit", "take_back", "undo")
"""Transitions after which the invoice is with the office; a test compares them with the life cycle."""
ENDS = ("request_correction", "accept", "refuse", "withdraw")
"""Transitions after which it no longer is."""
Stay = tuple[datetime, datetime | None]
"""From when to when an invoice was with the office; None while it is."""


def stays(events: Iterable[InvoiceEvent]) -> tuple[Stay, ...]:
    """Every stay of an invoice with the office, the first one first."""
    found: list[Stay] = []
    for event in events:
        is_there = bool(found) and found[-1][1] is None
        if event.transition in BEGINS and not is_there:
            found.append((event.moment, None))
        elif event.transition in ENDS and is_there:
            found[-1] = (found[-1][0], event.moment)
    return tuple(found)


def counted_from(found: Sequence[Stay], received: datetime) -> datetime:
    """The first sending, put off by the time that the sender took to correct: the order of age.

    Of an invoice that is not with the office, the moment it left.
    """
    if not found:
        return received
    begin, end = found[-1]
    return end or begin - sum((end - begin for begin, end in found[:-1] if end), timedelta())


def working_days(found: Iterable[Stay], today: date, holidays: tuple[str, ...]) -> int:
    """Age in working days of the office: those that began while the invoice was there."""
    return sum(between(_day(begin), _day(end) if end else today, holidays) for begin, end in found)


def _day(moment: datetime) -> date:
    return local(moment).date()
