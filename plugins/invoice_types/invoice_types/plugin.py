"""Plugin of the official invoice forms of the disability insurance, offered to every desk."""

from collections.abc import Sequence

from guichet.sdk import InvoiceType, hookimpl
from invoice_types.aids.autonomy import AutonomyAids
from invoice_types.aids.conversions import Conversions
from invoice_types.aids.head import HeadAids
from invoice_types.aids.vision import VisionAids
from invoice_types.aids.workplace import WorkplaceAids
from invoice_types.assistance import Assistance
from invoice_types.hearing import HearingAids
from invoice_types.minors import Minors
from invoice_types.other_invoice import OtherInvoice
from invoice_types.travel import Travel

GUICHET_API = "1.1"


@hookimpl
def guichet_invoice_types() -> Sequence[InvoiceType]:
    """Return the forms of this package; each office chooses among them."""
    return [
        Travel(),
        OtherInvoice(),
        Minors(),
        WorkplaceAids(),
        Conversions(),
        HeadAids(),
        VisionAids(),
        AutonomyAids(),
        HearingAids(),
        Assistance(),
    ]
