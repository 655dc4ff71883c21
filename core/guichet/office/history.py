"""What happened to an invoice, with the names of the people, which only the office sees."""

from dataclasses import dataclass
from datetime import datetime

from pyramid.request import Request
from translationstring import TranslationString

from guichet.i18n import _
from guichet.invoices.lifecycle import TRANSITIONS
from guichet.invoices.models import Invoice

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
class Event:
    """One line of the timeline."""

    moment: datetime
    told: TranslationString
    who: str
    words: str
    sentence: TranslationString
    """The whole of it, for a page that speaks of this event alone."""


def timeline(invoice: Invoice, request: Request) -> list[Event]:
    """Everything that happened, the latest first."""
    return [_event(entry, request) for entry in reversed(invoice.history)]


def last_event(invoice: Invoice, request: Request) -> Event:
    """What happened last. Raises ``IndexError`` on a draft."""
    return _event(invoice.history[-1], request)


def _event(entry: tuple[datetime, str, str, str], request: Request) -> Event:
    moment, actor, name, words = entry
    user = request.root["users"].get(actor)
    who = user.name if user else _("Quelqu’un")
    sentence = HAPPENED[name] % {"who": who, "moment": request.localize.moment(moment)}
    return Event(moment, TRANSITIONS[name].told, user.name if user else "", words, sentence)
