"""« Temps habituel »: after how many working days the office has decided the latest invoices of a form."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from translationstring import TranslationString

from guichet.i18n import _
from guichet.i18n.day_counts import working_days
from guichet.invoices.monthly_figures import monthly_figures
from guichet.invoices.tally import Tally
from guichet.store.models import Portal
from guichet.values.month import Month

MIN_DECISIONS = 20
"""Below it nothing is said: the 90th percentile of fewer rests on one or two cases."""
ENOUGH = 100
"""Decisions after which no earlier month is looked at, so that a change at the office shows soon."""
MAX_MONTHS = 12


@dataclass(frozen=True)
class UsualTime:
    """Working days with the office until the decision; the time that senders took for corrections is not in it."""

    median: int
    most: int
    """90th percentile."""
    number: int
    """Decisions that it rests on: all since the first of ``since``."""
    since: Month

    @property
    def sentences(self) -> tuple[TranslationString, TranslationString]:
        """What it says, and what it rests on."""
        # Decided on the day it came: « en 1 jour ouvrable au plus » is true, « en 0 jour » is no answer.
        days = {"median": working_days(max(1, self.median)), "most": working_days(max(1, self.most))}
        return (
            _(
                "La moitié des demandes de ce type sont décidées en ${median} au plus, neuf sur dix en ${most} "
                "au plus.",
                mapping=days,
            ),
            _(
                "Selon les ${number} dernières décisions, depuis ${month}, sans le temps des corrections chez "
                "l’expéditeur.",
                mapping={"number": Decimal(self.number), "month": self.since},
            ),
        )


def usual_time(portal: Portal, type_id: str, today: date) -> UsualTime | None:
    """The usual time of a form at this day; None where too few invoices were decided in the last `MAX_MONTHS`."""
    figures, found, number = monthly_figures(portal), Tally(), 0
    this = since = Month(today.year, today.month)
    for back in range(MAX_MONTHS):
        month = this.later(-back)
        days = figures.days(str(month), type_id)
        if days:
            found.days.update(days)
            since = month
        number = sum(found.days.values())
        if number >= ENOUGH:
            break
    median, most = found.days_of(50), found.days_of(90)
    if number < MIN_DECISIONS or median is None or most is None:
        return None
    return UsualTime(median, most, number, since)
