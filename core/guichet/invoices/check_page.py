"""The last check before sending, and the page after it."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.invoices import invoice_actions
from guichet.invoices.models import Invoice
from guichet.invoices.pdf import next_steps
from guichet.invoices.sheet import Sheet, open_sheet, reading_of
from guichet.invoices.summary import read_back
from guichet.web.forms.form import ProblemLink

TEMPLATE = "templates/check.pt"
Answers = dict[str, Any]
CHANGED = _("La demande a changé entre-temps. Vérifiez-la encore une fois, puis envoyez-la")


@view_config(context=Invoice, name="check", request_method="GET", permission="file", renderer=TEMPLATE)
def check(context: Invoice, request: Request) -> Any:
    """Everything read back, as it was understood."""
    sendable = _sendable(request, context)
    return _page(request, *sendable, []) if sendable else _elsewhere(request, context)


@view_config(context=Invoice, name="check", request_method="POST", permission="file", renderer=TEMPLATE)
def send(context: Invoice, request: Request) -> Any:
    """« Envoyer la demande ». Sent twice, the second time shows the confirmation of the first."""
    sendable = _sendable(request, context)
    if sendable is None:
        return _elsewhere(request, context)
    sheet, answers = sendable
    if request.posted("version") != sheet.invoice.version:
        request.response.status_int = 409
        return _page(request, sheet, answers, [ProblemLink("#answers", request.localize(CHANGED))])
    if sheet.warnings(answers) and "seen" not in request.POST:
        request.response.status_int = 422
        message = request.localize(_("Cochez la case pour confirmer que vous avez vérifié"))
        return _page(request, sheet, answers, [ProblemLink("#seen", message)])
    invoice_actions.submit(request.action_context, sheet.reading, answers, request.localize.language)
    return HTTPSeeOther(request.resource_path(context, "sent"))


@view_config(context=Invoice, name="sent", request_method="GET", permission="file", renderer="templates/sent.pt")
def sent(context: Invoice, request: Request) -> Any:
    """« Demande envoyée », with the reference and the copy."""
    if not context.revisions:
        return HTTPSeeOther(request.resource_path(context))
    return {
        "title": _("Demande envoyée"),
        "invoice": context,
        "reading": reading_of(request, context),
        "user": request.root["users"][context.latest.sent_by],
        "steps": next_steps(request.desk, request.localize),
    }


def _sendable(request: Request, invoice: Invoice) -> tuple[Sheet, Answers] | None:
    """A draft that nothing blocks any more."""
    sheet = open_sheet(request, invoice) if invoice.state == "draft" else None
    answers = sheet.answers() if sheet else None
    return (sheet, answers) if sheet and answers is not None and not sheet.missing_documents() else None


def _elsewhere(request: Request, invoice: Invoice) -> HTTPSeeOther:
    """A draft goes back to its form; an invoice sent a moment ago, by a double click, to its confirmation."""
    view = {"draft": "edit", "submitted": "sent"}.get(invoice.state, "")
    return HTTPSeeOther(request.resource_path(invoice, view))


def _page(request: Request, sheet: Sheet, answers: Answers, problems: list[ProblemLink]) -> dict[str, Any]:
    reading, details = sheet.reading, answers["details"]
    return {
        "title": _("Vérifiez votre demande avant de l’envoyer"),
        "reading": reading,
        "invoice": sheet.invoice,
        "read": read_back(reading.plugins, reading.invoice_type, reading.facts(answers), details, request.localize),
        "warnings": sheet.warnings(answers),
        "problems": problems,
        "version": sheet.invoice.version,
        "summary": sheet.summary(problems),
        "edit_path": request.resource_path(sheet.invoice, "edit"),
    }
