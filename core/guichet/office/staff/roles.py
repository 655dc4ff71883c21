"""Titles of the roles at the office, and the question which of them a person has."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import colander
from translationstring import TranslationString

from guichet.i18n import _
from guichet.store.roles import PERMISSIONS
from guichet.web.forms.nodes import Checkbox


class RoleLabel(NamedTuple):
    """Title and purpose of a role, as the pages show them."""

    title: TranslationString
    purpose: TranslationString


ROLES = {
    "clerk": RoleLabel(_("Gestionnaire"), _("Contrôle les demandes et les inscriptions.")),
    "supervisor": RoleLabel(
        _("Responsable d’équipe"), _("Fait de même, et s’occupe des gestionnaires et des raisons de refus.")
    ),
    "administrator": RoleLabel(
        _("Administrateur"), _("S’occupe de tous les accès et des raisons de refus. Ne voit aucune demande.")
    ),
}


def role_titles(roles: Iterable[str]) -> list[TranslationString]:
    """The titles of ``roles``, in the order of `ROLES`."""
    held = set(roles)
    return [label.title for role, label in ROLES.items() if role in held]


def roles_node() -> colander.SchemaNode:
    """A checkbox for each role; at least one has to be ticked."""
    boxes = [
        Checkbox(name=role, title=ROLES[role].title, description=ROLES[role].purpose, missing=False)
        for role in PERMISSIONS
    ]
    return colander.MappingSchema(name="roles", title=_("Rôle"), children=boxes, validator=_at_least_one)


def chosen_roles(answers: dict[str, Any]) -> tuple[str, ...]:
    """The roles ticked in the answers of a form with `roles_node`."""
    return tuple(role for role in PERMISSIONS if answers["roles"][role])


def _at_least_one(node: Any, answers: dict[str, bool]) -> None:
    if not any(answers.values()):
        raise colander.Invalid(node, _("Cochez au moins un rôle"))
