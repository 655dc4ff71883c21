"""Pages of the office about the messages of a sender: the answer, and « Classer sans réponse »."""

from functools import cached_property
from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet.i18n import _
from guichet.invoices.conversation_actions import MAX_TEXT
from guichet.invoices.invoice_readings import INVOICE_READ
from guichet.invoices.models import Invoice
from guichet.office.cases import correspondence
from guichet.office.cases.case_pages import CasePage, back_to_review
from guichet.office.cases.case_queue import in_list
from guichet.office.cases.message_actions import NewMessage, answer_sender, file_messages
from guichet.office.cases.shown_messages import shown_messages
from guichet.web.form_view import InvalidAnswer, form_view
from guichet.web.forms.form import Button
from guichet.web.forms.nodes import LongText
from guichet.web.post_views import post_view

BY_MAIL = _("Il part aussi par e-mail : pas d’indication sur la santé.")
AT_DESK = _("L’expéditeur le lit au guichet ; l’e-mail qui l’annonce ne le contient pas.")
SEEN = "seen"
"""Name of the hidden control with the number of messages that the page shows."""


@form_view(
    context=Invoice, name="answer", permission="review", renderer="templates/answer.pt", personal_data=INVOICE_READ
)
class AnswerSender(CasePage):
    """« Écrire à l’expéditeur »: what was written so far, and a text that is mailed."""

    title = _("Écrire à l’expéditeur")
    buttons = (Button("send", _("Envoyer le message")),)
    notice = "message-answered"

    @cached_property
    def reader(self) -> correspondence.Reader | None:
        """Who gets the mail: the person who has written last, or the sender."""
        conversation = self.context.conversation
        return correspondence.reader_of_invoice(
            self.context, self.request, conversation.last_sender if conversation else ""
        )

    def schema(self) -> colander.SchemaNode:
        """The text, and its language where the reader's is another one."""
        text = LongText(
            MAX_TEXT,
            name="message",
            title=_("Message"),
            description=BY_MAIL if self.request.desk.tenant.messages_in_mails else AT_DESK,
            missing_msg=_("Saisissez votre message"),
            rows="6",
        )
        schema = colander.Schema(children=[text])
        if self.reader and self.reader.hint:
            schema.add(correspondence.language_node(self.request))
        return schema

    def page(self) -> dict[str, Any]:
        """The conversation so far."""
        messages = shown_messages(self.context, self.request)
        return {
            **super().page(),
            "messages": messages,
            "seen": len(messages),
            "seen_name": SEEN,
            "hint": self.reader.hint if self.reader else None,
            "parts": [child.name for child in self.form.schema.children],
        }

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Sends the message."""
        language = answers.get("language") or self.request.localize.language
        try:
            answer_sender(
                self.request.action_context,
                self.context,
                answers["message"],
                language=language,
                seen=seen_messages(self.request),
            )
        except NewMessage as newer:
            raise InvalidAnswer(
                "message", _("Un message est arrivé entre-temps. Lisez-le, puis envoyez le vôtre"), status=409
            ) from newer
        return self.finish()


def seen_messages(request: Request) -> int:
    """The number of messages that the page showed; 0 for what is none."""
    seen: str = request.posted(SEEN)
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else 0


def review_of(context: Invoice, request: Request) -> str:
    """The path of the page with the button."""
    return in_list(request, request.resource_path(context, "review"))


@post_view(context=Invoice, name="file-messages", permission="review", page=review_of)
def file_unanswered(context: Invoice, request: Request) -> HTTPSeeOther:
    """« Classer sans réponse »: what waits needs no answer. A message that has come since stays to be read."""
    try:
        file_messages(request.action_context, context, seen=seen_messages(request))
    except NewMessage:
        return back_to_review(context, request, "message-came")
    return back_to_review(context, request, "messages-filed")
