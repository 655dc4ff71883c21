"""The events of an invoice with the names of their actors, for the office: senders do not see names of staff."""

from dataclasses import dataclass, replace
from datetime import datetime

from pyramid.request import Request
from translationstring import TranslationString

from guichet.i18n import _
from guichet.invoices.corrections import Mark
from guichet.invoices.lifecycle import TRANSITIONS
from guichet.invoices.models import Invoice, InvoiceEvent

SENTENCES = {
    "submit": _("${who} a envoyé cette demande le ${moment}."),
    "resubmit": _("${who} a renvoyé cette demande, corrigée, le ${moment}."),
    "withdraw": _("${who} a retiré cette demande le ${moment}."),
    "request_correction": _("${who} a demandé une correction le ${moment}."),
    "remind": _("Un rappel est parti à l’expéditeur le ${moment} : la correction manque encore."),
    "take_back": _("${who} a repris cette demande le ${moment}, sans attendre la correction."),
    "accept": _("${who} a accepté cette demande le ${moment}."),
    "approve": _("${who} a approuvé cette demande le ${moment}. Une deuxième personne doit l’accepter."),
    "refuse": _("${who} a refusé cette demande le ${moment}."),
    "undo": _("${who} a annulé la décision le ${moment}."),
    "hand_over": _("${who} a transmis cette demande à la Centrale de compensation le ${moment}."),
    "pay": _("${who} a noté le paiement de cette demande le ${moment}."),
}
"""One sentence per transition of ``invoices/lifecycle.py``."""


@dataclass(frozen=True)
class TimelineEntry:
    """An event as the pages show it."""

    moment: datetime
    label: TranslationString
    actor_name: str
    """Empty for a user who no longer exists."""
    message: str
    language: str
    """Language of the message; empty when it is not known."""
    sentence: TranslationString
    """The event in one sentence, for a page that shows no other."""
    marks: tuple[Mark, ...] = ()
    """Of a request for correction, with the sender's answers."""


def timeline(invoice: Invoice, request: Request) -> list[TimelineEntry]:
    """All events, the latest first."""
    entries = [_entry(event, request) for event in invoice.events]
    return [replace(entry, marks=marks) for entry, marks in zip(entries, invoice.marks_by_event, strict=True)][::-1]


def last_event(invoice: Invoice, request: Request) -> TimelineEntry:
    """The latest event. Raises ``IndexError`` on a draft, which has none."""
    return _entry(invoice.events[-1], request)


def _entry(event: InvoiceEvent, request: Request) -> TimelineEntry:
    user = request.root["users"].get(event.actor)
    who = user.name if user else _("Quelqu’un")
    sentence = SENTENCES[event.transition] % {"who": who, "moment": request.localize.moment(event.moment)}
    return TimelineEntry(
        event.moment,
        TRANSITIONS[event.transition].label,
        user.name if user else "",
        event.message,
        event.language,
        sentence,
    )
