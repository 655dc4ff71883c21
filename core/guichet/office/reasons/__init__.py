"""Lists of reasons that the office edits: for refusing a registration, and for asking for a correction."""

from guichet.i18n import _

NOTICES = {
    "reason-saved": _("La raison est enregistrée."),
    "reason-removed": _("La raison est supprimée."),
}
"""By code."""
