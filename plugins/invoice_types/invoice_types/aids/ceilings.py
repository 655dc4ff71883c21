"""Statutory maxima of the OMAI/HVI and its annex, for one line or for a calendar year with earlier invoices."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from guichet.sdk import EarlierInvoice, RateTable

RATES = RateTable("invoice_types.aids")


@dataclass(frozen=True)
class Ceiling:
    """A maximum, the amount of which is a dated row of ``rates.toml``."""

    code: str
    yearly: bool = False
    """For all lines of a calendar year; otherwise for each line."""
    per_item: bool = False
    """For each aid of the year."""

    def key(self, day: date, item: str | None) -> tuple[str, int, str]:
        """What the lines of a yearly maximum have in common: maximum, calendar year and, if it counts, the aid."""
        named = " ".join((item or "").casefold().split()) if self.per_item else ""
        return self.code, day.year, named


CeilingOf = Callable[[str | None, str | None], Ceiling | None]
"""The maximum for a kind of aid and a nature of benefit."""


class YearlySums:
    """Rappen claimed under each yearly maximum: in earlier invoices, then in the lines of this one."""

    def __init__(self, ceiling_of: CeilingOf, earlier: Sequence[EarlierInvoice]) -> None:
        self._ceiling_of = ceiling_of
        self._earlier = earlier

    @cached_property
    def _sums(self) -> Counter[tuple[str, int, str]]:
        # Not before a line has such a maximum: earlier invoices are read from the database.
        sums: Counter[tuple[str, int, str]] = Counter()
        for invoice in self._earlier:
            for number, line in enumerate(invoice.answers.lines("lines")):
                ceiling = self._ceiling_of(line["aid"], line["nature"])
                if ceiling is not None and ceiling.yearly and line["day"]:
                    sums[ceiling.key(line["day"], line["item"])] += invoice.amounts.get(f"lines.{number}", 0)
        return sums

    def left(self, ceiling: Ceiling, maximum: int, day: date, item: str | None) -> int:
        """Rappen that remain of a maximum; the whole of it unless it is yearly."""
        return max(0, maximum - self._sums[ceiling.key(day, item)]) if ceiling.yearly else maximum

    def add(self, ceiling: Ceiling, amount: int, day: date, item: str | None) -> None:
        """Count an amount of this invoice."""
        if ceiling.yearly:
            self._sums[ceiling.key(day, item)] += amount
