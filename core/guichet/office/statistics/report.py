"""The figures of a selection, added up by month and by form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guichet.invoices.monthly_figures import MonthlyFigures
from guichet.invoices.tally import ACCEPTED, MIN_CASES, Tally, added
from guichet.office.statistics.selection import Selection
from guichet.values.month import Month


@dataclass(frozen=True)
class Report:
    """What the page shows."""

    months: tuple[tuple[Month, Tally], ...]
    """The earliest first; counts without days and marks."""
    types: tuple[tuple[str, Tally], ...]
    """By id of the form."""
    total: Tally
    accepted_before: int | None
    """Percent of the decisions in the same months of the year before that accepted what was sent first."""

    @property
    def accepted_at_once(self) -> int | None:
        """The same of these months; None below `~guichet.invoices.tally.MIN_CASES` decisions."""
        return _accepted_at_once(self.total)


def report(figures: MonthlyFigures, wanted: Selection, months: Sequence[Month]) -> Report:
    """The figures of these months."""
    by_month: list[tuple[Month, Tally]] = []
    by_type: dict[str, Tally] = {}
    for month in months:
        counted = Tally()
        for type_id, _sender, tally in month_tallies(figures, wanted, month):
            counted.counts.update(tally.counts)
            by_type.setdefault(type_id, Tally()).include(tally)
        by_month.append((month, counted))
    return Report(
        tuple(by_month), tuple(sorted(by_type.items())), added(by_type.values()), _year_before(figures, wanted, months)
    )


def month_tallies(figures: MonthlyFigures, wanted: Selection, month: Month) -> Iterator[tuple[str, str, Tally]]:
    """Form, kind of sender and figures of a month, as far as they are selected."""
    for (type_id, sender), tally in figures.of(str(month), wanted.type_id).items():
        if wanted.type_id in ("", type_id) and wanted.sender in ("", sender):
            yield type_id, sender, tally


def _year_before(figures: MonthlyFigures, wanted: Selection, months: Sequence[Month]) -> int | None:
    total = Tally()
    for month in months:
        for _type_id, _sender, tally in month_tallies(figures, wanted, month.later(-12)):
            total.counts.update(tally.counts)
    return _accepted_at_once(total)


def _accepted_at_once(tally: Tally) -> int | None:
    return percent(tally.counts[ACCEPTED], tally.decided) if tally.decided >= MIN_CASES else None


def percent(part: int, whole: int) -> int:
    """Rounded half up."""
    return (200 * part + whole) // (2 * whole)
