"""``/_dev/forms``: every kind of question in every state, for authors of forms. Development only."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import colander
import deform
from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request

from guichet import clock
from guichet.declaration import YesNo
from guichet.declaration.containers import initial_cstruct
from guichet.declaration.fields import Leaf
from guichet.declaration.form_tree import places
from guichet.declaration.samples import Given, full_cstruct
from guichet.store.models import Portal
from guichet.web.development.every_question import EveryQuestion
from guichet.web.forms import new_form
from guichet.web.forms.declared import declared_schema
from guichet.web.forms.form import Form
from guichet.web.forms.form_context import FormLock
from guichet.web.view_permissions import PUBLIC

NAME = "answers"
STATES: Mapping[str, str] = {
    "empty": "A new form: nothing is answered.",
    "answered": "Everything is answered, with the sample of each kind.",
    "wrong": "Nothing can be read: each question shows its message, and the box above leads to it.",
    "proposed": "The answers were read on a document and are not confirmed yet.",
    "locked": "A correction, in which the office marked none of these questions.",
}


def includeme(config: Configurator) -> None:
    """Adds the page, and its address without a state."""
    config.add_route("dev-forms", "/_dev/forms", request_method="GET")
    config.add_view(every_question, route_name="dev-forms", permission=PUBLIC, renderer="templates/forms.pt")


def every_question(context: Portal, request: Request) -> dict[str, Any]:
    """The form in the state of the query, ``?state=wrong``; empty without one. Raises 404 for an unknown state."""
    state = request.GET.get("state", "empty")
    if state not in STATES:
        raise HTTPNotFound
    form = _form(request, state)
    return {
        "title": "Questions of a form",
        "form": form,
        "problems": form.problems,
        "state": state,
        "states": STATES,
    }


def _form(request: Request, state: str) -> Form:
    schema = colander.Schema(children=[declared_schema(EveryQuestion, NAME)])
    form = new_form(request, schema, action=request.path, buttons=(), cstruct={NAME: _answers(state)})
    form.context.proposed = _read_on_a_bill() if state == "proposed" else ()
    form.context.lock = FormLock(_never, _never) if state == "locked" else None
    if state == "wrong":
        # Afterwards the messages stand in the form.
        with suppress(deform.ValidationFailure):
            form.answers()
    return form


def _answers(state: str) -> dict[str, Any]:
    if state == "empty":
        return initial_cstruct(EveryQuestion)
    leaves = [place.field for place in places(EveryQuestion) if isinstance(place.field, Leaf)]
    unreadable: Given = {leaf: "?" for leaf in leaves if not isinstance(leaf, YesNo)}
    return full_cstruct(EveryQuestion, clock.today(), unreadable if state == "wrong" else {})


def _read_on_a_bill() -> set[str]:
    fields = EveryQuestion.fields.items()
    return {f"{NAME}.{name}" for name, question in fields if getattr(question, "from_bill", None)}


def _never(path: str) -> bool:
    return False
