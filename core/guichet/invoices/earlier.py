"""Invoices sent before for the same person, as the checks for repetition compare them: from what was frozen alone."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from guichet.declaration import EarlierInvoice
from guichet.invoices.lists import InvoiceRow, history_of
from guichet.invoices.models import Invoice
from guichet.issuers.models import Issuer
from guichet.store.models import find

MAX_EARLIER = 50
"""How many earlier invoices of a beneficiary are compared, the latest first."""


class EarlierInvoices(Sequence[EarlierInvoice]):
    """The other invoices of an invoice's type and beneficiary that the office has not turned down.

    Read when a check first looks at them: showing a form needs none.
    """

    def __init__(self, invoice: Invoice) -> None:
        self._invoice = invoice

    @cached_property
    def _found(self) -> tuple[EarlierInvoice, ...]:
        return tuple(_earlier(other) for other in other_invoices(self._invoice))

    def __getitem__(self, index: Any) -> Any:
        return self._found[index]

    def __len__(self) -> int:
        return len(self._found)


def other_invoices(invoice: Invoice) -> Iterator[Invoice]:
    """The invoices that count when days are compared with those of ``invoice``."""
    issuer: Issuer = find(invoice, Issuer)

    def counts(invoice_id: str, row: InvoiceRow) -> bool:
        alike = row.type_id == invoice.type_id and row.state not in ("refused", "withdrawn")
        return alike and invoice_id != invoice.id

    found = history_of(issuer).filtered((f"for:{invoice.beneficiary_id}",), counts, size=MAX_EARLIER)
    return (issuer.invoices[invoice_id] for invoice_id, _row in found.rows)


def _earlier(other: Invoice) -> EarlierInvoice:
    frozen = other.latest.frozen
    return EarlierInvoice(
        reference=other.reference,
        decision_number=frozen.header.decision_number,
        service_days=frozen.service_days,
        answers=frozen.answers,
        amounts=frozen.amounts_by_path,
    )
