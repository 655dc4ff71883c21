"""« Écrire à l’office »: the sender's page for a message about an invoice that was sent."""

from typing import Any

import colander
from pyramid.request import Request
from translationstring import TranslationString

from guichet.i18n import _
from guichet.invoices.conversation_actions import MAX_TEXT, TooManyMessages, may_write, write_to_office
from guichet.invoices.models import Invoice
from guichet.web.form_view import FormView, InvalidAnswer, form_view
from guichet.web.forms.form import Button, Link
from guichet.web.forms.nodes import LongText


@form_view(context=Invoice, name="message", permission="file")
class WriteToOffice(FormView):
    """A text; the office answers on the page of the invoice and by mail."""

    context: Invoice
    title = _("Écrire à l’office")
    buttons = (Button("send", _("Envoyer le message")),)
    obstacle_status = 429

    def __init__(self, context: Invoice, request: Request) -> None:
        super().__init__(context, request)
        path = request.resource_path(context)
        self.back = Link(_("‹ Demande ${reference}", mapping={"reference": context.reference}), path)
        self.cancel = Link(_("Ne rien envoyer"), path)

    def before(self) -> Any:
        """A draft leads to its form: the office knows nothing of it."""
        return self.redirect(self.context, "edit") if self.context.state == "draft" else None

    @property
    def lead(self) -> tuple[TranslationString, ...]:  # type: ignore[override]
        """Where the answer comes, and that a message is no correction."""
        sentences = (
            _("L’office lit votre message avec cette demande. Sa réponse arrive ici, et un e-mail l’annonce."),
        )
        if self.context.state != "correction_requested":
            return sentences
        return (
            *sentences,
            _("L’office attend votre correction : un message ne la remplace pas. Corrigez la demande et renvoyez-la."),
        )

    @property
    def obstacle(self) -> TranslationString | None:  # type: ignore[override]
        """That a limit is reached."""
        return None if may_write(self.request.action_context, self.context) else self._too_many

    @property
    def _too_many(self) -> TranslationString:
        # The numbers are `MAX_A_DAY` and `MAX_MESSAGES`.
        text: TranslationString = _(
            "Vous avez beaucoup écrit au sujet de cette demande. Écrivez à nouveau demain, ou appelez l’office au "
            "${phone}.",
            mapping={"phone": self.request.desk.plugins.contacts.phone},
        )
        return text

    def schema(self) -> colander.SchemaNode:
        """The text."""
        text = LongText(
            MAX_TEXT,
            name="message",
            title=_("Votre message"),
            description=_(
                "Une question ou une précision sur cette demande. Les documents se joignent à une correction."
            ),
            missing_msg=_("Saisissez votre message"),
            rows="6",
        )
        return colander.Schema(children=[text])

    def page(self) -> dict[str, Any]:
        """The reference for the title of the window."""
        return {"title_detail": self.context.reference}

    def success(self, answers: dict[str, Any]) -> Any:
        """Sends the message."""
        try:
            write_to_office(
                self.request.action_context, self.context, answers["message"], language=self.request.localize.language
            )
        except TooManyMessages as full:  # between the page and the answer
            raise InvalidAnswer("message", self._too_many, status=429) from full
        return self.done("message-sent", self.context)
