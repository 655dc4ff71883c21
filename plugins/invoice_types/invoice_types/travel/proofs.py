"""The documents a travel claim needs: tickets and receipts (page of the SVA ZH on travel costs).

An attestation of presence is the rule of some offices only: their plugin asks for it.
"""

from collections.abc import Iterator, Mapping

from translationstring import TranslationString

from guichet.invoices.types import CheckContext, Claim, Proof
from invoice_types import _
from invoice_types.travel.journey import Journey, journeys
from invoice_types.travel.words import PUBLIC

TICKET = "ticket"

KINDS: Mapping[str, TranslationString] = {
    TICKET: _("Billet ou quittance"),
    "attendance": _("Attestation de présence"),
    "other": _("Autre document"),
}
"""Kinds of document of this form, in menu order."""


def required(claim: Claim, context: CheckContext) -> Iterator[Proof]:
    """Yield one proof per kind of cost claimed, whatever the number of journeys."""
    lines = journeys(claim.data)
    if any(_ticket_bought(journey) for journey in lines):
        yield Proof(TICKET, _("Billet ou quittance des transports publics"))
    if any(journey.at_effective_cost for journey in lines):
        yield Proof(TICKET, _("Quittance du taxi ou du service de transport"))
    if any(journey.extra_cost for journey in lines):
        yield Proof(TICKET, _("Quittance des frais supplémentaires"))


def _ticket_bought(journey: Journey) -> bool:
    """A voucher leaves no ticket, a season ticket costs nothing more, a car has none; a companion may have one."""
    own = journey.means == PUBLIC and journey.needs_ticket_price and journey.ticket_price != 0
    return own or journey.paid_companion_ticket > 0
