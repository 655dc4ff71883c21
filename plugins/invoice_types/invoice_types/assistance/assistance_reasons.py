"""Reasons for a correction of the assistance contribution: LAI art. 42septies, RAI art. 39i."""

from guichet.sdk import CorrectionReason
from invoice_types import _

REASONS = (
    CorrectionReason(
        _("Nuits ou heures qualifiées"),
        _("La décision ne reconnaît pas ces nuits ou ces heures qualifiées. Corrigez-les."),
    ),
    CorrectionReason(
        _("Montant mensuel dépassé"),
        _("Le montant du mois dépasse de plus de 50 % le montant mensuel. Corrigez les heures."),
    ),
    CorrectionReason(
        _("Montant annuel épuisé"),
        _("Les heures dépassent ce qui reste du montant annuel. Réduisez-les à ce reste."),
    ),
    CorrectionReason(
        _("Maladie de l’assistant"),
        _("Joignez le certificat médical dès le 4e jour de maladie, et déduisez l’indemnité de l’assurance."),
    ),
    CorrectionReason(
        _("Heures de plus de douze mois"),
        _("Ces heures ont plus de douze mois : le droit est éteint. Retirez-les."),
    ),
)
