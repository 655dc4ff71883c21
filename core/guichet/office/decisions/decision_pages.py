"""The three pages of a decision on an invoice: accept, request a correction, refuse."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther

from guichet.i18n import _
from guichet.invoices.frozen import TextRow
from guichet.invoices.invoice_readings import INVOICE_READ
from guichet.invoices.models import Invoice
from guichet.office.cases import correspondence
from guichet.office.cases.sent_invoices import awaits_decision, latest_sent, sender
from guichet.office.cases.timeline import last_event
from guichet.office.decisions import decision_actions
from guichet.values import iban
from guichet.web.form_view import FormView, form_view
from guichet.web.forms.form import Button
from guichet.web.forms.nodes import Hidden, LongText

MAX_MESSAGE = 2000
"""Characters of a message; it is sent by mail and shown on the page of the invoice."""
FORM = "templates/decision.pt"
OVERTAKEN = "guichet.office.decisions:templates/overtaken.pt"
DOCUMENTS = "documents"
"""Path of the row with the documents among those that may be marked; no question has it."""
ISSUER = "issuer"
"""Path of the row of the issuer. It is not a question of the form, in which the sender could not correct it."""
MARKED = "marked"
"""Name of the checkboxes beside the rows."""
REVISION = "revision_number"
"""Name of the hidden field and of the parameter with the number of the revision that is decided on."""
NO_REVISION = 0
"""Number for a form whose revision is not the latest; revisions count from 1."""


class DecisionView(FormView):
    """A decision on the revision whose number the form carries; 409 when it is no longer the one to decide on."""

    context: Invoice
    effect: str
    """Sentence that says what the decision does."""
    notice: str
    """Code of the notice on the work list that follows."""
    marks_rows = False
    """Whether the page shows the rows with a checkbox each, in place of the key facts."""

    def before(self) -> Any:
        """The page about the last event, with 409, instead of a form whose revision is not the one to decide on."""
        latest = str(latest_sent(self.context).number)
        request = self.request
        # The review links with the number that it shows; without one the form is about the latest revision.
        shown = (self._typed or request.GET).get(REVISION, latest)
        self.revision_number = int(latest) if shown == latest else NO_REVISION
        return None if awaits_decision(self.context, self.revision_number) else self._overtaken()

    def schema(self) -> colander.SchemaNode:
        """The number of the revision that was reviewed."""
        return colander.Schema(children=[Hidden(name=REVISION)])

    def initial(self) -> dict[str, Any]:
        """The revision that the page shows."""
        return {REVISION: str(self.revision_number)}

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Decides, and returns to the work list."""
        self.decide(answers)
        return self.done(self.notice, self.request.root, "work-list")

    @abstractmethod
    def decide(self, answers: dict[str, Any]) -> None:
        """Perform the decision. May raise ``WrongState``, which leads to the page of the invoice."""

    def page(self) -> dict[str, Any]:
        """The key facts of the revision, or its rows."""
        invoice, request = self.context, self.request
        frozen = invoice.latest.frozen
        header = frozen.header
        return {
            "title_detail": invoice.reference,
            "density": "dense",
            "effect": self.effect,
            "invoice": invoice,
            "form_title": frozen.title(request.localize.language),
            "sender": sender(invoice, request),
            "reader": self.reader,
            "header": header,
            "account": iban.show(header.iban) if header.iban else "",
            "parts": [child.name for child in self.form.schema.children],
            "marked_name": MARKED,
            "rows": self.markable_rows() if self.marks_rows else [],
            "marked": self.marked_paths(),
        }

    def markable_rows(self) -> list[TextRow]:
        """The rows of the revision that the sender can change, and one for the documents."""
        frozen, localize = self.context.latest.frozen, self.request.localize
        names = tuple(document.filename for document in frozen.documents)
        documents = TextRow(DOCUMENTS, localize(_("Documents")), names or (localize(_("Aucun document")),))
        return [*(row for row in frozen.rows(localize.language) if row.path != ISSUER), documents]

    def marked_paths(self) -> list[str]:
        """The paths of the rows that were ticked, in the order of the page."""
        request = self.request
        # The ticks are no part of the schema: they are among the controls of a refused form, and of one that was saved
        # when the session had ended.
        controls: Iterable[tuple[str, Any]] = request.POST.items()
        if request.method == "GET":
            refused = request.typed_form
            controls = refused.controls if refused else request.registry.saved_forms.find(request) or ()
        ticked = {str(path) for name, path in controls if name == MARKED}
        return [row.path for row in self.markable_rows() if row.path in ticked] if ticked else []

    @cached_property
    def reader(self) -> correspondence.Reader | None:
        """Who reads the message, with the language of the account."""
        return correspondence.reader_of_invoice(self.context, self.request)

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

    label: str
    hint: str
    missing: str
    """Error when nothing was typed."""

    def schema(self) -> colander.SchemaNode:
        """The number of the revision, and the message."""
        schema = super().schema()
        texts = {"title": self.label, "description": self.hint, "missing_msg": self.missing}
        schema.add(LongText(MAX_MESSAGE, name="message", rows="8", **texts))
        if self.reader and self.reader.hint:
            schema.add(correspondence.language_node(self.request))
        return schema

    def language(self, answers: Mapping[str, Any]) -> str:
        """The language of the message: the one stated, or that of both the officer and the sender."""
        stated: str = answers.get("language") or self.request.localize.language
        return stated


@form_view(context=Invoice, name="accept", permission="review", renderer=FORM, personal_data=INVOICE_READ)
class AcceptInvoice(DecisionView):
    """« Accepter »: asks once more, with amount and account."""

    title = _("Accepter la demande ?")
    effect = _("La demande part pour paiement à la Centrale de compensation, et son expéditeur reçoit un e-mail.")
    buttons = (Button("decide", _("Accepter la demande")),)
    notice = "invoice-accepted"

    def decide(self, answers: dict[str, Any]) -> None:
        """Accepts the invoice."""
        ctx = self.request.action_context
        decision_actions.accept(ctx, self.context, revision_number=self.revision_number)


@form_view(context=Invoice, name="request-correction", permission="review", renderer=FORM, personal_data=INVOICE_READ)
class RequestCorrection(MessageView):
    """« Demander une correction »: a message, and checkboxes for the rows to correct."""

    title = _("Demander une correction")
    effect = _("La demande retourne à son expéditeur avec votre message, par e-mail et au guichet.")
    buttons = (Button("decide", _("Demander la correction")),)
    notice = "correction-requested"
    label = _("Message à l’expéditeur")
    hint = _("Ce qui doit être corrigé, et où le trouver. Il part par e-mail : pas d’indication sur la santé.")
    missing = _("Saisissez ce qui doit être corrigé")
    marks_rows = True

    def decide(self, answers: dict[str, Any]) -> None:
        """Returns the invoice to its sender."""
        ctx, invoice = self.request.action_context, self.context
        message, marked = answers["message"], self.marked_paths()
        decision_actions.request_correction(
            ctx, invoice, message, marked, language=self.language(answers), revision_number=self.revision_number
        )


@form_view(context=Invoice, name="refuse", permission="review", renderer=FORM, personal_data=INVOICE_READ)
class RefuseInvoice(MessageView):
    """« Refuser »: the reason."""

    title = _("Refuser la demande")
    effect = _("La demande est close. Son expéditeur reçoit la raison par e-mail et la retrouve au guichet.")
    buttons = (Button("decide", _("Refuser la demande")),)
    notice = "invoice-refused"
    label = _("Raison du refus")
    hint = _("Avec la base légale. Elle part par e-mail : pas d’indication sur la santé.")
    missing = _("Saisissez la raison du refus")

    def decide(self, answers: dict[str, Any]) -> None:
        """Refuses the invoice."""
        ctx, language = self.request.action_context, self.language(answers)
        decision_actions.refuse(
            ctx, self.context, answers["message"], language=language, revision_number=self.revision_number
        )
