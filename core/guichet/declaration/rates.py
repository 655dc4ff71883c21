"""Dated rates, each with its source, looked up by the day of the service. The rows are a data file of a plugin.

::

    [[rate]]
    code = "car-km"
    valid_from = 2020-01-01
    valid_to = 2026-12-31        # inclusive; left out while the rate is in force
    value = 0.45                 # francs, where the unit is
    unit = "CHF/km"              # "CHF" and what one of it is paid for, or a measure, "km/day"
    source = "…"
    status = "confirmed"         # "single source", "computed", "UNCONFIRMED"
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from importlib import resources
from itertools import pairwise
from typing import Any

from guichet.declaration.counted import CountedBefore, nothing_before
from guichet.declaration.fields import Fields, nearest
from guichet.declaration.rounding import round_rappen
from guichet.values.money import Money

COMPUTED, UNCONFIRMED = "computed", "UNCONFIRMED"
STATUSES = frozenset({"confirmed", "single source", COMPUTED, UNCONFIRMED})
"""Trust in a row: read in the law or in several independent sources; in a single one; computed from a confirmed rule,
never seen published; in no source yet."""


@dataclass(frozen=True)
class Rate:
    """One dated row."""

    code: str
    valid_from: date
    valid_to: date | None
    """Last day, inclusive; None while the rate is in force."""
    value: Decimal
    unit: str
    """What one of it is paid for, e.g. ``"CHF/km"``; or a measure, e.g. ``"km/day"``."""
    source: str
    status: str

    @property
    def key(self) -> str:
        """Name of the row in a frozen revision, e.g. ``"car-km@2020-01-01"``."""
        return f"{self.code}@{self.valid_from.isoformat()}"

    @property
    def in_rappen(self) -> Decimal:
        """The value of a rate in francs, in Rappen, not rounded."""
        return self.value * 100

    @property
    def price(self) -> Money:
        """The value of a rate in francs, rounded to Rappen: for showing it in a formula, never for computing."""
        return Money(round_rappen(self.in_rappen))

    def covers(self, day: date) -> bool:
        """Whether the row holds on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Gap:
    """A rate that an answer needs and the table does not have; the rate of another day never replaces it."""

    path: str
    code: str
    day: date
    upcoming: bool
    """True after the last row: the amount is not known yet. False before the first: the day is probably wrong."""


@dataclass(frozen=True)
class Change:
    """A rate that changes within the period of one line, on ``day``."""

    path: str
    code: str
    day: date


RATES_FILE = "rates.toml"
"""Name of the data file, of which `read_rates` states the keys."""


class RateTable:
    """The rows of ``rates.toml`` in a package of a plugin, read when first needed and checked when a desk starts."""

    def __init__(self, package: str) -> None:
        self.package = package

    @cached_property
    def rows(self) -> Mapping[str, tuple[Rate, ...]]:
        """All rows by code, oldest first. Raises ``ValueError`` as `read_rates` does, ``OSError`` without the file."""
        if not self.package:
            return {}
        return read_rates(resources.files(self.package).joinpath(RATES_FILE).read_text(encoding="utf-8"))

    def find(self, code: str, day: date) -> Rate | None:
        """The row of ``code`` that holds on ``day``; None where no row covers it. ``LookupError``: unknown code."""
        if code not in self.rows:
            raise LookupError(f"{RATES_FILE} of {self.package} has no rate {code!r}, known are {', '.join(self.rows)}")
        return next((row for row in self.rows[code] if row.covers(day)), None)


NO_RATES = RateTable("")
"""The empty table of a type that is paid by no rates."""


class RateLookup:
    """Lookup of rates during one evaluation; records those applied and those missing, once each."""

    def __init__(self, table: RateTable, counted_before: CountedBefore = nothing_before) -> None:
        self._table = table
        self.counted_before = counted_before
        """What other invoices count already, for rates that are maxima of a period; see `CheckContext`. It is read from
        the database, so only an amount that depends on it asks."""
        # dicts, as sets that keep their order: the same rate is asked for by each line.
        self._used: dict[str, Rate] = {}
        self._gaps: dict[Gap, None] = {}
        self._changes: dict[Change, None] = {}

    def on(self, code: str, day: date | None, at: Fields | str) -> Rate | None:
        """The rate on the day of a service; ``at`` is the record or path where the day is answered.

        None without a day, and where no row covers it (message of check G11). ``LookupError``: unknown code.
        """
        if day is None:
            return None
        found = self._table.find(code, day)
        if found is None:
            last = self._table.rows[code][-1].valid_to
            self._gaps[Gap(path_of(at), code, day, upcoming=last is not None and last < day)] = None
        else:
            self._used[found.key] = found
        return found

    def over(self, code: str, first: date, last: date, at: Fields | str) -> Rate | None:
        """The rate of the first day of a period; a change within it is recorded for check G13 (split the line)."""
        found = self.on(code, first, at)
        if found is not None and found.valid_to is not None and found.valid_to < last:
            after = date.fromordinal(found.valid_to.toordinal() + 1)
            self._changes[Change(path_of(at), code, after)] = None
        return found

    @property
    def used(self) -> tuple[Rate, ...]:
        """Every row applied, by key."""
        return tuple(self._used[key] for key in sorted(self._used))

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Every rate that was needed and is missing."""
        return tuple(self._gaps)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every change of rate within a line."""
        return tuple(self._changes)


def path_of(target: Fields | str) -> str:
    """The path of a record, or the path itself."""
    return target.path if isinstance(target, Fields) else target


def read_rates(text: str) -> dict[str, tuple[Rate, ...]]:
    """Read the rows of a rate file, by code and oldest first.

    Raises ``ValueError`` naming the row when one is incomplete, has a value of a wrong type or an unknown status, ends
    before it begins or overlaps another. The checks at start read every table, so that no invoice meets such a row.
    """
    rows: dict[str, list[Rate]] = {}
    # As Decimal: a float of 0.45 is not exactly 45 centimes.
    read = tomllib.loads(text, parse_float=Decimal)
    for name in read.keys() - {"rate"}:
        raise ValueError(f"unknown {name!r}; write each row under [[rate]], with two brackets")
    entries = read.get("rate", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ValueError("write each row under [[rate]], with two brackets")
    for entry in entries:
        row = _row(entry)
        rows.setdefault(row.code, []).append(row)
    return {code: _in_order(found) for code, found in rows.items()}


_TEXT, _DAY = ("a text in quotes", (str,)), ("a date without quotes, 2026-12-31", (date,))
_VALUES: Mapping[str, tuple[str, tuple[type, ...]]] = {
    "code": _TEXT,
    "valid_from": _DAY,
    "valid_to": _DAY,
    "value": ("a number without quotes", (Decimal, int)),
    "unit": _TEXT,
    "source": _TEXT,
    "status": _TEXT,
}
"""How each value of a row is written, and its types in Python. ``valid_to`` alone is optional."""


_NO_UNIT = re.compile(r"\s*$|(?!CHF\b)(?i:chf|fr|francs?|sfr|rp|rappen|centimes?|ct)\b")
"""What is no unit: nothing, and money by another name than CHF, which would be computed as francs all the same."""


def _row(entry: Mapping[str, Any]) -> Rate:
    named = f"rate {entry.get('code', '?')!r}"
    for name in entry.keys() - _VALUES.keys():
        raise ValueError(f"{named}: unknown {name!r}, known are {', '.join(_VALUES)}{nearest(name, _VALUES)}")
    for name, (wanted, types) in _VALUES.items():
        if name not in entry and name != "valid_to":
            raise ValueError(f"{named}: {name!r} is missing")
        # The exact type: a date-time of TOML is a date in Python, and true a number.
        if name in entry and type(entry[name]) not in types:
            raise ValueError(f"{named}: {name} is {entry[name]!r}; write {wanted}")
    given: dict[str, Any] = {name: entry.get(name) for name in _VALUES}
    row = Rate(**{**given, "value": Decimal(entry["value"])})
    if row.valid_to is not None and row.valid_to < row.valid_from:
        raise ValueError(f"rate {row.key} ends before it begins")
    if row.status not in STATUSES:
        raise ValueError(f"rate {row.key}: unknown status {row.status!r}, known are {sorted(STATUSES)}")
    if _NO_UNIT.match(row.unit):
        raise ValueError(f"rate {row.key}: unit is {row.unit!r}; write 'CHF/km' with a value in francs, or a measure")
    return row


def _in_order(rows: Iterable[Rate]) -> tuple[Rate, ...]:
    ordered = tuple(sorted(rows, key=lambda row: row.valid_from))
    for older, newer in pairwise(ordered):
        if older.covers(newer.valid_from):
            raise ValueError(f"rate {older.key} overlaps {newer.key}: give it a valid_to")
    return ordered
