"""The states of an invoice, in the words of page, mail and PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from translationstring import TranslationString

from guichet.i18n import Localizer, _


@dataclass(frozen=True)
class State:
    """Name, colour and explanation of a state; the same words on page, mail and PDF."""

    tag: TranslationString
    tint: str
    """CSS class of the tag: ``""``, ``wait``, ``info``, ``ok`` or ``no``."""
    meaning: TranslationString


STATES: Mapping[str, State] = {
    "draft": State(_("Brouillon"), "", _("Pas encore envoyée.")),
    "submitted": State(_("Envoyée"), "info", _("L’office contrôle votre demande. Vous n’avez rien à faire.")),
    "correction_requested": State(_("À corriger"), "wait", _("L’office a besoin d’une correction.")),
    "accepted": State(_("Acceptée"), "ok", _("Acceptée et transmise pour paiement à la Centrale de compensation.")),
    "handed_over": State(
        _("Transmise à la Centrale"),
        "ok",
        _("L’office l’a transmise pour paiement à la Centrale de compensation. Vous n’avez rien à faire."),
    ),
    "paid": State(_("Payée"), "ok", _("La Centrale de compensation a fait le paiement.")),
    "refused": State(_("Refusée"), "no", _("L’office a refusé la demande. La raison figure ci-dessous.")),
    "withdrawn": State(_("Retirée"), "", _("Vous avez retiré cette demande.")),
}
EDITABLE = ("draft", "correction_requested")
"""States in which the sender may change answers and documents."""


@cache
def sent_states(localize: Localizer) -> tuple[tuple[str, str], ...]:
    """Name and tag of the states that an invoice may have once it was sent, to choose from."""
    return tuple((name, localize(state.tag)) for name, state in STATES.items() if name != "draft")
