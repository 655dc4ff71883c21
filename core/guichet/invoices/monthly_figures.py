"""What the office has received and decided, by month, form and kind of sender; no figure names a person.

Counted in the transaction of each transition, so that no page reads invoices and no roll-up can miss one. A counter is
a ``Length``, which adds up what two transactions have changed; once its month is over, a daily task puts all counters
of the month into one record (docs/decisions/0015-monthly-figures.md).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from BTrees.Length import Length
from BTrees.OOBTree import OOBTree
from persistent import Persistent

from guichet.clock import local
from guichet.invoices.tally import Figure, Tally
from guichet.store.jobs import DailyTask
from guichet.store.models import Portal, Resource
from guichet.store.sorted_index import LAST

FIGURES = "monthly_figures"
"""Name of the desk's :class:`MonthlyFigures`."""
SETTLED = timedelta(days=1)
"""After the end of a month: by then no decision of it can be undone, which would change its counters."""
Tallies = dict[tuple[str, str], Tally]
"""By id of the form and kind of issuer, ``"company"`` or ``"insured"``."""
Row = tuple[tuple[str, ...], int]
"""Form, kind of issuer and figure; the number."""


class ClosedMonth(Persistent):
    """All figures of a month that is over. A record of its own, loaded when it is read."""

    def __init__(self, rows: tuple[Row, ...]) -> None:
        self.rows = rows

    @property
    def tallies(self) -> Tallies:
        """The figures, added up once per connection. Not to be changed by the caller."""
        # Like `Revision.frozen`: ZODB never stores an attribute named _v_…
        found: Tallies | None = getattr(self, "_v_tallies", None)
        if found is None:
            found = self._v_tallies = _tallies(self.rows)
        return found


class MonthlyFigures(Resource):
    """The counters of the desk. Months are written ``2026-11``."""

    def __init__(self) -> None:
        self._open = OOBTree()
        """``(month, form, kind, *figure)`` → ``Length``."""
        self._closed = OOBTree()
        """Month → `ClosedMonth`."""

    def add(self, month: str, type_id: str, kind: str, figure: Figure, number: int) -> None:
        """Adds a number, which may be negative, to a counter."""
        key = (month, type_id, kind, *figure)
        length = self._open.get(key)
        if length is None:
            length = self._open[key] = Length()
        length.change(number)

    def of(self, month: str, type_id: str = "") -> Tallies:
        """The figures of a month; with a form, at least those of that form. Not to be changed by the caller."""
        closed: ClosedMonth | None = self._closed.get(month)
        counting = _tallies(self._rows(month, type_id))
        if closed is None:
            return counting
        if not counting:
            return closed.tallies
        return _tallies((*closed.rows, *self._rows(month, type_id)))

    def months(self) -> list[str]:
        """All months with figures, the earliest first."""
        return sorted({*self._closed.keys(), *self._open_months()})

    def close(self, now: datetime) -> int:
        """Puts the counters of the earliest month that is settled into one record; returns how many counters it had."""
        limit = f"{local(now - SETTLED):%Y-%m}"
        month = next((one for one in self._open_months() if one < limit), None)
        if month is None:
            return 0
        rows = tuple(self._rows(month))
        before: ClosedMonth | None = self._closed.get(month)
        self._closed[month] = ClosedMonth((*before.rows, *rows) if before is not None else rows)
        for key, _number in rows:
            del self._open[(month, *key)]
        return len(rows)

    def _rows(self, month: str, type_id: str = "") -> Iterator[Row]:
        start = (month, type_id) if type_id else (month,)
        # A list, since `close` deletes while it reads; every key of the month begins with `start`.
        for key, length in list(self._open.items(min=start, max=(*start, LAST))):
            yield key[1:], length()

    def _open_months(self) -> Iterator[str]:
        after: Any = ()
        while key := next(iter(self._open.keys(min=after)), None):
            yield key[0]
            after = (key[0], LAST)


def monthly_figures(portal: Portal) -> MonthlyFigures:
    """The figures of the desk."""
    found: MonthlyFigures = portal[FIGURES]
    return found


def close_month(portal: Portal, now: datetime) -> int:
    """See `MonthlyFigures.close`."""
    return monthly_figures(portal).close(now)


def _tallies(rows: Any) -> Tallies:
    found: Tallies = {}
    for (type_id, kind, *figure), number in rows:
        tally = found.get((type_id, kind))
        if tally is None:
            tally = found[type_id, kind] = Tally()
        tally.add(tuple(figure), number)
    return found


DAILY = (DailyTask("monthly_figures", close_month),)
