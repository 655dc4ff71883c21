"""Numbers of one month and form, or of several added up: what came in, how it was decided and after how many days."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

RECEIVED, WITHDRAWN, ASKED = "received", "withdrawn", "asked"
"""First sendings; invoices that their sender withdrew; requests for correction, of which a case may have several."""
ACCEPTED, CORRECTED, REFUSED = "accepted", "corrected", "refused"
"""Decisions: accepted as sent first, accepted after a correction, refused."""
DECIDED = (ACCEPTED, CORRECTED, REFUSED)
DAYS, MARK = "days", "mark"
Figure = tuple[str, ...]
"""What is counted: one of the names above; ``("days", "4")``, a decision after four working days; or
``("mark", field, reason)``, a field or kind of document that was to be corrected, and the id of the reason."""
MIN_CASES = 5
"""Cases below which no share and no length of time is shown: of fewer it says something about each of them."""


@dataclass
class Tally:
    """What was counted. An undone decision has been taken off again."""

    counts: Counter[str] = field(default_factory=Counter)
    days: Counter[int] = field(default_factory=Counter)
    """Working days with the office until the decision → number of decisions."""
    marks: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Field and id of the reason → number of marks."""

    def add(self, figure: Figure, number: int) -> None:
        """Adds a number to one figure."""
        match figure:
            case ("days", days):
                self.days[int(days)] += number
            case ("mark", place, reason):
                self.marks[place, reason] += number
            case _:
                self.counts[figure[0]] += number

    def include(self, other: "Tally") -> None:
        """Adds all figures of another tally."""
        self.counts.update(other.counts)
        self.days.update(other.days)
        self.marks.update(other.marks)

    @property
    def decided(self) -> int:
        """Decisions."""
        return sum(self.counts[name] for name in DECIDED)

    def days_of(self, percent: int) -> int | None:
        """Working days within which so many percent of the decisions fell; None below `MIN_CASES`.

        The nearest rank, so that it is a number of days that an invoice has taken; 50 is the median.
        """
        number = sum(self.days.values())
        if number < MIN_CASES:
            return None
        rank = -(-number * percent // 100)
        for days in sorted(self.days):
            rank -= self.days[days]
            if rank <= 0:
                return days
        return None


def added(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies."""
    total = Tally()
    for one in tallies:
        total.include(one)
    return total
