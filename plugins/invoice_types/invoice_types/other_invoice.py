"""Form 318.632: benefits granted by decision that have no form of their own.

The paper edition was not seen; the fields follow the sister form 300.003 and RAI/IVV art. 79ter.
"""

from collections.abc import Iterator

from guichet.sdk import (
    Amount,
    AmountTerm,
    AttachmentKind,
    CheckContext,
    Counted,
    Day,
    InvoiceType,
    Issue,
    Lines,
    RateLookup,
    Text,
    deduction,
)
from invoice_types import _
from invoice_types.bill import PAYMENT_PROOF, ProviderBill
from invoice_types.declared_checks import BILL, COMPANY_BILL
from invoice_types.priced_line import PricedLine

CHAPTERS = ("1.", "2.", "4.", "7.", "9.", "12.", "15.")
"""Chapters of the annex to the OMAI/HVI without a form of their own; that they are claimed here is UNCONFIRMED."""


class Service(PricedLine, first=("description", "day", "until")):
    """One benefit on the bill."""

    description = Text(_("Prestation"), max_length=350, required=True)
    day = Day(_("Date de la prestation"), required=True, service_day=True, row="days")
    until = Day(_("Jusqu’au"), optional=True, service_day=True, not_before="day", row="days")

    summary_rows = ((("day", "until"),), "description", ("quantity", "unit_price", "vat_included"))


class OtherInvoice(InvoiceType):
    """Measures, therapies and aids outside the forms 318.635 to 318.639; the aids have maxima and own shares."""

    # The German title « Andere Rechnung » is UNCONFIRMED too.
    id, version, title = "318.632", 1, _("Autre facture")
    purpose = _("Remboursement de prestations accordées par décision, sans formulaire propre")
    advice = (_("Joignez la facture détaillée : date, quantité, prix et TVA de chaque prestation."),)

    checks = (*BILL, *COMPANY_BILL)
    pays_supplier = True

    class form(ProviderBill, first=("lines",)):
        """The bill."""

        lines = Lines(
            _("Prestations"),
            Service,
            max_items=366,
            item_title=_("Prestation ${n}"),
            add_label=_("Ajouter une prestation"),
            remove_label=_("la prestation ${n}"),
            extras_title=_("Selon la décision : chiffres, maximum, part à charge ; autre fournisseur"),
            carried=("description", "vat_included", "tariff_code", "supplier", "supplier_number", "supplier_date"),
        )
        # E.g. a health insurer or an employer.
        third_party = Amount(_("Part prise en charge par un tiers"), optional=True, copied=False)

    attachments = (
        AttachmentKind("bill", _("Facture détaillée"), required=True, reason=_("Joignez la facture détaillée")),
        PAYMENT_PROOF,
        AttachmentKind("report", _("Rapport ou attestation")),
    )

    def amounts(self, invoice: form, rates: RateLookup) -> Iterator[AmountTerm]:
        """Yield the terms of each line and the share of a third party."""
        for line in invoice.lines:
            yield from line.terms()
        yield from deduction(invoice.field("third_party"), invoice.third_party, _("Part prise en charge par un tiers"))

    def counted(self, invoice: form, context: CheckContext) -> Iterator[Counted]:
        """Yield what is claimed of each supplier's bill."""
        for line in invoice.lines:
            yield from line.bill_counted(context.amounts.at(line).amount)

    def check(self, invoice: form, context: CheckContext) -> Iterator[Issue]:
        """Yield the issues of each line and of the bill."""
        for line in invoice.lines:
            yield from line.issues(CHAPTERS)
        yield from invoice.issues(context)
