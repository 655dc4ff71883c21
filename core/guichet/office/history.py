"""What happened to an invoice, with the names of the people, which only the office sees."""

from dataclasses import dataclass
from datetime import datetime

from pyramid.request import Request
from translationstring import TranslationString

from guichet.i18n import _
from guichet.invoices.lifecycle import TRANSITIONS
from guichet.invoices.models import Invoice, InvoiceEvent

HAPPENED = {
    "submit": _("${who} a envoyé cette demande le ${moment}."),
    "resubmit": _("${who} a renvoyé cette demande, corrigée, le ${moment}."),
    "withdraw": _("${who} a retiré cette demande le ${moment}."),
    "request_correction": _("${who} a demandé une correction le ${moment}."),
    "accept": _("${who} a accepté cette demande le ${moment}."),
    "refuse": _("${who} a refusé cette demande le ${moment}."),
}
"""One sentence per transition of ``invoices/lifecycle.py``."""


@dataclass(frozen=True)
class TimelineEntry:
    """One line of the timeline."""

    moment: datetime
    label: TranslationString
    who: str
    message: str
    sentence: TranslationString
    """The whole of it, for a page that speaks of this event alone."""


def timeline(invoice: Invoice, request: Request) -> list[TimelineEntry]:
    """Everything that happened, the latest first."""
    return [_event(event, request) for event in reversed(invoice.events)]


def last_event(invoice: Invoice, request: Request) -> TimelineEntry:
    """What happened last. Raises ``IndexError`` on a draft."""
    return _event(invoice.events[-1], request)


def _event(event: InvoiceEvent, request: Request) -> TimelineEntry:
    user = request.root["users"].get(event.actor)
    who = user.name if user else _("Quelqu’un")
    sentence = HAPPENED[event.transition] % {"who": who, "moment": request.localize.moment(event.moment)}
    return TimelineEntry(
        event.moment, TRANSITIONS[event.transition].label, user.name if user else "", event.message, sentence
    )
