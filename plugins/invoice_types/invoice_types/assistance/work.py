"""The entries of an assistant: hours of a day, activities, nights, and times of continued pay.

The areas are those of RAI/IVV art. 39c. The annex « Stundenblatt » of the official form was not seen.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias
from zoneinfo import ZoneInfo

from translationstring import TranslationString

from guichet.sdk import (
    Amount,
    Choice,
    ClockTime,
    Day,
    Fields,
    Hours,
    Money,
    MonthDays,
    Quantity,
    TimeOfDay,
    YesNo,
    answer,
)
from invoice_types import _

AREAS: Mapping[str, TranslationString] = {
    "a": _("a · Actes ordinaires de la vie"),
    "b": _("b · Tenue du ménage"),
    "c": _("c · Vie sociale et loisirs"),
    "d": _("d · Éducation et garde des enfants"),
    "e": _("e · Activité d’intérêt public ou bénévole"),
    "f": _("f · Formation professionnelle"),
    "g": _("g · Activité professionnelle"),
    "h": _("h · Surveillance pendant la journée"),
}
"""RAI art. 39c let. a to h; let. i are the nights, which have a list of their own."""
SPECIAL_AREAS = frozenset("efg")
"""Areas in which the higher rate may be granted (RAI art. 39f al. 2)."""

LEVELS: Mapping[str, TranslationString] = {level: _("Degré ${n}", mapping={"n": level}) for level in "1234"}
"""Of the flat rate for a night: 1 help on single nights, 2 at least sixteen nights a month, 3 every night, 4 at least
two hours every night (KSAB/CCA)."""

ABSENT = "insured_absent"
REASONS: Mapping[str, TranslationString] = {
    "ill": _("Maladie"),
    "accident": _("Accident"),
    "military": _("Service militaire ou civil"),
    "maternity": _("Maternité"),
    ABSENT: _("Absence de la personne assurée"),
}
INSURED_REASONS = ("ill", "accident", "military", "maternity")
"""Reasons for which an insurance may pay, which is taken off (RAI art. 39h)."""

ZURICH = ZoneInfo("Europe/Zurich")
YEARS_WITH_CLOCKS = range(1900, 3000)
"""In other years, which only a slip of the keyboard gives, a moment in UTC may be none that Python has."""
CENT = Decimal("0.01")
DAY_MINUTES = 24 * 60


Localizable: TypeAlias = TranslationString | str
Span: TypeAlias = tuple[datetime, datetime]
"""Begin and end, aware."""


def _days_of(days: tuple[int, ...] | None) -> Iterator[str]:
    if days:
        yield ", ".join(map(str, days))


class DayHours(Fields):
    """The hours of one day of the month, the first line being the 1st."""

    # 25 on the day on which the clocks go back; see `length_of_day`.
    hours = Hours(_("Heures"), maximum=25, optional=True)


class Activity(Fields):
    """Hours in one legal area, on one or several days of the month."""

    days = MonthDays(_("Jours du mois"), required=True, width="w-m")
    start = ClockTime(_("De"), required=answer("end"), optional=True)
    end = ClockTime(_("À"), required=answer("start"), optional=True)
    # Per day. Follows from both times where they are given, less a break where it is given too.
    hours = Hours(
        _("Heures par jour"), maximum=25, positive=True, required=~(answer("start") & answer("end")), optional=True
    )
    area = Choice(_("Domaine"), AREAS, as_list=True, required=True, width="w-m")
    special = YesNo(_("Qualifications particulières"))

    def span(self, day: date) -> Span | None:
        """See `span_of`."""
        return span_of(day, self.start, self.end)

    def length(self, day: date) -> Decimal | None:
        """Hours from begin to end on ``day``: one less or more in the night of a change of the clocks."""
        span = self.span(day)
        return None if span is None else hours_between(*span)

    def worked(self, day: date) -> Decimal:
        """Hours that are claimed for ``day``."""
        return self.hours if self.hours is not None else self.length(day) or Decimal(0)

    def texts(self) -> Iterator[Localizable]:
        """What is printed of it."""
        yield from _days_of(self.days)
        if self.start is not None and self.end is not None:
            yield _("de ${start} à ${end}", mapping={"start": TimeOfDay(self.start), "end": TimeOfDay(self.end)})
        if self.hours is not None:
            yield _("${hours} h par jour", mapping={"hours": self.hours})
        if self.area:
            yield AREAS[self.area]
        if self.special:
            yield _("qualifications particulières")


class Nights(Fields):
    """Nights of one level, each by the day of its evening."""

    days = MonthDays(_("Nuits, par le jour du soir"), required=True, width="w-m")
    level = Choice(_("Degré de la nuit"), LEVELS, as_list=True, required=True, width="w-m")
    # The flat rate falls by a tenth for each further person (KSAB/CCA, change of 1 July 2023, single source).
    persons = Quantity(_("Personnes assurées"), initial=Decimal(1), maximum=10, positive=True, required=True)

    @property
    def share(self) -> Decimal:
        """The part of the flat rate that is paid for one of the persons."""
        return 1 - (self.person_count - 1) / Decimal(10)

    @property
    def person_count(self) -> int:
        """Persons who share the assistant in these nights."""
        return int(self.persons or 1)

    def texts(self) -> Iterator[Localizable]:
        """What is printed of them."""
        yield from _days_of(self.days)
        if self.level:
            yield LEVELS[self.level]
        if self.person_count > 1:
            yield _("pour ${n} personnes assurées", mapping={"n": str(self.person_count)})


class Prevented(Fields):
    """A time in which the assistant could not work and was paid all the same (RAI art. 39h)."""

    first = Day(_("Du"), required=True)
    last = Day(_("Au"), not_before="first", required=True)
    hours = Hours(_("Heures de ce mois"), maximum=744, positive=True, required=True)
    reason = Choice(_("Motif"), REASONS, as_list=True, required=True, width="w-m")
    benefit = Amount(
        _("Indemnité d’assurance"), relevant=answer("reason").in_(*INSURED_REASONS), optional=True, copied=False
    )

    @property
    def length(self) -> int:
        """Days from the first to the last, both included; 0 without them, or in the wrong order."""
        return max((self.last - self.first).days + 1, 0) if self.first and self.last else 0

    def texts(self) -> Iterator[Localizable]:
        """What is printed of it."""
        if self.first and self.last:
            yield _("du ${first} au ${last}", mapping={"first": self.first, "last": self.last})
        if self.reason:
            yield REASONS[self.reason]
        if self.hours is not None:
            yield _("${hours} h", mapping={"hours": self.hours})
        if self.benefit:
            yield _("indemnité ${amount}", mapping={"amount": Money(self.benefit)})


def length_of_day(day: date) -> Decimal:
    """24 hours; 23 and 25 on the days on which the clocks change."""
    return hours_between(_moment(day, 0), _moment(day, DAY_MINUTES))


def hours_between(begin: datetime, end: datetime) -> Decimal:
    """Hours that really passed, in hundredths: the clocks change in two nights a year."""
    # Subtracted in UTC: two moments of the same zone are subtracted by their clock faces.
    passed = end.astimezone(UTC) - begin.astimezone(UTC)
    return (Decimal(passed // timedelta(minutes=1)) / 60).quantize(CENT, ROUND_HALF_UP)


def span_of(day: date, start: int | None, end: int | None) -> Span | None:
    """Begin and end of work on ``day`` between two times of day; an end that is not later is on the next day."""
    if start is None or end is None:
        return None
    return _moment(day, start), _moment(day, end if end > start else end + DAY_MINUTES)


def _moment(day: date, minutes: int) -> datetime:
    """The moment so many minutes after midnight by the clock; 24:00 and later are on the next day."""
    days, minutes = divmod(minutes, DAY_MINUTES)
    there = date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))
    zone = ZURICH if day.year in YEARS_WITH_CLOCKS else UTC
    return datetime.combine(there, time(minutes // 60, minutes % 60), zone)
