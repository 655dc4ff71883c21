"""Form 318.632.1: travel costs and meals, LAI art. 51 and RAI art. 90. The paper edition was not seen."""

from collections.abc import Iterator

from guichet.sdk import (
    AmountTerm,
    AttachmentKind,
    CheckContext,
    Fields,
    InvoiceType,
    Issue,
    Lines,
    RateLookup,
    RateTable,
    RequiredAttachment,
    ServiceDay,
)
from invoice_types import _
from invoice_types.declared_checks import TRAVEL
from invoice_types.travel.journey import PUBLIC, Journey
from invoice_types.travel.travel_amounts import LONG_ABSENCE, MEAL_FROM, MEALS, TRANSPORT, travel_terms
from invoice_types.travel.travel_checks import travel_issues
from invoice_types.travel.travel_reasons import REASONS


class Travel(InvoiceType):
    """Journeys, meals and nights of a measure of the AI."""

    id, version = "318.632.1", 1
    # The German title of the official form is UNCONFIRMED (words in use: Reisekosten, Zehrgeld): the catalogue's
    # wording has to be compared with the German edition before the first desk opens in German.
    title = _("Frais de voyage et nourriture")
    purpose = _("Remboursement des trajets, des repas et des nuits liés à une mesure de l’AI")
    advice = (
        _("Joignez la quittance du taxi et, sans abonnement, le billet des transports publics."),
        _(
            "Le repas est remboursé dès ${hours} heures d’absence, et davantage au-delà de ${long} heures. Indiquez les"
            " heures de départ et de retour.",
            mapping={"hours": MEAL_FROM // 60, "long": LONG_ABSENCE // 60},
        ),
        _("Base : art. 51 LAI, art. 90 RAI."),
    )
    checks = TRAVEL
    correction_reasons = REASONS
    rate_table = RateTable("invoice_types.travel")

    class form(Fields):
        """All journeys."""

        lines = Lines(
            _("Trajets"),
            Journey,
            # A journey on each day of a year.
            max_items=366,
            missing=_("Ajoutez au moins un trajet"),
            item_title=_("Trajet ${n}"),
            add_label=_("Ajouter un trajet"),
            remove_label=_("le trajet ${n}"),
            extras_title=_("Frais supplémentaires et cas particuliers"),
            carried="alike",
            repeated_on="day",
            columns={TRANSPORT: _("Transport"), MEALS: _("Repas, nuits")},
            repeat_label=_("Répéter ce trajet à d’autres dates"),
        )

    # An attestation of presence is the rule of some offices only: their plugin asks for it.
    attachments = (
        AttachmentKind("ticket", _("Billet ou quittance")),
        AttachmentKind("attendance", _("Attestation de présence")),
        AttachmentKind("other", _("Autre document")),
    )

    def amounts(self, invoice: form, rates: RateLookup) -> Iterator[AmountTerm]:
        """See `travel_terms`."""
        yield from travel_terms(invoice.lines, rates)

    def check(self, invoice: form, context: CheckContext) -> Iterator[Issue]:
        """See `travel_issues`."""
        yield from travel_issues(invoice.lines, context)

    def service_days(self, invoice: form) -> Iterator[ServiceDay]:
        """Yield one period per journey, from departure to return. The last day follows from the nights."""
        for journey in invoice.lines:
            if journey.day and journey.last_day:
                yield ServiceDay(journey.field("day"), journey.day, journey.last_day, journey.field("nights"))

    def required_attachments(self, invoice: form) -> Iterator[RequiredAttachment]:
        """Yield one document per kind of cost, whatever the number of journeys (page of the SVA ZH on travel costs)."""
        if any(_ticket_bought(journey) for journey in invoice.lines):
            yield RequiredAttachment("ticket", _("Joignez le billet ou la quittance des transports publics"))
        if any(journey.taxi_amount for journey in invoice.lines):
            yield RequiredAttachment("ticket", _("Joignez la quittance du taxi ou du service de transport"))
        if any(journey.extra_cost for journey in invoice.lines):
            yield RequiredAttachment("ticket", _("Joignez la quittance des frais supplémentaires"))


def _ticket_bought(journey: Journey) -> bool:
    """Whether a ticket was paid: not with a voucher or a season ticket (price 0); a companion may have one."""
    # A price not answered yet (None) counts as paid, so that the document is asked for from the beginning.
    own = journey.means == PUBLIC and not journey.voucher_used and journey.ticket_price != 0
    return own or bool(journey.companion_ticket)
