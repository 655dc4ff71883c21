"""What the office has received and decided, by month, form and kind of sender; no figure names a person.

Counted in the transaction of each transition, so that no page reads invoices and no roll-up can miss one. Counters add
up what two transactions have changed; once their month is over, a daily task puts all counters of the month into one
record (docs/decisions/0015-monthly-figures.md).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from guichet.clock import local
from guichet.invoices.tally import DAYS, Figure, Tally, added
from guichet.store.counters import Counters
from guichet.store.daily_tasks import DailyTask
from guichet.store.models import Portal, Resource
from guichet.store.sorted_index import LAST

FIGURES = "monthly_figures"
"""Name of the desk's :class:`MonthlyFigures`."""
SETTLED = timedelta(days=1)
"""After the end of a month: by then no decision of it can be undone, which would change its counters."""
Tallies = dict[str, Tally]
"""By id of the form; the empty id has the sum of all forms."""
Row = tuple[tuple[str, ...], int]
"""Form, kind of issuer and figure; the number."""
_PART = "\t"
MAX_SUMS = 16
"""Sums of several months that a connection keeps."""


class ClosedMonth(Persistent):
    """All figures of a month that is over. A record of its own, loaded when it is read."""

    def __init__(self, rows: tuple[Row, ...]) -> None:
        self.rows = rows

    def of(self, sender: str) -> Tallies:
        """The figures of a kind of issuer, or of all for an empty one, added up once per connection."""
        # ZODB never stores an attribute named _v_…, and drops it with the object's state: good for a cache alone.
        kept: dict[str, Tallies] | None = getattr(self, "_v_kept", None)
        if kept is None:
            kept = {}
            self._v_kept = kept
        if sender not in kept:
            kept[sender] = _tallies(self.rows, sender)
        return kept[sender]


class MonthlyFigures(Resource):
    """The counters of the desk. Months are written ``2026-11``."""

    def __init__(self) -> None:
        self._open = OOBTree()
        """``(month, form, kind)`` → `Counters`, each under its figure, the parts of one on a line."""
        self._closed = OOBTree()
        """Month → `ClosedMonth`."""

    def add(self, month: str, type_id: str, kind: str, figure: Figure, number: int) -> None:
        """Adds a number, which may be negative, to a counter."""
        key = (month, type_id, kind)
        counters = self._open.get(key)
        if counters is None:
            counters = self._open[key] = Counters()
        counters.change(_PART.join(figure), number)

    def of(self, month: str, sender: str = "") -> Tallies:
        """The figures of a month, for a kind of issuer or for all. Not to be changed by the caller."""
        closed: ClosedMonth | None = self._closed.get(month)
        rows = tuple(self._rows((month,)))
        if closed is None:
            return _tallies(rows, sender)
        return _tallies((*closed.rows, *rows), sender) if rows else closed.of(sender)

    def of_months(self, months: Sequence[str], sender: str = "") -> tuple[list[Tallies], Tallies]:
        """The figures of each month, and of all together. Not to be changed by the caller."""
        each, open_months = [self.of(month, sender) for month in months], set(self._open_months())
        total = dict(self._closed_sum([month for month in months if month not in open_months], sender))
        for month, tallies in zip(months, each, strict=True):
            for type_id, tally in tallies.items() if month in open_months else ():
                total[type_id] = added((total[type_id], tally)) if type_id in total else tally
        return each, total

    def days(self, month: str, type_id: str) -> Counter[int]:
        """Working days until the decision → number of decisions of a form, without reading its other counters."""
        closed: ClosedMonth | None = self._closed.get(month)
        found = Counter[int]()
        if closed is not None and type_id in (tallies := closed.of("")):
            found.update(tallies[type_id].days)
        for (_type_id, _kind, name, *rest), number in self._rows((month, type_id)):
            if name == DAYS:
                found[int(rest[0])] += number
        return found

    def months(self) -> list[str]:
        """All months with figures, the earliest first."""
        return sorted({*self._closed.keys(), *self._open_months()})

    def close(self, now: datetime) -> int:
        """Puts the counters of the earliest month that is settled into one record; returns how many counters it had."""
        limit = f"{local(now - SETTLED):%Y-%m}"
        month = next((one for one in self._open_months() if one < limit), None)
        if month is None:
            return 0
        rows = tuple(self._rows((month,)))
        before: ClosedMonth | None = self._closed.get(month)
        self._closed[month] = ClosedMonth((*before.rows, *rows) if before is not None else rows)
        for key in list(self._open.keys(min=(month,), max=(month, LAST))):
            del self._open[key]
        return len(rows)

    def _closed_sum(self, months: Sequence[str], sender: str) -> Tallies:
        """The sum of months that are over, kept by connection: it is the same until another month closes."""
        records = [record for month in months if (record := self._closed.get(month)) is not None]
        for record in records:
            # A ghost has no serial yet.
            record._p_activate()
        key = (sender, tuple((record._p_oid, record._p_serial) for record in records))
        kept: dict[Any, Tallies] | None = getattr(self, "_v_sums", None)
        if kept is None or len(kept) > MAX_SUMS:
            kept = {}
            self._v_sums = kept
        # Before it is stored a record has no oid: its sum is not kept.
        if key not in kept or not all(oid for oid, _serial in key[1]):
            total: Tallies = {}
            for record in records:
                for type_id, tally in record.of(sender).items():
                    total.setdefault(type_id, Tally()).include(tally)
            kept[key] = total
        return kept[key]

    def _rows(self, start: tuple[str, ...]) -> Iterator[Row]:
        for (_month, *key), counters in self._open.items(min=start, max=(*start, LAST)):
            for name in counters.names():
                yield (*key, *name.split(_PART)), counters[name]

    def _open_months(self) -> Iterator[str]:
        # From month to month, not through all counters.
        after: Any = ()
        while key := next(iter(self._open.keys(min=after)), None):
            yield key[0]
            after = (key[0], LAST)


def monthly_figures(portal: Portal) -> MonthlyFigures:
    """The figures of the desk."""
    found: MonthlyFigures = portal[FIGURES]
    return found


def close_month(portal: Portal, now: datetime) -> int:
    """Daily task, see `MonthlyFigures.close`; called again until it returns 0."""
    return monthly_figures(portal).close(now)


def _tallies(rows: Iterable[Row], sender: str) -> Tallies:
    found: Tallies = {}
    for (type_id, kind, *figure), number in rows:
        if sender in ("", kind):
            tally = found.get(type_id)
            if tally is None:
                tally = found[type_id] = Tally()
            tally.add(tuple(figure), number)
    if found:
        found[""] = added(found.values())
    return found


DAILY = (DailyTask("monthly_figures", close_month),)
