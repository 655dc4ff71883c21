"""Earlier invoices of the same sender, for the checks for repetition: read from their frozen revisions alone."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from guichet.declaration import CountedInvoices, EarlierInvoice
from guichet.invoices.claim_index import claims_of, invoice_number, own_claims
from guichet.invoices.counted_sums import own_amounts
from guichet.invoices.models import Invoice
from guichet.issuers.models import Issuer
from guichet.store.models import find, portal_of


class EarlierInvoices(Sequence[EarlierInvoice]):
    """Invoices of the same type and AVS number that count for repetitions, read at the first access.

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

    Same issuer, AVS number and type; not ``invoice`` itself, and none that was refused or withdrawn, since its services
    may be claimed again (rule G7).
    """
    issuer: Issuer = find(invoice, Issuer)
    fact = own_claims(issuer.id, issuer.beneficiaries[invoice.beneficiary_id].avs, invoice.type_id)
    found = claims_of(portal_of(invoice)).invoices(fact, besides=invoice.id)
    return (issuer.invoices[key.invoice_id] for key in found)


def counted_invoices(invoice: Invoice) -> CountedInvoices:
    """The sender's other invoices under a maximum, of any form, neither refused nor withdrawn; in the order of ids."""

    def found(maximum: str, periods: Iterable[str], *, item: str = "", person: str = "") -> tuple[EarlierInvoice, ...]:
        amounts = (own_amounts(invoice, maximum, period, item, person) for period in periods)
        ids = sorted({key.invoice_id for each in amounts for key, _amount in each})
        invoices = find(invoice, Issuer).invoices
        return tuple(_earlier(invoices[invoice_id]) for invoice_id in ids)

    return found


def number_taken_by(invoice: Invoice, number: str) -> str:
    """Reference of another invoice of the issuer with the same ``number`` of its own; empty when there is none."""
    issuer: Issuer = find(invoice, Issuer)
    found = claims_of(portal_of(invoice)).invoices(invoice_number(issuer.id, number), besides=invoice.id, limit=1)
    return next((issuer.invoices[key.invoice_id].reference for key in found), "")


def _earlier(other: Invoice) -> EarlierInvoice:
    frozen = other.latest.frozen
    return EarlierInvoice(
        reference=other.reference,
        decision_number=frozen.header.decision_number,
        service_days=frozen.service_days,
        answers=frozen.answers,
        amounts=frozen.amounts_by_path,
    )
