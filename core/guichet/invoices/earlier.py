"""Earlier invoices for the same beneficiary, for the checks for repetition: read from their frozen revisions alone."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from guichet.declaration import EarlierInvoice
from guichet.invoices.lists import InvoiceRow, history_of
from guichet.invoices.models import Invoice
from guichet.issuers.models import Issuer
from guichet.store.models import find

MAX_EARLIER = 50
"""Earlier invoices compared, the latest first. Each one loads an invoice and its latest revision."""


class EarlierInvoices(Sequence[EarlierInvoice]):
    """Invoices of the same type and beneficiary that count for repetitions, read at the first access.

    Showing a form runs no check, so that it reads none of them.
    """

    def __init__(self, invoice: Invoice) -> None:
        self._invoice = invoice

    @cached_property
    def _found(self) -> tuple[EarlierInvoice, ...]:
        return tuple(_earlier(other) for other in other_invoices(self._invoice))

    # Any: ``Sequence`` declares one overload for an index and one for a slice.
    def __getitem__(self, index: Any) -> Any:
        return self._found[index]

    def __len__(self) -> int:
        return len(self._found)


def other_invoices(invoice: Invoice) -> Iterator[Invoice]:
    """The invoices whose days count when they are compared with those of ``invoice``, the latest first.

    Same issuer, beneficiary and type; not ``invoice`` itself, and none that was refused or withdrawn, since its
    services may be claimed again (rule G7).
    """
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
