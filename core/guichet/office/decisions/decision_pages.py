"""The pages of the decisions on an invoice, and that of a refusal; `accept_page` and `correction_page` have the others.

Each is a check page with the mail as the person will see it. A decision with words of the officer has two steps: the
form, then the same page with the mail that these words make.
"""

import hashlib
import json
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import colander

from guichet import clock
from guichet.i18n import _
from guichet.invoices import mails
from guichet.invoices.corrections import Mark
from guichet.invoices.invoice_mails import mails_about
from guichet.invoices.invoice_readings import INVOICE_READ
from guichet.invoices.models import Invoice
from guichet.messages.mail_templates import MailTemplate, WrittenText
from guichet.office.cases import correspondence
from guichet.office.cases.case_queue import after_decision, following, in_list
from guichet.office.cases.deciding_persons import is_concerned
from guichet.office.cases.mail_preview import MailPreview, preview
from guichet.office.cases.sent_invoices import awaits_decision, latest_sent, message_waits, sender
from guichet.office.cases.timeline import last_event
from guichet.office.decisions import decision_actions
from guichet.values import iban
from guichet.web.form_view import FormView, form_view
from guichet.web.forms.form import Button
from guichet.web.forms.nodes import Hidden, LongText, Text

CONCERNED = _(
    "Cette demande est la vôtre, ou celle d’une personne de votre ménage : même nom ou même téléphone. Une autre "
    "personne de l’office décide."
)
LEGAL_BASIS = _("Base légale : ${basis}")
MAX_LEGAL_BASIS = 120
MAX_MESSAGE = 2000
"""Characters of a message; it is sent by mail and shown on the page of the invoice."""
FORM = "templates/decision.pt"
OVERTAKEN = "guichet.office.decisions:templates/overtaken.pt"
REVISION = "revision_number"
"""Name of the hidden field and of the parameter with the number of the revision that is decided on."""
SEEN = "seen"
"""Name of the hidden control with the digest of the answers whose mail the page shows."""
WRITTEN = "written"
"""Name of the hidden control with the number of messages that there were when the page was shown."""
WRITTEN_SINCE = _("L’expéditeur a écrit entre-temps. Lisez son message sur la page de contrôle, puis décidez")
ADDED_SINCE = _("Une autre personne de l’office a complété la demande entre-temps. Relisez les montants, puis décidez")
MORE = "more"
"""Button that shows the form again with what was typed, and no mail."""
NO_REVISION = 0
"""Number for a form whose revision is not the latest; revisions count from 1."""


class DecisionView(FormView):
    """A decision on the revision whose number the form carries; 409 when it is no longer the one to decide on."""

    context: Invoice
    effect: str
    """Sentence that says what the decision does."""
    notice: str
    """Code of the notice on the page that follows."""
    mail: MailTemplate
    label: str
    """Words of the button that decides."""
    has_words = False
    """Whether the officer writes something, so that the mail is shown in a second step."""
    checked: Mapping[str, Any] | None = None
    """Valid answers of a POST whose mail was not seen yet."""

    @property
    def action(self) -> str:
        """With the list that the case was opened from."""
        return in_list(self.request, self.request.path)

    def before(self) -> Any:
        """The page about the last event, with 409, instead of a form whose revision is not the one to decide on."""
        latest = str(latest_sent(self.context).number)
        request = self.request
        # The review links with the number that it shows; without one the form is about the latest revision.
        shown = (self._typed or request.GET).get(REVISION, latest)
        self.revision_number = int(latest) if shown == latest else NO_REVISION
        return None if awaits_decision(self.context, self.revision_number) else self._overtaken()

    @property
    def obstacle(self) -> str | None:  # type: ignore[override]
        """Why this officer cannot decide on this invoice."""
        return CONCERNED if is_concerned(self.request.identity.user, self.context) else None

    @property
    def buttons(self) -> Sequence[Button]:  # type: ignore[override]
        """One button: to see the mail, or to decide once it is on the page."""
        return (Button("decide", self.label if self._shows_mail else _("Voir l’e-mail avant de décider")),)

    def schema(self) -> colander.SchemaNode:
        """The number of the revision that was reviewed."""
        return colander.Schema(children=[Hidden(name=REVISION)])

    def initial(self) -> dict[str, Any]:
        """The revision that the page shows."""
        return {REVISION: str(self.revision_number)}

    def before_validation(self) -> Any:
        """The page again, after the button that only changes what it asks."""
        return self.show_again(200) if MORE in self.request.POST else None

    def success(self, answers: dict[str, Any]) -> Any:
        """Decides once the page has shown the mail that these answers make, and no message has come meanwhile."""
        if message_waits(self.context) and self.request.posted(WRITTEN) != self._written:
            self.form.add_problem("", WRITTEN_SINCE)
            return self.show_again(409)
        if self.has_words and self.request.posted(SEEN) != self._digest(answers):
            self.checked = answers
            return self.show_again(200, checked=True)
        if not self.has_words and self.stated(answers) and self.request.posted(SEEN) != self._digest(answers):
            self.form.add_problem("", ADDED_SINCE)
            return self.show_again(409)
        next_case = following(self.request, self.context)
        self.decide(answers)
        return after_decision(self.request, self.context, self.notice, next_case)

    @abstractmethod
    def decide(self, answers: dict[str, Any]) -> None:
        """Perform the decision. May raise ``WrongState``, which leads to the page of the invoice."""

    def message(self, answers: Mapping[str, Any]) -> WrittenText:
        """What the officer writes to the sender, with its language; empty where nothing is written."""
        return WrittenText("")

    def marks(self) -> Sequence[Mark]:
        """The marks that the mail names."""
        return ()

    def completed_count(self, answers: Mapping[str, Any]) -> int:
        """The number of completed amounts, which the mail states."""
        return 0

    def deadline(self, answers: Mapping[str, Any]) -> date | None:
        """The last day for the sender, which the mail names."""
        return None

    def stated(self, answers: Mapping[str, Any]) -> Sequence[Any]:
        """What else the officer confirms with the button that decides, as JSON."""
        return ()

    def page(self) -> dict[str, Any]:
        """The key facts of the revision, and the mail."""
        invoice, request = self.context, self.request
        frozen = invoice.latest.frozen
        header = frozen.header
        answers = self._answers
        return {
            "title_detail": invoice.reference,
            "density": "dense",
            "effect": self.effect,
            "invoice": invoice,
            "review": in_list(request, request.resource_path(invoice, "review")),
            "form_title": frozen.title(request.localize.language),
            "sender": sender(invoice, request),
            "reader": self.reader,
            "header": header,
            "account": iban.show(header.iban) if header.iban else "",
            "parts": [child.name for child in self.form.schema.children],
            "mails": [] if answers is None else self._mails(answers),
            "seen": "" if answers is None else self._digest(answers),
            "written": self._written,
            "summary": self.form.summary(),
            "rows": [],
            "blocking": (),
            "amounts": None,
        }

    @cached_property
    def reader(self) -> correspondence.Reader | None:
        """Who reads the message, with the language of the account."""
        return correspondence.reader_of_invoice(self.context, self.request)

    @cached_property
    def controls(self) -> list[tuple[str, str]]:
        """What was posted, now or before the redirect to this page, or typed before the session ended."""
        request = self.request
        if request.method == "POST":
            return list(request.POST.items())
        typed = request.typed_form
        return list(typed.controls if typed else request.registry.saved_forms.find(request) or ())

    @property
    def _written(self) -> str:
        return str(len(self.context.conversation or ()))

    @property
    def _shows_mail(self) -> bool:
        """Whether the page shows the mail, so that its button decides."""
        typed = self.request.typed_form if self.request.method == "GET" else None
        return not self.has_words or (typed is not None and typed.checked) or self.checked is not None

    @property
    def _answers(self) -> Mapping[str, Any] | None:
        """The valid answers whose mail the page shows; None before the second step."""
        if not self._shows_mail:
            return None
        return self.checked if self.checked is not None else self.form.answers() if self.has_words else {}

    def _digest(self, answers: Mapping[str, Any]) -> str:
        message = self.message(answers)
        content = [str(message), message.language, [tuple(mark) for mark in self.marks()], *self.stated(answers)]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]

    def _mails(self, answers: Mapping[str, Any]) -> list[MailPreview]:
        desk, message, marks = self.request.desk, self.message(answers), self.marks()
        return [
            preview(self.request, mail.template, mail.values, mail.user.language, mail.user.greeting_name)
            for mail in mails_about(
                desk,
                self.context,
                self.mail,
                clock.now(),
                message,
                marks,
                self.completed_count(answers),
                deadline=self.deadline(answers),
            )
        ]

    @property
    def _typed(self) -> Mapping[str, Any]:
        """What was posted, now or before the redirect to this page."""
        request = self.request
        if request.method == "POST":
            return dict(request.POST.items()) or {REVISION: ""}
        return request.typed_form.answers if request.typed_form else {}

    def _overtaken(self) -> dict[str, Any]:
        self.request.response.status_int = 409
        self.request.override_renderer = OVERTAKEN
        return {
            "title": _("Cette demande a changé entre-temps"),
            "title_detail": self.context.reference,
            "density": "dense",
            "invoice": self.context,
            "last": last_event(self.context, self.request),
            # The message was not sent: it is shown, so that it can be copied.
            "typed": self._typed.get("message", ""),
        }


class MessageView(DecisionView):
    """A decision with a message to the sender."""

    has_words = True
    message_label: str
    hint: str
    missing: str
    """Error when nothing was typed."""

    def schema(self) -> colander.SchemaNode:
        """The number of the revision, and the message."""
        schema = super().schema()
        texts = {"title": self.message_label, "description": self.hint, "missing_msg": self.missing}
        schema.add(LongText(MAX_MESSAGE, name="message", rows="6", **texts))
        if self.reader and self.reader.hint:
            schema.add(correspondence.language_node(self.request))
        return schema

    def language(self, answers: Mapping[str, Any]) -> str:
        """The language of the message: the one stated, or that of both the officer and the sender."""
        stated: str = answers.get("language") or self.request.localize.language
        return stated

    def message(self, answers: Mapping[str, Any]) -> WrittenText:
        """The message as typed."""
        return WrittenText(answers["message"], self.language(answers))


@form_view(context=Invoice, name="refuse", permission="review", renderer=FORM, personal_data=INVOICE_READ)
class RefuseInvoice(MessageView):
    """« Refuser »: the reason."""

    title = _("Refuser la demande")
    effect = _("La demande est close. Son expéditeur reçoit un e-mail et retrouve la raison au guichet.")
    label = _("Refuser la demande")
    notice = "invoice-refused"
    mail = mails.INVOICE_REFUSED
    message_label = _("Raison du refus")
    hint = _("Pourquoi la prestation n’est pas due, en mots simples, sans indication sur la santé.")
    missing = _("Saisissez la raison du refus")

    def schema(self) -> colander.SchemaNode:
        """The reason, and the article of the law behind it."""
        schema = super().schema()
        schema.insert(
            2,
            Text(
                MAX_LEGAL_BASIS,
                name="legal_basis",
                title=_("Base légale"),
                description=_("L’article sur lequel le refus se fonde, par exemple « art. 90 al. 2 RAI »."),
                missing_msg=_("Saisissez la base légale du refus"),
            ),
        )
        return schema

    def message(self, answers: Mapping[str, Any]) -> WrittenText:
        """The reason with its legal basis, in the language of both."""
        language = self.language(answers)
        basis = self.request.desk.localizer(language)(LEGAL_BASIS, basis=answers["legal_basis"])
        return WrittenText(f"{answers['message']}\n\n{basis}", language)

    def decide(self, answers: dict[str, Any]) -> None:
        """Refuses the invoice."""
        ctx, message = self.request.action_context, self.message(answers)
        decision_actions.refuse(
            ctx, self.context, str(message), language=message.language, revision_number=self.revision_number
        )
