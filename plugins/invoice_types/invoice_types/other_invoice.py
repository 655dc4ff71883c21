"""Form 318.632: what was granted by decision and has no form of its own."""

from collections.abc import Iterator

from guichet.sdk import (
    Amount,
    AmountTerm,
    Attachment,
    CheckContext,
    Day,
    Fields,
    InvoiceType,
    Issue,
    Lines,
    RateLookup,
    Text,
    YesNo,
    answer,
    deduction,
    error,
)
from invoice_types import _
from invoice_types.priced_line import PricedLine


class Service(PricedLine, first=("description", "day", "until")):
    """One benefit on the bill."""

    description = Text(_("Prestation"), max_length=350, required=True)
    day = Day(_("Date de la prestation"), required=True, service_day=True, row="days")
    until = Day(_("Jusqu’au"), optional=True, service_day=True, row="days")

    summary_rows = ("description", ("day", "until"), ("quantity", "unit_price", "vat_included"))


class OtherInvoice(InvoiceType):
    """Measures, therapies and aids outside the forms 318.635 to 318.639."""

    id, version, title = "318.632", 1, _("Autre facture")
    purpose = _("Remboursement de prestations accordées par décision, sans formulaire propre")
    advice = (_("Joignez la facture détaillée : date, quantité, prix et TVA de chaque prestation."),)

    class form(Fields):
        """The bill."""

        lines = Lines(
            _("Prestations"),
            Service,
            max_items=366,
            item_title=_("Prestation ${n}"),
            add_label=_("Ajouter une prestation"),
            remove_label=_("la prestation ${n}"),
        )
        decision_date = Day(_("Date de la décision ou de la communication"), optional=True)
        copy_given = YesNo(_("Copie de la facture remise à la personne assurée"))
        already_paid = YesNo(_("Facture déjà payée par la personne assurée"))
        third_party = Amount(_("Part prise en charge par un tiers"), optional=True)

    attachments = (
        Attachment("bill", _("Facture détaillée"), required=True),
        Attachment("payment", _("Preuve de paiement"), when=answer("already_paid")),
        Attachment("report", _("Rapport ou attestation")),
    )

    def amounts(self, invoice: form, rates: RateLookup) -> Iterator[AmountTerm]:
        """Yield quantity × price, at most what was approved, less the shares of others."""
        for line in invoice.lines:
            yield from line.terms()
        yield from deduction(invoice.field("third_party"), invoice.third_party, _("Part prise en charge par un tiers"))

    def check(self, invoice: form, context: CheckContext) -> Iterator[Issue]:
        """Yield shares larger than what they are a share of, and periods that end before they begin."""
        for line in invoice.lines:
            yield from line.share_issues()
            if line.day and line.until and line.until < line.day:
                yield error(line.field("until"), "period", _("Saisissez un dernier jour après le premier"))
        if (invoice.third_party or 0) > context.amounts.at("lines").amount:
            yield error(invoice.field("third_party"), "share", _("Saisissez une part qui ne dépasse pas le total"))
