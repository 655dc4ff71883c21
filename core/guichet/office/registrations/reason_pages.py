"""« Raisons de refus »: the list from which the office chooses when it refuses a registration."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import LANGUAGES, _
from guichet.office.registrations import reason_actions
from guichet.office.registrations.models import Reason, Reasons, ReasonText
from guichet.web.form_view import FormView, form_view
from guichet.web.forms.form import Button, Link
from guichet.web.forms.nodes import LongText, Text
from guichet.web.personal_data import OFFICE_ONLY

MAX_TITLE, MAX_TEXT = 60, 1000


@view_config(
    context=Reasons,
    name="",
    request_method="GET",
    permission="reasons",
    personal_data=OFFICE_ONLY,
    renderer="templates/reasons.pt",
)
def reasons(context: Reasons, request: Request) -> dict[str, Any]:
    """All reasons, by title."""
    return {"title": _("Raisons de refus"), "density": "dense", "rows": context.by_title(request.localize.language)}


class ReasonView(FormView):
    """A form with the texts of a reason."""

    buttons = (Button("save", _("Enregistrer")),)

    def __init__(self, context: Any, request: Request) -> None:
        super().__init__(context, request)
        self.back = Link(_("‹ Raisons de refus"), _list_url(request))

    def schema(self) -> colander.SchemaNode:
        """Title and text in each language of the desk."""
        languages = self.request.desk.tenant.languages
        return colander.Schema(children=[_texts_node(language) for language in languages])

    def saved(self) -> HTTPSeeOther:
        """Back to the list."""
        return self.done("reason-saved", self.request.root["reasons"])


@form_view(context=Reasons, name="add", permission="reasons", personal_data=OFFICE_ONLY)
class AddReason(ReasonView):
    """Adds a reason."""

    title = _("Ajouter une raison")

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Stores it."""
        reason_actions.add_reason(self.request.action_context, _texts(answers))
        return self.saved()


@form_view(context=Reason, permission="reasons", personal_data=OFFICE_ONLY)
class ChangeReason(ReasonView):
    """Changes the texts of a reason."""

    context: Reason
    title = _("Modifier une raison")
    changes_stored = True
    lead = (_("Les e-mails déjà envoyés gardent l’ancien texte."),)

    def initial(self) -> dict[str, Any]:
        """The texts as they are; the schema drops those in languages that the desk no longer has."""
        return {language: {"heading": title, "text": text} for language, title, text in self.context.texts}

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Stores the new texts."""
        reason_actions.change_reason(self.request.action_context, self.context, _texts(answers))
        return self.saved()


@form_view(context=Reason, name="remove", permission="reasons", personal_data=OFFICE_ONLY)
class RemoveReason(FormView):
    """Asks before a reason is removed."""

    context: Reason
    lead = (_("Elle n’est plus proposée. Les inscriptions déjà refusées gardent leur raison."),)
    buttons = (Button("remove", _("Supprimer")),)

    def __init__(self, context: Reason, request: Request) -> None:
        super().__init__(context, request)
        name = context.in_language(request.localize.language).title
        self.title = _("Supprimer la raison « ${name} » ?", mapping={"name": name})
        self.cancel = Link(_("Garder la raison"), _list_url(request))

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Removes it."""
        reason_actions.remove_reason(self.request.action_context, self.context)
        return self.done("reason-removed", self.request.root["reasons"])


def _list_url(request: Request) -> str:
    url: str = request.resource_path(request.root["reasons"])
    return url


def _texts_node(language: str) -> colander.SchemaNode:
    name = {"language": LANGUAGES[language]}
    title = Text(
        MAX_TITLE,
        # Not "title": the drawn form has parts of that name.
        name="heading",
        title=_("Titre (${language})", mapping=name),
        description=_("En quelques mots, pour la choisir dans la liste."),
    )
    text = LongText(
        MAX_TEXT,
        name="text",
        title=_("Texte (${language})", mapping=name),
        description=_("La société reçoit ce texte par e-mail. Écrivez aussi ce qu’elle peut faire."),
        rows="4",
    )
    return colander.MappingSchema(name=language, children=[title, text])


def _texts(answers: dict[str, Any]) -> list[ReasonText]:
    return [ReasonText(language, texts["heading"], texts["text"]) for language, texts in answers.items()]
