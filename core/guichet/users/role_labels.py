"""Titles of the roles at the office, as pages show them."""

from collections.abc import Iterable
from typing import NamedTuple

from translationstring import TranslationString

from guichet.i18n import _


class RoleLabel(NamedTuple):
    """Title and purpose of a role, as the pages show them."""

    title: TranslationString
    purpose: TranslationString


ROLES = {
    "clerk": RoleLabel(_("Gestionnaire"), _("Contrôle les demandes et les inscriptions.")),
    "supervisor": RoleLabel(
        _("Responsable d’équipe"),
        _(
            "Fait de même, admet des exceptions, transmet à la Centrale et note les paiements ; s’occupe des "
            "gestionnaires, des motifs et de la conservation."
        ),
    ),
    "administrator": RoleLabel(
        _("Administrateur"), _("S’occupe de tous les accès et des raisons de refus. Ne voit aucune demande.")
    ),
}


def role_titles(roles: Iterable[str]) -> list[TranslationString]:
    """The titles of ``roles``, in the order of `ROLES`."""
    held = set(roles)
    return [label.title for role, label in ROLES.items() if role in held]
