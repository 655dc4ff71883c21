"""Form 318.632: benefits granted by decision that have no form of their own.

The paper edition was not seen; the fields follow the sister form 300.003 and RAI/IVV art. 79ter.
"""

from collections.abc import Iterator

from guichet.sdk import (
    Amount,
    AmountTerm,
    AttachmentKind,
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

    summary_rows = ((("day", "until"),), "description", ("quantity", "unit_price", "vat_included"))


class OtherInvoice(InvoiceType):
    """Measures, therapies and aids outside the forms 318.635 to 318.639.

    Aids too: chapters 1, 2, 4, 7, 9, 12 and 15 of the annex to the OMAI/HVI belong to none of those forms and have
    maxima and own shares (that they are claimed here is UNCONFIRMED).
    """

    # The German title « Andere Rechnung » is UNCONFIRMED too.
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
        # Providers of medical measures state number and date of the decision (RAI art. 79ter al. 1 let. d).
        decision_date = Day(_("Date de la décision ou de la communication"), optional=True, copied=True)
        # The insured person receives a copy of the bill (LAI art. 27ter al. 1).
        copy_given = YesNo(_("Copie de la facture remise à la personne assurée"), copied=False)
        already_paid = YesNo(_("Facture déjà payée par la personne assurée"), copied=False)
        # E.g. a health insurer or an employer.
        third_party = Amount(_("Part prise en charge par un tiers"), optional=True, copied=False)

    attachments = (
        AttachmentKind("bill", _("Facture détaillée"), required=True, reason=_("Joignez la facture détaillée")),
        AttachmentKind(
            "payment", _("Preuve de paiement"), when=answer("already_paid"), reason=_("Joignez la preuve de paiement")
        ),
        AttachmentKind("report", _("Rapport ou attestation")),
    )

    def amounts(self, invoice: form, rates: RateLookup) -> Iterator[AmountTerm]:
        """Yield the terms of each line and the share of a third party."""
        for line in invoice.lines:
            yield from line.terms()
        yield from deduction(invoice.field("third_party"), invoice.third_party, _("Part prise en charge par un tiers"))

    def check(self, invoice: form, context: CheckContext) -> Iterator[Issue]:
        """Yield errors for shares above their amount and for periods that end before they begin."""
        for line in invoice.lines:
            yield from line.share_issues()
            if line.day and line.until and line.until < line.day:
                yield error(line.field("until"), "period", _("Saisissez un dernier jour après le premier"))
        # Against the sum of the lines: the total already has the share taken off.
        if (invoice.third_party or 0) > context.amounts.at("lines").amount:
            yield error(invoice.field("third_party"), "share", _("Saisissez une part qui ne dépasse pas le total"))
