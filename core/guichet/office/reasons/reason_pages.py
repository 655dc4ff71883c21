"""« Raisons de refus » and « Motifs de correction »: the lists from which the office chooses when it decides."""

from typing import Any, NamedTuple

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config
from translationstring import TranslationString

from guichet.i18n import LANGUAGES, _
from guichet.office.reasons import reason_actions
from guichet.office.reasons.form_choice import chosen_forms, form_titles, forms_node, ticked
from guichet.office.reasons.models import CORRECTIONS, REGISTRATIONS, Reason, Reasons, ReasonText
from guichet.office.reasons.offered_reasons import form_ids_of
from guichet.office.reasons.proposed_reasons import ProposedReason, declared_reasons, proposed_reasons
from guichet.store.models import find
from guichet.web.form_view import FormView, form_view
from guichet.web.forms.form import Button, Link
from guichet.web.forms.nodes import LongText, Text
from guichet.web.personal_data import OFFICE_ONLY
from guichet.web.post_views import post_view

MAX_TITLE, MAX_TEXT = 60, 1000


class ListTexts(NamedTuple):
    """The words of one list on its pages."""

    title: TranslationString
    back: TranslationString
    lead: TranslationString
    empty: TranslationString
    text_hint: TranslationString
    removal: TranslationString
    caption: TranslationString
    column: TranslationString
    add: TranslationString
    change: TranslationString
    remove: TranslationString
    keep: TranslationString
    saved: str
    """Code of the notice; that of a removal beside it."""
    removed: str


TEXTS = {
    REGISTRATIONS: ListTexts(
        _("Raisons de refus"),
        _("‹ Raisons de refus"),
        _("L’office choisit dans cette liste quand il refuse l’inscription d’une société. Le texte part par e-mail."),
        _("La liste est vide. Sans elle, chaque refus demande un texte."),
        _("La société reçoit ce texte par e-mail. Écrivez aussi ce qu’elle peut faire."),
        _("Elle ne sera plus proposée. Les inscriptions déjà refusées gardent leur raison."),
        _("Raisons à choix"),
        _("Raison"),
        _("Ajouter une raison"),
        _("Modifier une raison"),
        _("Supprimer la raison « ${name} » ?"),
        _("Garder la raison"),
        "reason-saved",
        "reason-removed",
    ),
    CORRECTIONS: ListTexts(
        _("Motifs de correction"),
        _("‹ Motifs de correction"),
        _("L’office choisit dans cette liste pour chaque point signalé. L’expéditeur lit le texte à cet endroit."),
        _("La liste est vide. Sans elle, chaque point signalé demande un texte."),
        _("L’expéditeur lit ce texte à l’endroit signalé. Écrivez ce qu’il doit faire."),
        _("Il ne sera plus proposé. Les corrections déjà demandées gardent leur texte."),
        _("Motifs à choix"),
        _("Motif"),
        _("Ajouter un motif"),
        _("Modifier un motif"),
        _("Supprimer le motif « ${name} » ?"),
        _("Garder le motif"),
        "correction-reason-saved",
        "correction-reason-removed",
    ),
}
"""By name of the list."""


@view_config(
    context=Reasons,
    name="",
    request_method="GET",
    permission="reasons",
    personal_data=OFFICE_ONLY,
    renderer="templates/reasons.pt",
)
def reasons(context: Reasons, request: Request) -> dict[str, Any]:
    """All reasons of the list, by title; those for a correction with the forms that they are for, if not all."""
    of_forms = context.id == CORRECTIONS
    declared = tuple(declared_reasons(request.desk)) if of_forms else ()
    rows = [
        (name, text, form_titles(request, form_ids_of(context[name], declared) if of_forms else ()))
        for name, text in context.by_title(request.localize.language)
    ]
    return {
        "texts": TEXTS[context.id],
        "title": TEXTS[context.id].title,
        "density": "dense",
        "rows": rows,
        "of_forms": of_forms,
        "proposed": _proposed(request, context),
    }


def _page_of(context: Reasons, request: Request) -> str:
    return _list_url(request, context)


@post_view(context=Reasons, name="proposed", permission="reasons", page=_page_of, personal_data=OFFICE_ONLY)
def answer_proposed(context: Reasons, request: Request) -> HTTPSeeOther:
    """Takes the reason of a form into the list, or leaves it, as the button says."""
    found = {one.key: one for one in _proposed(request, context)}
    take, leave = (found.get(request.posted(button)) for button in ("take", "leave"))
    done = "proposal-gone"
    if take is not None:
        reason_actions.take_proposed(request.action_context, context, take)
        done = "proposal-taken"
    elif leave is not None:
        reason_actions.leave_proposed(request.action_context, context, leave)
        done = "proposal-left"
    return HTTPSeeOther(request.resource_path(context, query={"done": done}))


def _proposed(request: Request, reasons: Reasons) -> list[ProposedReason]:
    return list(proposed_reasons(request.desk, reasons)) if reasons.id == CORRECTIONS else []


class ReasonView(FormView):
    """A form with the texts of a reason."""

    buttons = (Button("save", _("Enregistrer")),)
    form_ids: tuple[str, ...] = ()
    """Of the forms that are chosen already."""

    def __init__(self, context: Any, request: Request) -> None:
        super().__init__(context, request)
        self.list = find(context, Reasons)
        self.back = Link(TEXTS[self.list.id].back, _list_url(request, self.list))

    def schema(self) -> colander.SchemaNode:
        """Title and text in each language of the desk; for a correction also the forms."""
        languages = self.request.desk.tenant.languages
        hint = TEXTS[self.list.id].text_hint
        forms = [forms_node(self.request, self.form_ids)] if self.list.id == CORRECTIONS else []
        return colander.Schema(children=[*[_texts_node(language, hint) for language in languages], *forms])

    def chosen(self, answers: dict[str, Any]) -> tuple[list[ReasonText], tuple[str, ...]]:
        """The texts, and ids of the forms."""
        texts = [ReasonText(one, answers[one]["heading"], answers[one]["text"]) for one in answers if one != "forms"]
        return texts, chosen_forms(self.form.schema, answers)

    def saved(self) -> HTTPSeeOther:
        """Back to the list."""
        return self.done(TEXTS[self.list.id].saved, self.list)


@form_view(context=Reasons, name="add", permission="reasons", personal_data=OFFICE_ONLY)
class AddReason(ReasonView):
    """Adds a reason."""

    def __init__(self, context: Reasons, request: Request) -> None:
        super().__init__(context, request)
        self.title = TEXTS[self.list.id].add

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Stores it."""
        reason_actions.add_reason(self.request.action_context, self.list, *self.chosen(answers))
        return self.saved()


@form_view(context=Reason, permission="reasons", personal_data=OFFICE_ONLY)
class ChangeReason(ReasonView):
    """Changes the texts of a reason."""

    context: Reason
    changes_stored = True
    lead = (_("Les e-mails déjà envoyés gardent l’ancien texte."),)

    def __init__(self, context: Reason, request: Request) -> None:
        super().__init__(context, request)
        self.title = TEXTS[self.list.id].change
        self.form_ids = form_ids_of(context, tuple(declared_reasons(request.desk)))

    def initial(self) -> dict[str, Any]:
        """The texts as they are; the schema drops those in languages that the desk no longer has."""
        texts = {language: {"heading": title, "text": text} for language, title, text in self.context.texts}
        return {**texts, "forms": ticked(self.form_ids)}

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Stores the new texts."""
        reason_actions.change_reason(self.request.action_context, self.context, *self.chosen(answers))
        return self.saved()


@form_view(context=Reason, name="remove", permission="reasons", personal_data=OFFICE_ONLY)
class RemoveReason(FormView):
    """Asks before a reason is removed."""

    context: Reason
    buttons = (Button("remove", _("Supprimer")),)

    def __init__(self, context: Reason, request: Request) -> None:
        super().__init__(context, request)
        name = context.in_language(request.localize.language).title
        self.list = find(context, Reasons)
        texts = TEXTS[self.list.id]
        self.title = texts.remove % {"name": name}
        self.lead = (texts.removal,)
        self.cancel = Link(texts.keep, _list_url(request, self.list))

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Removes it."""
        reason_actions.remove_reason(self.request.action_context, self.context)
        return self.done(TEXTS[self.list.id].removed, self.list)


def _list_url(request: Request, reasons: Reasons) -> str:
    url: str = request.resource_path(reasons)
    return url


def _texts_node(language: str, hint: TranslationString) -> colander.SchemaNode:
    name = {"language": LANGUAGES[language]}
    title = Text(
        MAX_TITLE,
        # Not "title": the drawn form has parts of that name.
        name="heading",
        title=_("Titre (${language})", mapping=name),
        description=_("En quelques mots. L’office choisit par ce titre."),
        lang=language,
    )
    text = LongText(
        MAX_TEXT,
        name="text",
        title=_("Texte (${language})", mapping=name),
        description=hint,
        rows="4",
        lang=language,
    )
    return colander.MappingSchema(name=language, children=[title, text])
