"""Reasons for a correction of allowances for minors: LAI art. 42bis al. 4."""

from guichet.sdk import CorrectionReason
from invoice_types import _

REASONS = (
    CorrectionReason(
        _("Jours du mois"),
        _("Les jours ne remplissent pas le mois, ou recouvrent un séjour annoncé. Corrigez les nombres de jours."),
    ),
    CorrectionReason(
        _("Mois entier à l’hôpital"),
        _(
            "Un mois entier à l’hôpital n’est payé qu’avec l’attestation de présence d’un parent, tous les 30 jours. "
            "Joignez-la."
        ),
    ),
)
