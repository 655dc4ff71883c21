"""Dated rates: which amount the insurance pays on which day, with its source (``rates.toml``)."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from invoice_types.rounding import rappen

STATUSES = frozenset({"confirmed", "single source", "UNCONFIRMED"})
"""How far a row may be trusted; the words are explained at the top of ``rates.toml``."""


class NoRate(LookupError):
    """No row covers that day: the office has to be asked, the programme must not guess."""

    def __init__(self, code: str, day: date) -> None:
        super().__init__(f"no rate {code!r} for {day.isoformat()}")
        self.code = code
        self.day = day


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
        """Name of the row as a revision keeps it, e.g. ``"car-km@2020-01-01"``."""
        return f"{self.code}@{self.valid_from.isoformat()}"

    @property
    def rappen(self) -> int:
        """The value of a rate in francs, in Rappen."""
        return rappen(self.value)

    def covers(self, day: date) -> bool:
        """Whether the row holds on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def rate(code: str, day: date) -> Rate:
    """Return the row of ``code`` that holds on the service date ``day``.

    Raises :class:`NoRate` where no row covers the day.
    """
    for row in table().get(code, ()):
        if row.covers(day):
            return row
    raise NoRate(code, day)


@cache
def table() -> Mapping[str, tuple[Rate, ...]]:
    """Return all rows by code, oldest first, read once from the data file of this package."""
    return read(resources.files("invoice_types").joinpath("rates.toml").read_text(encoding="utf-8"))


def read(text: str) -> dict[str, tuple[Rate, ...]]:
    """Read the rows of a rate file, by code and oldest first.

    Raises ``ValueError`` naming the row when one is incomplete, has an unknown status or overlaps another: a table
    that cannot be trusted stops the start, not a claim.
    """
    rows: dict[str, list[Rate]] = {}
    for entry in tomllib.loads(text, parse_float=Decimal).get("rate", ()):
        row = _row(entry)
        rows.setdefault(row.code, []).append(row)
    return {code: _in_order(found) for code, found in rows.items()}


def _row(entry: Mapping[str, Any]) -> Rate:
    try:
        row = Rate(
            code=entry["code"],
            valid_from=entry["valid_from"],
            valid_to=entry.get("valid_to"),
            value=Decimal(entry["value"]),
            unit=entry["unit"],
            source=entry["source"],
            status=entry["status"],
        )
    except KeyError as missing:
        raise ValueError(f"rate {entry.get('code', '?')!r}: {missing} is missing") from None
    if row.status not in STATUSES:
        raise ValueError(f"rate {row.key}: unknown status {row.status!r}, known are {sorted(STATUSES)}")
    return row


def _in_order(rows: Iterable[Rate]) -> tuple[Rate, ...]:
    ordered = tuple(sorted(rows, key=lambda row: row.valid_from))
    for older, newer in pairwise(ordered):
        if older.covers(newer.valid_from):
            raise ValueError(f"rate {older.key} overlaps {newer.key}: give it a valid_to")
    return ordered
