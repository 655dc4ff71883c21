"""The question which roles at the office a person has."""

from typing import Any

import colander

from guichet.i18n import _
from guichet.store.roles import PERMISSIONS
from guichet.users.role_labels import ROLES
from guichet.web.forms.nodes import Checkbox


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
