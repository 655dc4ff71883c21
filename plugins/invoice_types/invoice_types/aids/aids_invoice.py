"""What the invoices 318.635 to 318.639 share: bill, estimate, documents, arithmetic and checks."""

from collections.abc import Iterator
from typing import Any, TypeVar

from guichet.sdk import (
    Amount,
    AmountTerm,
    AttachmentKind,
    CheckContext,
    Fields,
    InvoiceType,
    Issue,
    Lines,
    RateLookup,
    RequiredAttachment,
    Text,
    TranslationString,
    YesNo,
    answer,
    deduction,
)
from invoice_types import _
from invoice_types.aids.aids_checks import beyond_estimate, line_issues
from invoice_types.aids.aids_line import AidsLine
from invoice_types.aids.ceilings import RATES, YearlySums

LineT = TypeVar("LineT", bound=AidsLine)

DOCUMENTS = (
    AttachmentKind("bill", _("Facture détaillée")),
    AttachmentKind(
        "payment", _("Preuve de paiement"), when=answer("already_paid"), reason=_("Joignez la preuve de paiement")
    ),
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


def aid_lines(line: type[LineT]) -> Lines[LineT]:
    """The list of aids of a form."""
    return Lines(
        _("Moyens auxiliaires"),
        line,
        item_title=_("Moyen auxiliaire ${n}"),
        add_label=_("Ajouter un moyen auxiliaire"),
        remove_label=_("le moyen auxiliaire ${n}"),
        extras_title=_("Selon la décision : chiffre OMAI, maximum, part à charge"),
        # A bill has several positions.
        carried=("nature", "vat_included", "supplier", "supplier_number", "supplier_date"),
    )


class AidsForm(Fields):
    """The questions of every form for aids, behind its own."""

    lines = aid_lines(AidsLine)
    estimate_number = Text(
        _("Numéro ou date du devis approuvé"), max_length=35, optional=True, copied=False, row="estimate"
    )
    estimate_amount = Amount(_("Montant du devis approuvé"), optional=True, copied=False, row="estimate")
    already_paid = YesNo(_("Facture déjà payée par la personne assurée"), copied=False)

    @property
    def line_class(self) -> type[AidsLine]:
        """The line of this form."""
        listed: Any = type(self).fields["lines"]
        line: type[AidsLine] = listed.line
        return line


class AidsInvoice(InvoiceType):
    """An invoice for aids. A form adds its questions, its ``deductions`` and its ``own_checks``."""

    chapters: tuple[str, ...] = ()
    """Beginnings of the numbers of the annex to the OMAI/HVI that belong to the form."""
    rate_table = RATES
    attachments: tuple[AttachmentKind, ...] = DOCUMENTS
    advice: tuple[TranslationString, ...] = ADVICE
    form = AidsForm

    def amounts(self, invoice: Any, rates: RateLookup) -> Iterator[AmountTerm]:
        """Yield the terms of each aid, what exceeds the approved estimate, and the deductions of the form."""
        sums = YearlySums(invoice.line_class.ceiling_of, rates.earlier)
        terms = [term for line in invoice.lines for term in line.aid_terms(rates, sums)]
        yield from terms
        beyond = beyond_estimate(invoice, terms)
        yield from deduction(invoice.field("estimate_amount"), beyond, _("Part au-delà du devis approuvé"))
        yield from self.deductions(invoice)

    def deductions(self, invoice: Any) -> Iterator[AmountTerm]:
        """Yield what the form takes off the sum of the aids."""
        yield from ()

    def check(self, invoice: Any, context: CheckContext) -> Iterator[Issue]:
        """Yield the issues of each aid, of the estimate and of the form's own rules."""
        yield from line_issues(invoice, context, self.chapters)
        yield from self.own_checks(invoice, context)

    def own_checks(self, invoice: Any, context: CheckContext) -> Iterator[Issue]:
        """Yield the issues of the form's own rules."""
        yield from ()

    def required_attachments(self, invoice: Any) -> Iterator[RequiredAttachment]:
        """Yield the bill, unless nothing but flat rates is claimed."""
        if not invoice.lines or any(not line.is_flat for line in invoice.lines):
            yield RequiredAttachment("bill", _("Joignez la facture détaillée du fournisseur"))
