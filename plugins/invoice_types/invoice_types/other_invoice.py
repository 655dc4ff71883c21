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
    warning,
)
from invoice_types import _
from invoice_types.aids.aids_checks import number_of_the_annex
from invoice_types.priced_line import PricedLine

CHAPTERS = ("1.", "2.", "4.", "7.", "9.", "12.", "15.")
"""Chapters of the annex to the OMAI/HVI without a form of their own; that they are claimed here is UNCONFIRMED."""


class Service(PricedLine, first=("description", "day", "until")):
    """One benefit on the bill."""

    description = Text(_("Prestation"), max_length=350, required=True)
    day = Day(_("Date de la prestation"), required=True, service_day=True, row="days")
    until = Day(_("Jusqu’au"), optional=True, service_day=True, row="days")

    summary_rows = ((("day", "until"),), "description", ("quantity", "unit_price", "vat_included"))


class OtherInvoice(InvoiceType):
    """Measures, therapies and aids outside the forms 318.635 to 318.639; the aids have maxima and own shares."""

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
        decision_date = Day(
            _("Date de la décision ou de la communication"),
            help_text=_("Obligatoire pour les sociétés."),
            optional=True,
            copied=True,
        )
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
        """Yield the issues of each line, of the share of a third party, of a company's bill, and of the account."""
        for line in invoice.lines:
            yield from line.share_issues()
            yield from number_of_the_annex(line, CHAPTERS)
            if line.day and line.until and line.until < line.day:
                yield error(line.field("until"), "period", _("Saisissez un dernier jour après le premier"))
        # Against the sum of the lines: the total already has the share taken off.
        if (invoice.third_party or 0) > context.amounts.at("lines").amount:
            yield error(invoice.field("third_party"), "share", _("Saisissez une part qui ne dépasse pas le total"))
        yield from _bill_of_a_company(invoice, context)
        if not context.pays_company and not invoice.already_paid:
            # Who carried the measure out is paid, the insured person after having paid (RAI art. 78 al. 5 and 6).
            text = _("Compte de la personne assurée, sans preuve de paiement du fournisseur")
            yield Issue("warning", invoice.field("already_paid"), "payee", text, for_office_only=True)


def _bill_of_a_company(invoice: OtherInvoice.form, context: CheckContext) -> Iterator[Issue]:
    """Number and date of the decision (RAI art. 79ter al. 1 let. d), a copy to the insured (LAI art. 27ter al. 1)."""
    decided = invoice.decision_date
    if context.by_company and decided is None:
        text = _("Saisissez la date de la décision ou de la communication (art. 79ter RAI)")
        yield error(invoice.field("decision_date"), "decision-date", text)
    elif decided and decided > context.today:
        yield error(invoice.field("decision_date"), "decision-date", _("Saisissez une date jusqu’à aujourd’hui"))
    if context.by_company and not invoice.copy_given:
        text = _("Remettez une copie de la facture à la personne assurée, puis cochez la case (art. 27ter LAI)")
        yield warning(invoice.field("copy_given"), "copy", text)
