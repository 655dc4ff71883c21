"""Amounts of an invoice: terms at any path, each a whole number of Rappen with its formula."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from translationstring import TranslationString

from guichet.declaration.fields import Fields
from guichet.declaration.rates import Change, Gap, Rate, path_of
from guichet.declaration.rounding import round_rappen

Factor = Decimal | int | Rate | None


@dataclass(frozen=True)
class AmountTerm:
    """One term of the sum, e.g. 22.5 km × 2 × CHF 0.45.

    Raises ``TypeError`` unless the amount is a whole number: a float would pay a Rappen too much or too little.
    """

    path: str
    """The line or answer it belongs to, relative to the type's form; ``""`` for the form as a whole."""
    amount: int
    """In Rappen; negative for a deduction."""
    formula: TranslationString | None = None
    """Its mapping holds typed values (`Money`, ``Decimal``, ``date``, `Minutes`), which each language formats."""
    code: str = ""
    """Stable name of the kind of amount, for files."""

    def __post_init__(self) -> None:
        # bool is a subclass of int.
        if isinstance(self.amount, bool) or not isinstance(self.amount, int):
            kind = type(self.amount).__name__
            raise TypeError(
                f"the amount at {self.path!r} is a {kind}, {self.amount!r}: give whole Rappen, e.g. by product(…)"
            )
        # Stored revisions must open without this package: a Money becomes a plain int.
        object.__setattr__(self, "amount", int(self.amount))


@dataclass(frozen=True)
class Limit:
    """What is granted for a period and how much of it is used, this invoice included; both in Rappen."""

    label: TranslationString
    used: int
    most: int
    note: TranslationString

    @property
    def left(self) -> int:
        """What remains; negative where more is used than granted."""
        return self.most - self.used


@dataclass(frozen=True)
class LineAmount:
    """The amount of one line: the terms at or below its path."""

    path: str
    terms: tuple[AmountTerm, ...]

    @property
    def amount(self) -> int:
        """In Rappen."""
        return sum(term.amount for term in self.terms)


@dataclass(frozen=True)
class Amounts:
    """All terms of an invoice, with the dated rates that were applied or are missing."""

    terms: tuple[AmountTerm, ...] = ()
    rates: tuple[Rate, ...] = ()
    gaps: tuple[Gap, ...] = ()
    """Rates that are missing: what depends on them counts as 0, and check G11 names them to the sender."""
    changes: tuple[Change, ...] = ()

    @property
    def total(self) -> int:
        """In Rappen."""
        return sum(term.amount for term in self.terms)

    def at(self, target: Fields | str) -> LineAmount:
        """The terms of a record or path and of everything inside it."""
        path = path_of(target)
        return LineAmount(path, self._inside.get(path, ()) if path else self.terms)

    @cached_property
    def _inside(self) -> Mapping[str, tuple[AmountTerm, ...]]:
        """The terms by their path and by each one around it. Made once: forms ask for each of their lines."""
        found: dict[str, list[AmountTerm]] = {}
        for term in self.terms:
            around = term.path
            while around:
                found.setdefault(around, []).append(term)
                around = around.rpartition(".")[0]
        return {path: tuple(terms) for path, terms in found.items()}

    @cached_property
    def by_path(self) -> Mapping[str, tuple[AmountTerm, ...]]:
        """The terms by exactly their path."""
        found: dict[str, list[AmountTerm]] = {}
        for term in self.terms:
            found.setdefault(term.path, []).append(term)
        return {path: tuple(terms) for path, terms in found.items()}


def term(target: Fields | str, amount: int, formula: TranslationString | None = None, code: str = "") -> AmountTerm:
    """An amount that is paid for a record or path."""
    return AmountTerm(path_of(target), amount, formula, code)


def deduction(
    target: Fields | str, amount: int | None, formula: TranslationString | None = None, code: str = ""
) -> Iterator[AmountTerm]:
    """An amount that is taken off, given without a sign; nothing for None or 0. Use with ``yield from``."""
    if amount:
        yield term(target, -amount, formula, code)


def product(*factors: Factor) -> int:
    """The product of quantities and amounts in Rappen, rounded once; 0 when one of them is missing.

    A :class:`Rate` counts in Rappen. Raises ``TypeError`` for a float, which is not exact, and for any other type.
    """
    # Exact: the decimal context has 28 digits, the largest quantity of a form times the largest amount 20.
    result = Decimal(1)
    for factor in factors:
        if factor is None:
            return 0
        if isinstance(factor, bool) or not isinstance(factor, Decimal | int | Rate):
            raise TypeError(f"product() of a {type(factor).__name__}, {factor!r}: give Decimal, Money, int or Rate")
        result *= factor.in_rappen if isinstance(factor, Rate) else factor
    return round_rappen(result)
