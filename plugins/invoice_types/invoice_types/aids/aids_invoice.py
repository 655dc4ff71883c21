"""What the invoices 318.635 to 318.639 share beside their questions: documents, arithmetic and checks."""

from collections.abc import Iterator
from typing import Generic, TypeVar

from guichet.sdk import (
    AmountTerm,
    AttachmentKind,
    Check,
    CheckContext,
    Counted,
    Fields,
    InvoiceType,
    Issue,
    RateLookup,
    RequiredAttachment,
    TranslationString,
    answer,
    deduction,
)
from invoice_types import _
from invoice_types.aids.aids_checks import beyond_estimate, line_issues
from invoice_types.aids.aids_form import AidsForm
from invoice_types.aids.ceilings import RATES, YearlySums
from invoice_types.bill import PAYMENT_PROOF
from invoice_types.declared_checks import AIDS, BILL

FormT = TypeVar("FormT", bound=AidsForm)

DOCUMENTS = (
    AttachmentKind("bill", _("Facture détaillée")),
    PAYMENT_PROOF,
    AttachmentKind(
        "estimate", _("Devis approuvé"), when=answer("estimate_amount"), reason=_("Joignez le devis approuvé")
    ),
    AttachmentKind("delivery_note", _("Bulletin de livraison")),
    AttachmentKind("medical", _("Certificat ou rapport médical")),
)
"""Documents of every form for aids."""

ADVICE = (
    _("Joignez la facture détaillée du fournisseur : date, quantité, prix et TVA de chaque prestation."),
    _("L’AI paie un modèle simple, adéquat et économique. Un supplément reste à la charge de la personne assurée."),
)


class AidsInvoice(InvoiceType, Generic[FormT]):
    """An invoice for aids. A form adds its questions, its ``deductions`` and its ``own_checks``."""

    chapters: tuple[str, ...] = ()
    """Beginnings of the numbers of the annex to the OMAI/HVI that belong to the form."""
    rate_table = RATES
    attachments: tuple[AttachmentKind, ...] = DOCUMENTS
    advice: tuple[TranslationString, ...] = ADVICE
    checks: tuple[Check, ...] = (*BILL, *AIDS)
    pays_supplier = True
    form: type[Fields] = AidsForm

    def amounts(self, invoice: FormT, rates: RateLookup) -> Iterator[AmountTerm]:
        """Yield the terms of each aid, what exceeds the approved estimate, and the deductions of the form."""
        sums = YearlySums(rates.counted_before)
        terms = [term for line in invoice.lines for term in line.aid_terms(rates, sums)]
        yield from terms
        beyond = beyond_estimate(invoice, terms)
        yield from deduction(invoice.field("estimate_amount"), beyond, _("Part au-delà du devis approuvé"))
        yield from self.deductions(invoice)

    def deductions(self, invoice: FormT) -> Iterator[AmountTerm]:
        """Yield what the form takes off the sum of the aids."""
        yield from ()

    def check(self, invoice: FormT, context: CheckContext) -> Iterator[Issue]:
        """Yield the issues of each aid, of the estimate and of the form's own rules."""
        yield from line_issues(invoice, context, self.chapters)
        yield from self.own_checks(invoice, context)

    def own_checks(self, invoice: FormT, context: CheckContext) -> Iterator[Issue]:
        """Yield the issues of the form's own rules."""
        yield from ()

    def counted(self, invoice: FormT, context: CheckContext) -> Iterator[Counted]:
        """Yield what each aid counts towards a yearly maximum; forms share those that are not of one chapter."""
        for line in invoice.lines:
            amounts = context.amounts.at(line)
            yield from line.counted(amounts.terms)
            yield from line.bill_counted(amounts.amount)

    def required_attachments(self, invoice: FormT) -> Iterator[RequiredAttachment]:
        """Yield the bill, unless nothing but flat rates is claimed."""
        if not invoice.lines or any(not line.is_flat for line in invoice.lines):
            yield RequiredAttachment("bill", _("Joignez la facture détaillée du fournisseur"))
