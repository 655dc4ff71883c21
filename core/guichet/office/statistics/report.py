"""The figures of a selection, added up by month and by form."""

from collections.abc import Sequence
from dataclasses import dataclass

from guichet.invoices.monthly_figures import MonthlyFigures
from guichet.invoices.tally import ACCEPTED, MIN_CASES, Tally
from guichet.office.statistics.selection import Selection
from guichet.values.month import Month


@dataclass(frozen=True)
class Report:
    """What the page shows."""

    months: tuple[tuple[Month, Tally], ...]
    """The earliest first."""
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
    each, forms = figures.of_months([str(month) for month in months], wanted.sender)
    types = [
        (type_id, tally) for type_id, tally in sorted(forms.items()) if type_id and wanted.type_id in ("", type_id)
    ]
    before = Tally()
    for month in months:
        earlier = figures.of(str(month.later(-12)), wanted.sender).get(wanted.type_id, Tally())
        before.counts.update(earlier.counts)
    return Report(
        tuple((month, found.get(wanted.type_id, Tally())) for month, found in zip(months, each, strict=True)),
        tuple(types),
        forms.get(wanted.type_id, Tally()),
        _accepted_at_once(before),
    )


def _accepted_at_once(tally: Tally) -> int | None:
    return percent(tally.counts[ACCEPTED], tally.decided) if tally.decided >= MIN_CASES else None


def percent(part: int, whole: int) -> int:
    """Rounded half up."""
    return (200 * part + whole) // (2 * whole)
