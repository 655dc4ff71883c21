"""The roles at the office in words, and the question which of them somebody has."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import colander
from translationstring import TranslationString

from guichet.i18n import _
from guichet.store.roles import PERMISSIONS
from guichet.web.forms.nodes import Checkbox


class RoleWords(NamedTuple):
    """How the pages call a role, and what it is for."""

    title: TranslationString
    purpose: TranslationString


ROLES = {
    "clerk": RoleWords(_("Gestionnaire"), _("Contrôle les demandes et les inscriptions.")),
    "supervisor": RoleWords(
        _("Responsable d’équipe"), _("Fait de même, et s’occupe des gestionnaires et des raisons de refus.")
    ),
    "administrator": RoleWords(
        _("Administrateur"), _("S’occupe de tous les accès et des raisons de refus. Ne voit aucune demande.")
    ),
}


def titles(roles: Iterable[str]) -> list[TranslationString]:
    """What somebody is, the roles in the order above."""
    known = set(roles)
    return [words.title for role, words in ROLES.items() if role in known]


def roles_node() -> colander.SchemaNode:
    """A box for each role, of which at least one is ticked."""
    boxes = [
        Checkbox(name=role, title=ROLES[role].title, description=ROLES[role].purpose, missing=False)
        for role in PERMISSIONS
    ]
    return colander.MappingSchema(name="roles", title=_("Rôle"), children=boxes, validator=_one_at_least)


def chosen(answers: dict[str, Any]) -> tuple[str, ...]:
    """The roles that were ticked."""
    return tuple(role for role in PERMISSIONS if answers["roles"][role])


def _one_at_least(node: Any, answers: dict[str, bool]) -> None:
    if not any(answers.values()):
        raise colander.Invalid(node, _("Cochez au moins un rôle"))
