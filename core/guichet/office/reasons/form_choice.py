"""The question which forms a reason for a correction is offered for."""

from collections.abc import Iterable
from typing import Any

import colander
from pyramid.request import Request

from guichet.i18n import _
from guichet.invoices.lists import type_ids_in_use
from guichet.web.forms.nodes import Checkbox


def form_titles(request: Request, form_ids: Iterable[str]) -> list[str]:
    """Titles of forms, sorted; a form that no plugin brings any more has its number."""
    localize, title = request.localize, request.desk.plugins.invoice_type_title
    return sorted(localize(title(one)) for one in form_ids)


def forms_node(request: Request, stored: Iterable[str]) -> colander.SchemaNode:
    """A checkbox for each form that is open, has been sent in, or is chosen already."""
    plugins = request.desk.plugins
    form_ids = {*plugins.invoice_types, *type_ids_in_use(request.root), *stored}
    titles = sorted((request.localize(plugins.invoice_type_title(one)), one) for one in form_ids)
    boxes = [Checkbox(name=_name(one), title=f"{title} ({one})", form_id=one, missing=False) for title, one in titles]
    hint = _("Le motif n’est proposé que pour ces formulaires. Sans aucune coche, il l’est pour tous.")
    return colander.MappingSchema(name="forms", title=_("Formulaires"), description=hint, heading=True, children=boxes)


def ticked(form_ids: Iterable[str]) -> dict[str, bool]:
    """The initial answers of `forms_node`."""
    return {_name(one): True for one in form_ids}


def chosen_forms(schema: colander.SchemaNode, answers: dict[str, Any]) -> tuple[str, ...]:
    """Ids of the forms ticked in the answers of a form with `forms_node`; none where the form does not ask."""
    boxes = schema.get("forms", ())
    return tuple(sorted(box.form_id for box in boxes if answers["forms"][box.name]))


def _name(form_id: str) -> str:
    # A dot would end the name in a path of answers.
    return form_id.replace(".", "-")
