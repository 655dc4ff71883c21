"""The office's side of an invoice: work list, review of what was sent, findings, notes, changes and timeline."""

from guichet.i18n import _
from guichet.office.cases.models import NOTES, CaseNotes
from guichet.office.cases.stored_filters import FILTERS, StoredFilters
from guichet.store.models import Portal

NOTICES = {
    "case-assigned": _("L’attribution est enregistrée."),
    "cases-assigned": _("Les dossiers choisis sont attribués."),
    "no-case-picked": _("Aucun dossier n’est choisi : cochez-en un, ou toute la liste."),
    "list-gone": _("Cette liste n’est plus gardée : cherchez encore une fois. Aucun dossier n’a changé."),
    "not-a-colleague": _("Cette personne ne contrôle plus de demandes. Rien n’a changé."),
    "follow-up-saved": _("Le rappel est enregistré."),
    "follow-up-removed": _("Le rappel est supprimé."),
    "note-added": _("La note est enregistrée."),
    "message-answered": _("Le message est envoyé."),
    "messages-filed": _("Les messages sont classés."),
    "message-came": _("Un message est arrivé entre-temps. Lisez-le, puis classez les messages ou répondez."),
    "shortcuts-saved": _("Vos raccourcis sont enregistrés."),
    "view-saved": _("La vue est enregistrée."),
    "view-removed": _("La vue est supprimée."),
}
"""By code: shown on the review or list after the change."""


def install(portal: Portal) -> None:
    """Adds notes and filters of cases to a new desk."""
    portal.add(NOTES, CaseNotes())
    portal.add(FILTERS, StoredFilters())
