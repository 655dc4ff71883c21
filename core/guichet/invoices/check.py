"""The last check before sending, and the page after it."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.invoices import actions
from guichet.invoices.copy import next_steps
from guichet.invoices.edit import checked_answers, document_problems, reading_of
from guichet.invoices.models import Invoice
from guichet.invoices.reading import Reading
from guichet.invoices.rows import read_back
from guichet.invoices.types import Problem
from guichet.web.forms import new_form
from guichet.web.forms.form import ProblemLink

TEMPLATE = "templates/check.pt"


@view_config(context=Invoice, name="check", request_method="GET", permission="file", renderer=TEMPLATE)
def check(context: Invoice, request: Request) -> Any:
    """Everything read back, as it was understood."""
    reading = reading_of(request, context)
    answers = _sendable(request, reading)
    if answers is None:
        return HTTPSeeOther(request.resource_path(context, "edit" if context.state == "draft" else ""))
    return _page(request, reading, answers, ())


@view_config(context=Invoice, name="check", request_method="POST", permission="file", renderer=TEMPLATE)
def send(context: Invoice, request: Request) -> Any:
    """« Envoyer la demande ». Sent twice, the second time shows the confirmation of the first."""
    if context.state == "submitted":
        return HTTPSeeOther(request.resource_path(context, "sent"))
    reading = reading_of(request, context)
    answers = _sendable(request, reading)
    if answers is None:
        return HTTPSeeOther(request.resource_path(context, "edit" if context.state == "draft" else ""))
    if _warnings(reading, answers) and "seen" not in request.POST:
        request.response.status_int = 422
        problem = ProblemLink("#seen", request.say(_("Cochez la case pour confirmer que vous avez vérifié")))
        return _page(request, reading, answers, (problem,))
    actions.submit(request.act, reading, answers, request.say.language)
    return HTTPSeeOther(request.resource_path(context, "sent"))


@view_config(context=Invoice, name="sent", request_method="GET", permission="file", renderer="templates/sent.pt")
def sent(context: Invoice, request: Request) -> Any:
    """« Demande envoyée », with the reference and the copy."""
    if not context.revisions:
        return HTTPSeeOther(request.resource_path(context))
    reading = reading_of(request, context)
    account = request.root["accounts"][context.latest.sent_by]
    return {
        "title": _("Demande envoyée"),
        "invoice": context,
        "reading": reading,
        "account": account,
        "steps": next_steps(request.desk, request.say),
    }


def _sendable(request: Request, reading: Reading) -> dict[str, Any] | None:
    """The answers of a draft that nothing blocks any more."""
    if reading.invoice.state != "draft" or reading.beneficiary is None:
        return None
    form = new_form(request, reading.schema)
    answers = checked_answers(reading, form, reading.raw)
    return None if document_problems(request, reading, reading.raw) else answers


def _warnings(reading: Reading, answers: dict[str, Any]) -> list[Problem]:
    return [problem for problem in reading.problems(answers) if problem.level == "warn" and not problem.for_office_only]


def _page(request: Request, reading: Reading, answers: dict[str, Any], problems: Any) -> dict[str, Any]:
    form = new_form(request, reading.schema)
    return {
        "title": _("Vérifiez votre demande avant de l’envoyer"),
        "reading": reading,
        "invoice": reading.invoice,
        "read": read_back(reading.invoice_type, reading.facts(answers), answers["details"], request.say),
        "warnings": _warnings(reading, answers),
        "problems": problems,
        "summary": form.frame.renderer("problem", say=request.say, problems=problems) if problems else "",
        "edit_path": request.resource_path(reading.invoice, "edit"),
    }
