"""What an invoice type is: the declaration that a plugin makes and everything else is rendered from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import colander
from translationstring import TranslationString

from guichet.i18n import Localizer

Data = Mapping[str, Any]
"""The answers of one form, deserialised by the type's own schema."""


@dataclass(frozen=True)
class Part:
    """One term of a sum, with the formula that explains it, e.g. « 22.5 km × 2 × CHF 0.45 »."""

    formula: TranslationString
    amount: int
    """In Rappen."""


@dataclass(frozen=True)
class LineTotal:
    """What one line of the form comes to."""

    parts: tuple[Part, ...]

    @property
    def amount(self) -> int:
        """In Rappen."""
        return sum(part.amount for part in self.parts)


@dataclass(frozen=True)
class Computation:
    """What the whole form comes to, and the dated rates that were applied."""

    lines: tuple[LineTotal, ...]
    rates: tuple[str, ...] = ()
    """Keys of the rate rows used, kept with the revision, e.g. ``"car-km@2008-01-01"``."""

    @property
    def total(self) -> int:
        """In Rappen."""
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True)
class Row:
    """One answer as it is read back: on the check page, in the PDF, in the office's review."""

    label: str
    values: tuple[str, ...]
    """Lines of text in the reader's language; empty when nothing was answered."""
    field: str
    """Path of the form field it comes from, relative to the type's schema, e.g. ``"lines.0"``."""


@dataclass(frozen=True)
class Problem:
    """Something a check found. ``block`` stops the sending, ``warn`` lets it pass with a word."""

    level: Literal["block", "warn"]
    field: str
    """Path of the field to mend; relative to the type's schema for problems a type finds."""
    code: str
    """Stable name of the rule, e.g. ``"T3"``."""
    message: TranslationString
    for_office_only: bool = False


@dataclass(frozen=True)
class Proof:
    """A document that has to be attached, and why."""

    kind: str
    """One of the type's ``attachment_kinds``."""
    reason: TranslationString


@dataclass(frozen=True)
class EarlierClaim:
    """A claim already sent for the same beneficiary and type, as the checks for repetition need it."""

    reference: str
    decision_number: str
    data: Data
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Claim:
    """An invoice as the checks see it: what is asked for, not yet who decides."""

    type_id: str
    beneficiary_birth_date: date
    decision_number: str
    invoice_date: date
    data: Data
    computation: Computation
    attachment_kinds: frozenset[str] = frozenset()
    """The kinds of the documents attached so far."""


@dataclass(frozen=True)
class CheckContext:
    """The facts around a claim that a check may compare it with."""

    today: date
    office_code: str
    earlier: Sequence[EarlierClaim] = ()


def nothing(claim: Claim, context: CheckContext) -> Iterable[Any]:
    """The check of a type that has none of its own."""
    return ()


@dataclass(frozen=True, eq=False)
class InvoiceType:
    """An official form as a declaration; every function is pure.

    The core renders form, check page, PDF, work list and hand-off from it. A revision keeps ``version``; a
    plugin that changes a form brings the old version along so that old revisions stay readable.
    """

    id: str
    """The official form number, e.g. ``"318.632.1"``."""
    version: int
    title: TranslationString
    purpose: TranslationString
    """One sentence for the menu: for whom, for what."""
    schema: Callable[[], colander.SchemaNode]
    """A fresh, unbound schema of the type's own fields."""
    compute: Callable[[Data], Computation]
    """Amounts by the rates of each service date. Never raises on data that the schema let through."""
    rows: Callable[[Data, Computation, Localizer], Sequence[Row]]
    service_period: Callable[[Data], tuple[date, date]]
    """First and last service date."""
    check: Callable[[Claim, CheckContext], Iterable[Problem]] = nothing
    required_attachments: Callable[[Claim, CheckContext], Iterable[Proof]] = nothing
    attachment_kinds: Mapping[str, TranslationString] = field(default_factory=dict)
    """Kinds of document this form knows, in menu order."""
    advice: tuple[TranslationString, ...] = ()
    """Short sentences shown beside the form."""
