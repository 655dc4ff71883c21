"""Reasons for a correction of hearing aids: annex of the OMAI, no. 5.07."""

from guichet.sdk import CorrectionReason
from invoice_types import _

REASONS = (
    CorrectionReason(
        _("Appareil hors liste"),
        _("L’appareil ne figure pas sur la liste, ou son modèle n’est pas indiqué. Indiquez marque et modèle."),
    ),
    CorrectionReason(
        _("Remise de moins de six ans"),
        _("La dernière remise date de moins de six ans. Joignez l’expertise du médecin ORL."),
    ),
    CorrectionReason(
        _("Factures de la réparation"),
        _("Pour la réparation, joignez la facture du fabricant et celle du vendeur."),
    ),
)
