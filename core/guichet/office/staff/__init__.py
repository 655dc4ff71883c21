"""The office's people: the list, invitations, roles, ending access and sessions."""

from guichet.i18n import _

NOTICES = {
    "colleague-invited": _("L’invitation est partie par e-mail."),
    "invitation-sent": _("L’invitation est repartie par e-mail."),
    "invitation-withdrawn": _("L’invitation est retirée."),
    "colleague-signed-out": _("Cette personne est déconnectée partout."),
    "colleague-deactivated": _("L’accès est fermé."),
    "people-signed-out": _("C’est fait : ces sessions sont fermées."),
    "roles-changed": _("Le rôle est modifié."),
}
"""Texts of the notices, by code."""
