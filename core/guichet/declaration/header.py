"""Header of an invoice, and the invoice as it is given to the checks of plugins."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from guichet.declaration.amounts import Amounts
from guichet.declaration.fields import Fields


@dataclass(frozen=True)
class InvoiceHeader:
    """Beneficiary, account and decision: the upper part of every official form. Unknown texts are ``""``."""

    beneficiary: str
    """First and last name."""
    avs: str
    """13 digits."""
    birth_date: date
    address: str
    issuer: str
    """Company or insured person."""
    gln: str
    """13 digits; empty for an insured person."""
    iban: str
    account_holder: str
    """As the sender named the holder, or the company's name for its own account; empty where no name was given."""
    payment_reference: str
    decision_number: str
    invoice_number: str
    """A company's own number; empty for an insured person."""
    invoice_date: date
    remark: str
    representative: str = ""
    """First and last name of the legal representative of a company's beneficiary."""

    def as_data(self) -> dict[str, str]:
        """The header as texts, days in ISO 8601, to be frozen in a revision."""
        days = {"birth_date": self.birth_date.isoformat(), "invoice_date": self.invoice_date.isoformat()}
        data = asdict(self) | days
        # Left out where there is none: most invoices have none, and those frozen before have no such entry.
        return data if self.representative else {name: text for name, text in data.items() if name != "representative"}

    @classmethod
    def from_data(cls, data: Mapping[str, str]) -> "InvoiceHeader":
        """The header that :meth:`as_data` wrote."""
        days: dict[str, Any] = {name: date.fromisoformat(data[name]) for name in ("birth_date", "invoice_date")}
        return cls(**{**data, **days})


@dataclass(frozen=True, eq=False)
class CheckedInvoice:
    """Argument of the hooks ``guichet_check_invoice`` and ``guichet_required_attachments``: an invoice, read-only."""

    type_id: str
    type_version: int
    header: InvoiceHeader
    answers: Fields
    """The record of the type's own form, as the desk's plugins amended it: relevant answers, None for missing ones."""
    amounts: Amounts
