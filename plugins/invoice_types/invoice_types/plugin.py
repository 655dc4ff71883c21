"""The official invoice forms of the disability insurance, brought to every desk."""

from collections.abc import Sequence

from guichet.hookspecs import hookimpl
from guichet.invoices.types import InvoiceType
from invoice_types.travel import TRAVEL


@hookimpl
def guichet_invoice_types() -> Sequence[InvoiceType]:
    """Return the forms of this package; each office chooses among them."""
    return [TRAVEL]
