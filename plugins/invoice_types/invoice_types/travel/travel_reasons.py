"""Reasons for a correction of travel costs: RAI art. 90 al. 1 to 3."""

from guichet.sdk import CorrectionReason
from invoice_types import _

REASONS = (
    CorrectionReason(
        _("Motif du trajet"),
        _("Indiquez le motif du trajet et pourquoi les transports publics n’étaient pas possibles."),
    ),
    CorrectionReason(
        _("Lieu plus proche"),
        _(
            "Un lieu plus proche existe : nous remboursons la distance jusqu’à ce lieu. Corrigez les kilomètres, ou "
            "expliquez pourquoi vous ne pouviez pas y aller."
        ),
    ),
    CorrectionReason(
        _("Repas lors d’une visite"),
        _("Repas et nuits ne sont pas remboursés pour une visite ou un congé. Retirez-les."),
    ),
)
