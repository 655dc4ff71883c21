"""Facts around an invoice that checks compare it with. Read-only."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from guichet.declaration.amounts import Amounts
from guichet.declaration.counted import CountedBefore, CountedInvoices, no_invoices, nothing_before
from guichet.declaration.earlier import EarlierInvoice


@dataclass(frozen=True)
class Decision:
    """What a decision or communication grants, as it was recorded; None and empty for what was not recorded."""

    number: str
    valid_from: date | None = None
    valid_to: date | None = None
    """Last day, inclusive."""
    degree: str = ""
    """Of helplessness: ``"slight"``, ``"medium"``, ``"severe"``."""
    monthly_amount: int | None = None
    """In Rappen."""
    yearly_amount: int | None = None
    """In Rappen."""
    night_level: str = ""
    """Of assistance: ``"1"`` to ``"4"``."""
    nights: int | None = None
    """Nights of assistance a month."""
    special_hours: str = ""
    """``"yes"`` or ``"no"``: hours of assistance with a special qualification."""
    acute_phase: str = ""
    """``"yes"`` or ``"no"``: more assistance during an acute phase."""

    def covers(self, first: date, last: date) -> bool:
        """Whether the days lie within the recorded period; an end that was not recorded is open."""
        return (self.valid_from is None or self.valid_from <= first) and (
            self.valid_to is None or last <= self.valid_to
        )


@dataclass(frozen=True)
class CheckContext:
    """The facts around an invoice on one day."""

    today: date
    filed_on: date
    """When it was first sent, or else today: a correction does not move the day that counts (LPGA art. 29 al. 3)."""
    office_code: str = ""
    birth_date: date | None = None
    """Of the beneficiary."""
    decision_number: str = ""
    decision: Decision | None = None
    """The decision of that number, if what it grants was recorded."""
    by_company: bool = False
    """Whether a company sends the invoice."""
    pays_company: bool = False
    """Whether the account to be credited is the company's that sends the invoice, and no insured person's."""
    earlier: Sequence[EarlierInvoice] = ()
    counted_before: CountedBefore = nothing_before
    """What the other invoices of the same sender count towards a maximum, of any form."""
    attached: frozenset[str] = frozenset()
    """The kinds of the documents attached so far."""
    amounts: Amounts = field(default_factory=Amounts)
    """The amounts of the answers; set by the evaluation before it calls a type's ``check``."""
    counted_invoices: CountedInvoices = no_invoices
    """The invoices of `counted_before` themselves, where a check must compare more than their sum."""
