"""« Raisons de refus »: the list from which the office chooses when it refuses a registration."""

from collections.abc import Iterable, Mapping
from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import LANGUAGES, _
from guichet.office import actions
from guichet.office.models import Reason, Reasons, ReasonText
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form
from guichet.web.forms.nodes import LongText, Text

LIST = "templates/reasons.pt"
FORM = "templates/reason.pt"
REMOVE = "templates/remove_reason.pt"
MAX_TITLE, MAX_TEXT = 60, 1000


@view_config(context=Reasons, name="", request_method="GET", permission="reasons", renderer=LIST)
def reasons(context: Reasons, request: Request) -> dict[str, Any]:
    """All of them, by title."""
    return {"title": _("Raisons de refus"), "density": "dense", "rows": context.by_title(request.localize.language)}


@view_config(context=Reasons, name="add", request_method="GET", permission="reasons", renderer=FORM)
def empty_form(context: Reasons, request: Request) -> dict[str, Any]:
    """The form of a new reason."""
    return _page(_form(request), None)


@view_config(context=Reasons, name="add", request_method="POST", permission="reasons", renderer=FORM)
def add(context: Reasons, request: Request) -> Any:
    """Stores it."""
    form = _form(request)
    try:
        answers = form.validate(request.POST.items())
    except ValidationFailure:
        return _again(request, form, None)
    actions.add_reason(request.action_context, _texts(answers))
    return _saved(request)


@view_config(context=Reason, name="", request_method="GET", permission="reasons", renderer=FORM)
def filled_form(context: Reason, request: Request) -> dict[str, Any]:
    """The form of a reason."""
    form = _form(request)
    form.show({language: {"heading": title, "words": text} for language, title, text in context.texts})
    return _page(form, context)


@view_config(context=Reason, name="", request_method="POST", permission="reasons", renderer=FORM)
def change(context: Reason, request: Request) -> Any:
    """Stores what was changed."""
    form = _form(request)
    try:
        answers = form.validate(request.POST.items())
    except ValidationFailure:
        return _again(request, form, context)
    actions.change_reason(request.action_context, context, _texts(answers))
    return _saved(request)


@view_config(context=Reason, name="remove", request_method="GET", permission="reasons", renderer=REMOVE)
def ask_removal(context: Reason, request: Request) -> dict[str, Any]:
    """Asks once."""
    name = context.in_language(request.localize.language).title
    return {"title": _("Supprimer la raison « ${name} » ?", mapping={"name": name})}


@view_config(context=Reason, name="remove", request_method="POST", permission="reasons")
def remove(context: Reason, request: Request) -> HTTPSeeOther:
    """Takes it off the list."""
    actions.remove_reason(request.action_context, context)
    return HTTPSeeOther(request.resource_path(request.root["reasons"], query={"done": "reason-removed"}))


def _form(request: Request) -> Form:
    """Title and text in each language of the desk."""
    languages = [_language(code) for code in request.desk.tenant.languages]
    return new_form(request, colander.Schema(children=languages), submit=(Button("save", _("Enregistrer")),))


def _language(code: str) -> colander.SchemaNode:
    title = Text(
        MAX_TITLE,
        name="heading",
        title=_("Titre (${language})", mapping={"language": LANGUAGES[code]}),
        description=_("En quelques mots, pour la choisir dans la liste."),
    )
    text = LongText(
        MAX_TEXT,
        name="words",
        title=_("Texte (${language})", mapping={"language": LANGUAGES[code]}),
        description=_("La société reçoit ce texte par e-mail. Écrivez aussi ce qu’elle peut faire."),
        rows="4",
    )
    return colander.MappingSchema(name=code, children=[title, text])


def _texts(answers: Mapping[str, Any]) -> Iterable[ReasonText]:
    return [ReasonText(language, said["heading"], said["words"]) for language, said in answers.items()]


def _page(form: Form, reason: Reason | None) -> dict[str, Any]:
    title = _("Modifier une raison") if reason else _("Ajouter une raison")
    return {"title": title, "form": form, "problems": form.problems, "reason": reason}


def _again(request: Request, form: Form, reason: Reason | None) -> dict[str, Any]:
    request.response.status_int = 422
    return _page(form, reason)


def _saved(request: Request) -> HTTPSeeOther:
    return HTTPSeeOther(request.resource_path(request.root["reasons"], query={"done": "reason-saved"}))
