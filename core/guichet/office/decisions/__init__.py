"""The office's decisions on an invoice: accept, request a correction, refuse."""

from guichet.i18n import _

NOTICES = {
    "invoice-accepted": _("La demande est acceptée. Vous pouvez annuler pendant 5 minutes, puis l’e-mail part."),
    "invoice-approved": _("La demande est approuvée. Une deuxième personne doit l’accepter."),
    "correction-requested": _("La correction est demandée. Vous pouvez annuler pendant 5 minutes, puis l’e-mail part."),
    "invoice-refused": _("La demande est refusée. Vous pouvez annuler pendant 5 minutes, puis l’e-mail part."),
    "decision-undone": _("La décision est annulée. Aucun e-mail n’est parti."),
    "case-taken-back": _("La demande attend de nouveau votre décision. L’expéditeur reçoit un e-mail."),
    "deadline-changed": _("Le nouveau délai est enregistré. L’expéditeur le reçoit par e-mail."),
    "deadline-too-early": _(
        "L’e-mail sur cette correction n’est pas encore parti. Annulez la décision pour choisir un autre délai, ou "
        "changez-le dans 5 minutes."
    ),
    "undo-other": _("La demande a changé depuis que la page s’est affichée. Relisez-la avant d’annuler la décision."),
    "undo-too-late": _(
        "Cette décision ne peut plus être annulée : l’e-mail est parti, la demande a avancé ou est dans une remise."
    ),
}
"""By code: shown on the page that follows the decision."""
