"""Form 318.632.2: allowance for the helpless and supplement for intensive care of minors, LAI art. 42bis and 42ter.

The paper edition was not seen; that days count, month by month, and that the hospital's attestation goes with the
invoice follows from the law and from RAI art. 35bis to 39.
"""

from collections.abc import Iterator

from guichet.sdk import (
    AmountTerm,
    AttachmentKind,
    CheckContext,
    Counted,
    InvoiceType,
    Issue,
    RateLookup,
    RateTable,
    RequiredAttachment,
    ServiceDay,
    product,
    term,
)
from invoice_types import _
from invoice_types.declared_checks import MINORS
from invoice_types.minors.minors_checks import minors_issues
from invoice_types.minors.minors_form import ALLOWANCE, NO_SUPPLEMENT, SUPPLEMENT, MinorsForm
from invoice_types.minors.minors_reasons import REASONS


class Minors(InvoiceType):
    """Months of the allowance; adults receive theirs each month without an invoice."""

    id, version = "318.632.2", 1
    # The German title is UNCONFIRMED; its words are those of the law.
    title = _("Allocation pour impotents (API) et supplément pour soins intenses (SSI) pour mineurs")
    purpose = _("Versement de l’allocation et du supplément pour les jours passés à la maison")
    advice = (
        _(
            "Comptez par nuit : une nuit passée à la maison est un jour à la maison. En général, une demande porte sur"
            " un trimestre, une fois les mois écoulés."
        ),
        _(
            "Joignez l’attestation de l’hôpital si l’enfant y a passé tout un mois civil, et la facture du home si"
            " vous l’avez payé vous-même."
        ),
        _("Base : art. 42bis et 42ter LAI, art. 35bis, 36 et 39 RAI."),
    )
    checks = MINORS
    correction_reasons = REASONS
    rate_table = RateTable("invoice_types.minors")
    # A day is paid once.
    claimed_twice = "error"

    form = MinorsForm
    attachments = (
        AttachmentKind("attestation", _("Attestation de l’hôpital")),
        AttachmentKind("home_bill", _("Facture du home")),
        AttachmentKind("other", _("Autre document")),
    )

    def amounts(self, invoice: MinorsForm, rates: RateLookup) -> Iterator[AmountTerm]:
        """Yield allowance and supplement of each month at the rates of its first day: rates change on 1 January."""
        for month in invoice.months:
            if month.month is None or invoice.degree is None:
                continue
            day, at = month.month.first_day, month.field("month")
            full, quarter = month.full_days(invoice.special_case), int(month.paid_home or 0)
            if month.unattested:
                yield term(month, 0, _("Mois entier à l’hôpital sans attestation : non payé"), ALLOWANCE)
            if full and (rate := rates.on(f"api-{invoice.degree}", day, at)):
                formula = _("API : ${days} × ${rate}", mapping={"days": full, "rate": rate.price})
                yield term(month, product(full, rate), formula, ALLOWANCE)
            if quarter and (rate := rates.on(f"api-{invoice.degree}-quarter", day, at)):
                mapping = {"days": quarter, "rate": rate.price}
                formula = _("API, home payé par la famille : ${days} × ${rate}, un quart", mapping=mapping)
                yield term(month, product(quarter, rate), formula, ALLOWANCE)
            if invoice.supplement in (None, NO_SUPPLEMENT) or not full + quarter:
                continue
            if rate := rates.on(f"ssi-{invoice.supplement}", day, at):
                formula = _("SSI : ${days} × ${rate}", mapping={"days": full + quarter, "rate": rate.price})
                yield term(month, product(full + quarter, rate), formula, SUPPLEMENT)

    def check(self, invoice: MinorsForm, context: CheckContext) -> Iterator[Issue]:
        """See `minors_issues`."""
        yield from minors_issues(invoice, context)

    def counted(self, invoice: MinorsForm, context: CheckContext) -> Iterator[Counted]:
        """Yield the days of each month, of which all invoices together have no more than the month (A12)."""
        for line in invoice.months:
            if line.month is not None:
                yield Counted(
                    maximum="minors-days",
                    period=str(line.month),
                    amount=line.counted,
                    most=line.month.days,
                    label=_("Jours demandés en ${month}", mapping={"month": line.month}),
                    path=line.field("month"),
                    unit="days",
                    code="A12",
                )

    def service_days(self, invoice: MinorsForm) -> Iterator[ServiceDay]:
        """Yield each month, or the days of the right in it."""
        for line in invoice.months:
            if period := line.period():
                yield ServiceDay(line.field("month"), *period)

    def required_attachments(self, invoice: MinorsForm) -> Iterator[RequiredAttachment]:
        """Yield the attestation of a whole month in hospital (RAI art. 35bis al. 2bis)."""
        if any(line.whole_month_in_hospital and line.attested == "yes" for line in invoice.months):
            text = _("Joignez l’attestation de l’hôpital pour le mois entier (art. 42bis al. 4 LAI)")
            yield RequiredAttachment("attestation", text)
