"""What the decision of a case granted, beside what is asked for; the desk knows it as its sender wrote it down."""

from typing import NamedTuple

from translationstring import TranslationString

from guichet.declaration.checks import DECISION_PERIOD
from guichet.i18n import Localizer, _
from guichet.invoices.models import Invoice
from guichet.issuers.beneficiary_page import grant_texts, period_text
from guichet.issuers.models import Issuer
from guichet.store.models import find


class GrantedRow(NamedTuple):
    """One point of a decision."""

    label: TranslationString
    granted: str
    asked: str
    in_order: bool | None
    """None where the two cannot be compared by themselves."""


def granted_rows(invoice: Invoice, localize: Localizer) -> list[GrantedRow]:
    """Period and amounts of the decision of the latest revision; none where nothing of it is written down."""
    frozen = invoice.latest.frozen
    beneficiary = find(invoice, Issuer).beneficiaries[invoice.beneficiary_id]
    grant = beneficiary.grant(frozen.header.decision_number)
    rows = []
    if period := period_text(localize, grant.valid_from, grant.valid_until):
        days = frozen.service_days
        first, last = min((one.first for one in days), default=None), max((one.last for one in days), default=None)
        if first is None or last is None:
            inside = None
        else:
            inside = (grant.valid_from or first) <= first and last <= (grant.valid_until or last)
            # What was found at the sending stands: its sender may have written another period down since.
            inside = inside and all(one.code != DECISION_PERIOD for one in frozen.issues)
        rows.append(GrantedRow(_("Période"), period, period_text(localize, first, last), inside))
    if texts := grant_texts(grant, localize):
        rows.append(GrantedRow(_("Prestation"), "\n".join(texts), localize.money(invoice.latest.total), None))
    return rows
