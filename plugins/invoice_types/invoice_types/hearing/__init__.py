"""Form 300.001: hearing aids, tariff 909 (OMAI/HVI annex 5.07 to 5.07.3). The edition of 2011 was seen in German."""

from collections.abc import Iterator
from datetime import date

from guichet.sdk import (
    AmountTerm,
    AttachmentKind,
    CheckContext,
    Choice,
    Counted,
    Fields,
    InvoiceType,
    Issue,
    Lines,
    RateLookup,
    RequiredAttachment,
    ServiceDay,
)
from invoice_types import _
from invoice_types.declared_checks import HEARING
from invoice_types.hearing.hearing_amounts import RATES, counted_batteries, hearing_terms
from invoice_types.hearing.hearing_checks import hearing_issues
from invoice_types.hearing.hearing_line import ADULT, AHV, DEVICE, MINOR, REPAIRS, HearingLine
from invoice_types.hearing.hearing_reasons import REASONS


class HearingAids(InvoiceType):
    """Hearing aids, their batteries and repairs, and flat rates of implants."""

    id, version = "300.001", 1
    title = _("Appareillage auditif")
    purpose = _("Forfaits pour un appareil auditif, ses piles et ses réparations, et pour les implants")
    advice = (
        _("Le forfait d’une personne adulte est versé quel que soit le prix. Joignez toujours la facture complète."),
        _(
            "Pour un enfant, la facture est payée jusqu’à un maximum, directement à l’audioprothésiste pédiatrique :"
            " indiquez son compte. Demandez les piles à part, sur le compte de la personne assurée."
        ),
        _(
            "Une réparation par le fabricant n’est pas payée les premiers mois : indiquez quand l’appareil a été mis en"
            " service."
        ),
    )
    checks = HEARING
    correction_reasons = REASONS
    rate_table = RATES

    class form(Fields):
        """The scheme, and the benefits."""

        scheme = Choice(
            _("Personne et assurance"),
            {
                ADULT: _("AI, personne adulte"),
                MINOR: _("AI, enfant ou jeune de moins de 18 ans"),
                AHV: _("AVS, à l’âge de la retraite"),
            },
            as_list=True,
            required=True,
        )
        lines = Lines(
            _("Prestations"),
            HearingLine,
            max_items=30,
            item_title=_("Prestation ${n}"),
            add_label=_("Ajouter une prestation"),
            remove_label=_("la prestation ${n}"),
            carried=("ears",),
        )

    attachments = (
        AttachmentKind("bill", _("Facture du vendeur")),
        AttachmentKind("manufacturer", _("Facture du fabricant")),
        AttachmentKind("ent_report", _("Expertise ORL")),
        AttachmentKind("payment", _("Preuve de paiement")),
    )

    def amounts(self, invoice: form, rates: RateLookup) -> Iterator[AmountTerm]:
        """See `hearing_terms`."""
        for line in invoice.lines:
            yield from hearing_terms(line, invoice.scheme, rates)

    def check(self, invoice: form, context: CheckContext) -> Iterator[Issue]:
        """See `hearing_issues`."""
        yield from hearing_issues(invoice.lines, invoice.scheme, invoice.field("scheme"), context)

    def counted(self, invoice: form, context: CheckContext) -> Iterator[Counted]:
        """See `counted_batteries`."""
        for line in invoice.lines:
            yield from counted_batteries(line, invoice.scheme)

    def service_days(self, invoice: form) -> Iterator[ServiceDay]:
        """Yield the day of a device or repair, and the first day of each year of batteries.

        The flat rate of a year may be claimed in its course. That it is due on its first day is UNCONFIRMED.
        """
        for line in invoice.lines:
            if line.day is not None:
                yield ServiceDay(line.field("day"), line.day, line.day)
            for year in line.years():
                yield ServiceDay(line.field("first_year"), date(year, 1, 1), date(year, 1, 1))

    def required_attachments(self, invoice: form) -> Iterator[RequiredAttachment]:
        """Yield the bill of a new device and the manufacturer's of a repair; nothing is known for batteries."""
        if any(line.claim == DEVICE for line in invoice.lines):
            yield RequiredAttachment("bill", _("Joignez la facture complète du vendeur"))
        if any(line.claim in REPAIRS for line in invoice.lines):
            yield RequiredAttachment("manufacturer", _("Joignez la facture du fabricant pour la réparation"))
