"""The announcement of the office on the pages where people arrive: maintenance, closing days."""

from guichet.i18n import _

NOTICES = {
    "announcement-saved": _(
        "L’annonce est enregistrée. Elle s’affiche à la connexion et au guichet, du premier au dernier jour."
    ),
    "announcement-removed": _("L’annonce est retirée."),
}
