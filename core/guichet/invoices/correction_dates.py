"""Days of a correction that the sender owes: since when, until when, and when a reminder is due."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import takewhile

from guichet.clock import local
from guichet.invoices.models import Invoice
from guichet.tenants import CORRECTION_DAYS

REMIND_EVERY = timedelta(days=14)
MAX_REMINDERS = 2
"""After 14 and after 28 days; then the office decides what follows."""


def reminder_is_due(asked: datetime, reminded: Sequence[datetime], today: date) -> bool:
    """Whether a sender is reminded on a Swiss calendar day; after days without a worker once, and not twice at once."""
    last = reminded[-1] if reminded else asked
    return len(reminded) < MAX_REMINDERS and local(last).date() + REMIND_EVERY <= today


def asked_at(invoice: Invoice) -> datetime | None:
    """When the correction was asked for that the sender owes; None in any other state."""
    if invoice.state != "correction_requested":
        return None
    requests = (event.moment for event in reversed(invoice.events) if event.transition == "request_correction")
    return next(requests, None)


def reminders(invoice: Invoice) -> tuple[datetime, ...]:
    """When the sender was reminded of that correction, the first time first."""
    if invoice.state != "correction_requested":
        return ()
    since = takewhile(lambda event: event.transition != "request_correction", reversed(invoice.events))
    return tuple(event.moment for event in since if event.transition == "remind")[::-1]


def usual_deadline(asked: datetime, correction_days: int | None) -> date | None:
    """The last day for a correction that an office usually leaves; None where it states none."""
    return local(asked).date() + timedelta(days=correction_days) if correction_days else None


def possible_deadlines(asked: datetime) -> tuple[date, date]:
    """The first and the last day that an officer may set for one correction."""
    first, last = (local(asked).date() + timedelta(days=days) for days in (CORRECTION_DAYS[0], CORRECTION_DAYS[-1]))
    return first, last
