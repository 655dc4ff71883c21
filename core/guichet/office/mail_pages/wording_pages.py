"""Editing the office's words of a mail in every language, with a preview, and returning to those of the template."""

from typing import Any, NamedTuple

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther

from guichet.i18n import LANGUAGES, _
from guichet.i18n.typography import typeset
from guichet.messages.mail_templates import MailTemplate, Wording
from guichet.messages.mail_wordings import mail_wordings, own_wording
from guichet.messages.wording_rules import as_typed, from_typed, problems, written
from guichet.office.mail_pages import wording_actions
from guichet.office.mail_pages.mail_previews import TEMPLATE, sample_mail, samples, template_of
from guichet.office.mail_pages.wording_changes import WordingChange, compared
from guichet.store.models import Portal
from guichet.web.form_view import FormView, form_view
from guichet.web.forms.form import Button, Link
from guichet.web.forms.nodes import LongText, Node
from guichet.web.forms.text_types import FreeText
from guichet.web.personal_data import OFFICE_ONLY

MAX_SUBJECT = 120
"""Characters: mail programs cut longer subjects, and a line of a header has 998 at most (RFC 5322, 2.1.1)."""
MAX_BODY = 4000
PREVIEW = "preview"
"""Name of the button that only shows the mail."""


class Placeholder(NamedTuple):
    """A placeholder as the page lists it."""

    name: str
    sample: object
    essential: bool
    optional: bool


@form_view(
    context=Portal,
    name="edit-mail-template",
    permission="administrators",
    personal_data=OFFICE_ONLY,
    renderer="templates/edit_wording.pt",
)
class EditWording(FormView):
    """Subject and text in each language of the desk."""

    buttons = (Button("save", _("Enregistrer les textes")), Button(PREVIEW, _("Prévisualiser"), "second"))
    changes_stored = True
    template: MailTemplate

    def before(self) -> None:
        """Finds the template whose name ends the address."""
        request = self.request
        self.template = template_of(request)
        self.languages = request.desk.tenant.languages
        subject = request.localize(self.template.subject, **samples(request, self.template))
        self.title = _("Modifier « ${subject} »", mapping={"subject": subject})
        self.cancel = Link(
            _("Revenir sans rien changer"), request.resource_path(request.root, TEMPLATE, self.template.name)
        )

    @property
    def record_id(self) -> str:
        """Name of the template, as the audit log has it."""
        return self.template.name

    def schema(self) -> colander.SchemaNode:
        """Subject and text of each language."""
        return colander.Schema(children=[self._texts_node(language) for language in self.languages])

    def initial(self) -> dict[str, Any]:
        """The words in use: the office's, else those of the template."""
        return {language: as_typed(self._in_use(language))._asdict() for language in self.languages}

    def before_validation(self) -> Any:
        """The page again, with the mails, after the button that shows them."""
        return self.show_again(200) if PREVIEW in self.request.POST and self._wordings() else None

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Stores the words of each language."""
        for language, wording in _typeset(answers).items():
            wording_actions.change_wording(self.request.action_context, self.template, language, wording)
        return self.done("mail-wording-saved", self.request.root, TEMPLATE, self.template.name)

    def page(self) -> dict[str, Any]:
        """The placeholders, the previews after their button, and where the words of the template have changed."""
        request = self.request
        typed = request.typed_form.answers if request.typed_form else {}
        asked = PREVIEW in (request.POST if request.method == "POST" else typed)
        wordings = self._wordings() if asked and not self.form.problems else {}
        return {
            "template": self.template,
            "placeholders": self._placeholders(),
            "previews": [sample_mail(request, self.template, *wording) for wording in wordings.items()],
            "changed": self._changed_defaults(),
        }

    def _texts_node(self, language: str) -> colander.SchemaNode:
        name = {"language": LANGUAGES[language]}
        subject = Node(
            # Long texts may have line ends: refused by `_one_line`, in words that say so.
            FreeText(MAX_SUBJECT, long=True),
            control="text",
            name="subject",
            title=_("Objet (${language})", mapping=name),
            width="w-l",
            lang=language,
            validator=_one_line,
        )
        body = LongText(
            MAX_BODY,
            name="body",
            title=_("Texte (${language})", mapping=name),
            description=_("Une ligne vide sépare deux paragraphes. Salutations, bouton et signature s’ajoutent seuls."),
            rows="12",
            lang=language,
        )

        def validate(node: colander.SchemaNode, answers: dict[str, str]) -> None:
            invalid = colander.Invalid(node)
            localize = self.request.desk.localizer(language)
            # The first problem of each part: once it is put right, the next one is shown.
            found = problems(self.template, from_typed(Wording(**answers)), localize)
            for part, message in {problem.part: problem.message for problem in reversed(found)}.items():
                invalid[part] = message
            if invalid.children:
                raise invalid

        return colander.MappingSchema(name=language, children=[subject, body], validator=validate)

    def _in_use(self, language: str) -> Wording:
        own = own_wording(self.request.root, self.template, language)
        return own or self.template.default_wording(self.request.desk.localizer(language))

    def _wordings(self) -> dict[str, Wording]:
        """The words on the form by language; empty for words that cannot be used."""
        try:
            return _typeset(self.form.answers())
        except ValidationFailure:
            return {}

    def _placeholders(self) -> list[Placeholder]:
        request, template = self.request, self.template
        values = samples(request, template)
        return [
            Placeholder(
                written(name),
                request.localize("${value}", value=values[name]),
                name in template.essential,
                name in template.optional,
            )
            for name in sorted(template.offered)
        ]

    def _changed_defaults(self) -> list[WordingChange]:
        """The languages in which the words of the template are no longer those that the office's were written for."""
        stored = mail_wordings(self.request.root).get(self.template.name)
        found = []
        for language in self.languages if stored else ():
            before = stored.compared_with(language)
            now = self.template.default_wording(self.request.desk.localizer(language))
            if before is not None and before != now:
                found.append(compared(LANGUAGES[language], before, now))
        return found


@form_view(context=Portal, name="default-mail-template", permission="administrators", personal_data=OFFICE_ONLY)
class DefaultWording(FormView):
    """Asks before the words of the template are used again."""

    title = _("Revenir au texte par défaut ?")
    buttons = (Button("reset", _("Utiliser le texte par défaut")),)

    def before(self) -> None:
        """Finds template and language, which end the address; 404 where the office has no words of its own."""
        request = self.request
        self.template = template_of(request)
        self.language = request.subpath[1] if len(request.subpath) == 2 else ""
        if own_wording(request.root, self.template, self.language) is None:
            raise HTTPNotFound()
        sentence = _(
            "${language} : les e-mails partent de nouveau avec le texte du guichet. "
            "Le texte de l’office reste dans les versions.",
            mapping={"language": LANGUAGES[self.language]},
        )
        self.lead = (sentence,)
        self.cancel = Link(
            _("Garder le texte de l’office"), request.resource_path(request.root, TEMPLATE, self.template.name)
        )

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Returns to them."""
        wording_actions.remove_wording(self.request.action_context, self.template, self.language)
        return self.done("mail-wording-removed", self.request.root, TEMPLATE, self.template.name)


def _typeset(answers: dict[str, Any]) -> dict[str, Wording]:
    """The typed words, with the blanks of each language's punctuation."""
    return {
        language: Wording(*(typeset(language, text) for text in from_typed(Wording(**texts))))
        for language, texts in answers.items()
    }


def _one_line(node: colander.SchemaNode, subject: str) -> None:
    if "\n" in subject:
        raise colander.Invalid(node, _("L’objet tient sur une seule ligne : retirez le retour à la ligne"))
