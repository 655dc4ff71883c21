"""Statutory maxima of the OMAI/HVI and its annex, for one line or for a calendar year with earlier invoices."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from guichet.sdk import CountedBefore, RateTable, TranslationString, name_key

RATES = RateTable("invoice_types.aids")


@dataclass(frozen=True)
class Ceiling:
    """A maximum, the amount of which is a dated row of ``rates.toml``."""

    code: str
    yearly: TranslationString | None = None
    """What all lines of a calendar year have together; None for a maximum of each line."""
    per_item: bool = False
    """For each aid of the year."""

    def key(self, day: date, item: str | None) -> tuple[str, int, str]:
        """What the lines of a yearly maximum have in common: maximum, calendar year and, if it counts, the aid."""
        return self.code, day.year, name_key(item or "") if self.per_item else ""


class YearlySums:
    """Rappen claimed under each yearly maximum: by the sender's other invoices, and by the lines of this one so far."""

    def __init__(self, counted_before: CountedBefore) -> None:
        self._counted_before = counted_before
        self._sums: Counter[tuple[str, int, str]] = Counter()

    def left(self, ceiling: Ceiling, maximum: int, day: date, item: str | None) -> int:
        """Rappen that remain of a maximum; the whole of it unless it is yearly."""
        if not ceiling.yearly:
            return maximum
        code, year, named = key = ceiling.key(day, item)
        return max(0, maximum - self._counted_before(code, str(year), item=named) - self._sums[key])

    def add(self, ceiling: Ceiling, amount: int, day: date, item: str | None) -> None:
        """Count an amount of this invoice."""
        if ceiling.yearly:
            self._sums[ceiling.key(day, item)] += amount
