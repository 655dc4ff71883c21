"""Retention and erasure: terms of the desk, the nightly job, invoices that are kept, minutes.

`due_invoices` finds what is past its term, `nightly` erases it, `erasure_actions` erases with the minute of it.
"""

from guichet.i18n import _
from guichet.office.retention.models import NAME, Retention
from guichet.store.archive_offers import OFFERS, ArchiveOffers
from guichet.store.models import Portal

NOTICES = {
    "retention-saved": _("Les durées sont enregistrées. Elles valent dès la nuit prochaine."),
    "person-erased": _("C’est effacé. Le procès-verbal est en haut de la liste."),
    "nothing-to-erase": _(
        "Il n’y a plus rien à effacer : seules restent les demandes envoyées, jusqu’à la fin de leur durée."
    ),
    "person-is-erased": _("Une première partie est effacée. Le reste suit dans les minutes qui viennent."),
    "invoice-held": _("La demande est conservée au-delà de sa durée."),
    "invoice-released": _("La demande est libérée : sa durée de conservation vaut de nouveau."),
}
"""By code: shown on the page that follows."""


def install(portal: Portal) -> None:
    """Adds the state of erasure to a new desk, and what is offered to the archive."""
    portal.add(NAME, Retention())
    portal.add(OFFERS, ArchiveOffers())
