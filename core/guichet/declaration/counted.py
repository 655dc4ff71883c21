"""What an invoice counts towards a maximum of a period that holds over several invoices, whatever form and sender."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from translationstring import TranslationString

from guichet.declaration.earlier import EarlierInvoice
from guichet.values.money import Money
from guichet.values.name_folding import name_key

CHF, HOURS, DAYS = "CHF", "h", "days"
UNITS = (CHF, HOURS, DAYS)
"""Amounts are whole Rappen, hundredths of an hour, or days."""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """An amount of one invoice under one maximum. Amounts of the same `key` are added up over all invoices."""

    maximum: str
    """Stable name, e.g. that of the rate, ``"wig"``; forms that share a maximum give the same one."""
    period: str
    """``"2026"``, ``"2026-03"`` or ``"2026-03-14"``: ``str`` of a year, a month or a day."""
    amount: int
    """In ``unit``."""
    most: int | None
    """The maximum in the same unit; None where it is not known."""
    label: TranslationString
    """What is limited and in which period, « Perruques 2026 »; hours and days are named, « Heures du 3 mars »."""
    path: str
    """The line or answer it comes from."""
    item: str = ""
    """Where each thing has a maximum of its own: which one, in any spelling."""
    person: str = ""
    """Whose maximum it is, where it is not the beneficiary's, e.g. an assistant with several employers; in any spelling
    of their name."""
    unit: str = CHF
    code: str = ""
    """Code of the warning to a sender whose own invoices exceed the maximum; empty where the form checks it itself."""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What amounts that are added up have in common, beside the beneficiary."""
        return (name_key(self.person), self.maximum, name_key(self.item), self.period)


class CountedBefore(Protocol):
    """What the same sender's other invoices count towards a maximum."""

    def __call__(self, maximum: str, period: str, *, item: str = "", person: str = "") -> int:
        """The sum in the unit of the maximum; ``"2026-03"`` has the days of the month as well."""


def nothing_before(maximum: str, period: str, *, item: str = "", person: str = "") -> int:
    """0: no other invoice is known."""
    return 0


class CountedInvoices(Protocol):
    """The same sender's other invoices that count towards a maximum, for any beneficiary."""

    def __call__(
        self, maximum: str, periods: Iterable[str], *, item: str = "", person: str = ""
    ) -> Sequence[EarlierInvoice]:
        """Each invoice once that counts in one of the periods; reading them costs more than their sum."""


def no_invoices(maximum: str, periods: Iterable[str], *, item: str = "", person: str = "") -> Sequence[EarlierInvoice]:
    """None: no other invoice is known."""
    return ()


def counts_at(path: str, amount_path: str) -> bool:
    """Whether an amount at ``amount_path`` counts where `Counted.path` is ``path``: there, or at an answer inside."""
    return amount_path == path or amount_path.startswith(f"{path}.")


def added_up(counted: Iterable[Counted], unknown: Collection[str] = ()) -> tuple[Counted, ...]:
    """One for each key, with the sum; without those that count nothing.

    ``unknown`` are the paths of amounts that the office will complete: what they will count towards is kept apart, also
    where it is nothing so far.

    Raises ``TypeError`` for anything else, ``ValueError`` for a unit that is not known.
    """
    found: dict[tuple[str, ...], Counted] = {}
    for one in counted:
        if not isinstance(one, Counted) or type(one.amount) is not int:
            raise TypeError(f"counted(): yield Counted(…) with a whole number, not {one!r}")
        if one.unit not in UNITS:
            raise ValueError(f"counted(): unit {one.unit!r} is none of {', '.join(UNITS)}")
        open_path = one.path if one.unit == CHF and any(counts_at(one.path, path) for path in unknown) else ""
        key = (*one.key, open_path)
        before = found.get(key)
        found[key] = replace(before, amount=before.amount + one.amount) if before else one
    return tuple(one for (*_key, open_path), one in found.items() if one.amount or open_path)


def in_unit(amount: int, unit: str) -> Money | Decimal | str:
    """An amount as a value of a text. Without a unit but for money: the label of a maximum says what is counted."""
    if unit == CHF:
        return Money(amount)
    return Decimal(amount) / 100 if unit == HOURS else str(amount)
