"""Form 318.536: assistance contribution, LAI art. 42quater to 42octies and RAI art. 39a to 39j.

The German edition 01/2025 of the official form was seen as a list of fields: header, hours of standard qualification
and total; the rows of the other amounts follow the ordinance.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from guichet.sdk import (
    TWELVE_MONTHS,
    AmountTerm,
    AttachmentKind,
    CheckContext,
    Counted,
    InvoiceType,
    Issue,
    Limit,
    RateLookup,
    RequiredAttachment,
    answer,
    deduction,
)
from invoice_types import _
from invoice_types.assistance import limit_checks
from invoice_types.assistance.assistance_amounts import AT, RATES, assistance_terms
from invoice_types.assistance.assistance_form import AssistanceForm
from invoice_types.assistance.assistance_reasons import REASONS
from invoice_types.assistance.counted_month import counted_in_month
from invoice_types.assistance.granted_limits import granted_limits
from invoice_types.assistance.hours_checks import CERTIFICATE_FROM, entry_issues, needs_certificate
from invoice_types.assistance.shared_hours import hours_for_others
from invoice_types.declared_checks import ASSISTANCE

ADVANCE = "advance"
"""Name of the question with which an office may ask for an advance that was received. The row « Vorschuss » of the
official form may as well ask for one (UNCONFIRMED), so that the form has no such question by itself."""


class Assistance(InvoiceType):
    """One calendar month of assistance, invoiced by the insured person as the employer, or by a representative."""

    id, version = "318.536", 1
    title = _("Contribution d’assistance")
    purpose = _("Heures et nuits de vos assistantes et assistants, un mois par demande")
    advice = (
        _(
            "Une demande par mois. Les heures doivent être annoncées dans les douze mois ; après, le droit est éteint"
            " (art. 42septies LAI)."
        ),
        _("Le conjoint, le partenaire et les parents en ligne directe ne peuvent pas être assistants."),
        _(
            "Dès le ${n}e jour de maladie d’un assistant, joignez le certificat médical.",
            mapping={"n": CERTIFICATE_FROM},
        ),
        _("Le montant du mois est comparé avec celui de la décision, si vous l’avez enregistré avec son numéro."),
    )
    checks = ASSISTANCE
    correction_reasons = REASONS
    rate_table = RATES
    lapses_after = TWELVE_MONTHS
    claimed_twice = "error"

    form = AssistanceForm

    # Which papers go with each invoice is the rule of an office (KSAB/CCA, change of 1 July 2023): its plugin asks.
    attachments = (
        AttachmentKind("payslip", _("Fiche de salaire")),
        AttachmentKind("timesheet", _("Feuille d’heures")),
        AttachmentKind("contract", _("Contrat de travail")),
        AttachmentKind("certificate", _("Certificat médical")),
        AttachmentKind(
            "acute",
            _("Attestation de la phase aiguë"),
            when=answer("acute_phase"),
            reason=_("Joignez l’attestation médicale de la phase aiguë"),
        ),
        AttachmentKind("other", _("Autre document")),
    )

    def amounts(self, invoice: AssistanceForm, rates: RateLookup) -> Iterator[AmountTerm]:
        """Yield the terms of the month and, where the office asks for it, an advance that was received."""
        yield from assistance_terms(invoice.assistants, invoice.month, rates, invoice.field("month"))
        yield from deduction(ADVANCE, invoice.values.get(ADVANCE), _("Avance déjà reçue"))

    def check(self, invoice: AssistanceForm, context: CheckContext) -> Iterator[Issue]:
        """Yield the issues C2 to C20; C1, C4 and the rest of C2 and C8 are shared checks: G4, maxima, G7 and G5."""
        month, at = invoice.month, invoice.field("month")
        yield from entry_issues(invoice.assistants, month)
        yield from hours_for_others(invoice.assistants, month, context)
        yield from limit_checks.granted(invoice.assistants, context.decision)
        yield from limit_checks.nights_by_day(invoice, context)
        yield from limit_checks.acute_phase(invoice, context)
        yield from limit_checks.days_in_a_stay(invoice)
        yield from limit_checks.lapsed_days(invoice, context)
        if month is not None:
            yield from limit_checks.other_decision(at, month, context)
            yield from limit_checks.within_monthly_amount(at, limit_checks.is_acute(invoice), context)
        yield from limit_checks.employer_is_paid(AT, context)

    def counted(self, invoice: AssistanceForm, context: CheckContext) -> Iterator[Counted]:
        """See `counted_in_month`."""
        yield from counted_in_month(invoice, context)

    def limits(self, invoice: AssistanceForm, context: CheckContext) -> Iterator[Limit]:
        """See `granted_limits`."""
        yield from granted_limits(invoice, context)

    def proposed_answers(self, today: date) -> Mapping[str, str]:
        """The month that was over last, so that the calendar has its days from the beginning."""
        before = today.replace(day=1) - timedelta(days=1)
        return {"month": f"{before:%m.%Y}"}

    def lapse_is_waived(self, invoice: AssistanceForm) -> bool:
        """See `InvoiceType.lapse_is_waived`."""
        return bool(invoice.late_consent)

    def required_attachments(self, invoice: AssistanceForm) -> Iterator[RequiredAttachment]:
        """Yield one certificate for each assistant who was ill for four days or more (KSAB/CCA)."""
        for assistant in invoice.assistants:
            if any(needs_certificate(time_off) for time_off in assistant.prevented):
                mapping = {"name": assistant.name_ or "…", "n": CERTIFICATE_FROM}
                text = _("Joignez le certificat médical de ${name}, nécessaire dès le ${n}e jour", mapping=mapping)
                yield RequiredAttachment("certificate", text)
