"""Lists of reasons that the office edits: for refusing a registration, and for asking for a correction."""

from guichet.i18n import _

NOTICES = {
    "reason-saved": _("La raison est enregistrée."),
    "reason-removed": _("La raison est supprimée."),
    "correction-reason-saved": _("Le motif est enregistré."),
    "correction-reason-removed": _("Le motif est supprimé."),
    "proposal-taken": _("Le motif est dans la liste. Vous pouvez modifier son texte."),
    "proposal-left": _("Ce motif n’est plus proposé."),
    "proposal-gone": _("Cette proposition est déjà traitée. Rien n’a changé."),
}
"""By code."""
