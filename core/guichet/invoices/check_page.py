"""The check page, on which an invoice is sent, and the confirmation after sending."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet import clock
from guichet.declaration import Issue
from guichet.declaration.kinds import free_text_problem
from guichet.i18n import _
from guichet.invoices import invoice_actions
from guichet.invoices.checked_version import changed_parts, checked_version
from guichet.invoices.evaluation import Evaluation, evaluate_invoice
from guichet.invoices.finding import label_of, row_of
from guichet.invoices.frozen import TextRow
from guichet.invoices.models import Invoice
from guichet.invoices.moved_on import to_moved_on
from guichet.invoices.next_step import after_sending
from guichet.invoices.pdf import next_steps
from guichet.invoices.row_blocks import blocks
from guichet.invoices.states import EDITABLE
from guichet.invoices.summary import text_lists, text_rows
from guichet.invoices.uploads import document_kind, form_findings
from guichet.invoices.usual_time import usual_time
from guichet.issuers.models import Company, Issuer
from guichet.store.models import find
from guichet.users.saved_forms import find_saved, remove_saved_form
from guichet.web.forms import problem_summary
from guichet.web.forms.controls import clean
from guichet.web.forms.form import ProblemLink
from guichet.web.language_switch import switched_language
from guichet.web.typed_forms import posted_controls, show_again

TEMPLATE = "templates/check.pt"
EXPLANATION, MAX_EXPLANATION = "explanation", 500
"""Name of the question why warnings do not apply, and the longest answer."""
CHANGED = _("La demande a changé entre-temps. Vérifiez-la encore une fois, puis envoyez-la")
CHANGED_PARTS = _("La demande a changé entre-temps : ${parts}. Vérifiez-la encore une fois, puis envoyez-la")


@view_config(context=Invoice, name="check", request_method="GET", permission="file", renderer=TEMPLATE)
def check(context: Invoice, request: Request) -> Any:
    """The answers as they were read, with total, documents and warnings; after a POST that could not be sent, why."""
    evaluation = _ready(request, context)
    if evaluation is None:
        return _elsewhere(request, context)
    typed = request.typed_form
    # What was typed before the language was changed, or when the session ended, is not judged yet.
    kept, refused = typed.answers if typed else dict(find_saved(request) or ()), bool(typed and typed.status != 200)
    return _shown(request, context, evaluation, kept, refused=refused)


@view_config(context=Invoice, name="check", request_method="POST", permission="file", renderer=TEMPLATE)
def send(context: Invoice, request: Request) -> Any:
    """« Envoyer la demande »: sends the invoice and redirects to the confirmation, or to the next new invoice.

    Leads back to the page when anything that the sending would freeze has changed since it was shown (409), and until
    the warnings are confirmed and their explanation can be taken (422). A second press of the button leads to the
    confirmation of the first.
    """
    evaluation = _ready(request, context)
    if evaluation is None:
        return _elsewhere(request, context)
    posted, switched = dict(posted_controls(request)), switched_language(request)
    if switched or _obstacle(request, context, evaluation, posted):
        # A text that is too long for a cookie is shown again at once.
        return show_again(request, request.resource_path(context, "check"), status=200 if switched else 422) or _shown(
            request, context, evaluation, posted, refused=not switched
        )
    language, confirmed = request.localize.language, "seen" in request.POST
    # It belongs to the warnings, which may have gone meanwhile.
    explanation = clean(request.posted(EXPLANATION)).strip() if evaluation.warnings else ""
    invoice_actions.submit(
        request.action_context, context, evaluation, language=language, confirmed=confirmed, explanation=explanation
    )
    remove_saved_form(request.identity.user, request.path)
    if "next" in request.POST:
        query = {"type": context.type_id, "sent": context.id}
        return HTTPSeeOther(request.resource_path(evaluation.issuer, "new-invoice", query=query))
    return HTTPSeeOther(request.resource_path(context, "sent"))


@view_config(context=Invoice, name="sent", request_method="GET", permission="file", renderer="templates/sent.pt")
def sent(context: Invoice, request: Request) -> Any:
    """« Demande envoyée », with form, person, amount, reference and PDF; a draft leads to its own page."""
    if not context.revisions:
        return HTTPSeeOther(request.resource_path(context))
    frozen = context.latest.frozen
    usual = usual_time(request.root, context.type_id, clock.today())
    return {
        "title": _("Demande envoyée"),
        "title_detail": context.reference,
        "form_title": frozen.title(request.localize.language),
        "beneficiary": frozen.header.beneficiary,
        "invoice": context,
        "issuer": find(context, Issuer),
        "user": request.root["users"][context.latest.sent_by],
        "steps": next_steps(request.desk, request.localize),
        "usual": [request.localize(one) for one in usual.sentences] if usual else [],
    }


def _ready(request: Request, invoice: Invoice) -> Evaluation | None:
    """The evaluation of a draft or correction without errors; None for any other invoice."""
    if invoice.state not in EDITABLE:
        return None
    evaluation = evaluate_invoice(request.desk.plugins, invoice, clock.today())
    return evaluation if evaluation.is_ready else None


def _elsewhere(request: Request, invoice: Invoice) -> HTTPSeeOther:
    """Redirects to the form of an invoice that has errors, to the confirmation after a double click, or to the invoice.

    Where the office has undone its request for a correction, what is with it is not the correction.
    """
    if invoice.state in EDITABLE:
        return HTTPSeeOther(request.resource_path(invoice, "edit"))
    if invoice.state == "submitted" and invoice.events[-1].transition in ("submit", "resubmit"):
        return HTTPSeeOther(request.resource_path(invoice, "sent"))
    return to_moved_on(request, invoice)


def _obstacle(
    request: Request, invoice: Invoice, evaluation: Evaluation, posted: Mapping[str, str]
) -> tuple[int, ProblemLink] | None:
    """Why what was ``posted`` does not send the invoice: status and problem; None when it does."""
    # What was checked is what is sent: another page may have saved since, or another person changed the account.
    shown, current = posted.get("version", ""), checked_version(evaluation, invoice.documents)
    if shown != current:
        return 409, ProblemLink("#answers", _changed(request, shown, current))
    if evaluation.warnings and "seen" not in posted:
        return 422, ProblemLink("#seen", request.localize(_("Cochez la case pour confirmer que vous avez vérifié")))
    unwritten = free_text_problem(posted.get(EXPLANATION, ""), MAX_EXPLANATION, long=True)
    if evaluation.warnings and unwritten is not None:
        return 422, ProblemLink(f"#{EXPLANATION}", request.localize(unwritten))
    return None


def _changed(request: Request, shown: str, current: str) -> str:
    """What has changed since the check page was shown, in one sentence."""
    localize = request.localize
    parts = [localize(part) for part in changed_parts(shown, current)]
    text: str = localize(CHANGED_PARTS % {"parts": localize.listing(parts)} if parts else CHANGED)
    return text


def _shown(
    request: Request, invoice: Invoice, evaluation: Evaluation, posted: Mapping[str, str], *, refused: bool
) -> dict[str, Any]:
    """The page with what was ``posted``; where that did not send the invoice, with why."""
    obstacle = _obstacle(request, invoice, evaluation, posted) if refused else None
    if obstacle is not None:
        request.response.status_int = obstacle[0]
    problems = [obstacle[1]] if obstacle is not None else []
    rows = text_rows(evaluation, request.localize)
    return {
        "title": _("Vérifiez votre demande avant de l’envoyer"),
        "title_detail": invoice.reference or evaluation.invoice_type.title,
        "invoice": invoice,
        "version": checked_version(evaluation, invoice.documents),
        "found_in": partial(form_findings, request, invoice),
        "kind_of": partial(document_kind, request, evaluation.invoice_type),
        "form_title": evaluation.invoice_type.title,
        "blocks": blocks(rows, text_lists(evaluation, request.localize)),
        "total": evaluation.total,
        "next_step": [request.localize(one) for one in after_sending(request.root, invoice.type_id, clock.today())],
        "warnings": [
            (
                label_of(warning.path, rows),
                _place(request.resource_path(invoice, "edit"), evaluation, warning.path, rows),
                warning.message,
                _path_of_other(request, evaluation, warning),
            )
            for warning in evaluation.warnings
        ],
        "explanation": posted.get(EXPLANATION, ""),
        # Where other answers are shown than before, they are to be looked at again.
        "seen": "seen" in posted and not (obstacle and obstacle[0] == 409),
        "problems": problems,
        "summary": problem_summary(request, problems),
        "edit_path": request.resource_path(invoice, "edit"),
        "may_change": evaluation.may_change_within,
        # A company types one invoice after the other; a correction is the answer to one question of the office.
        "may_go_on": isinstance(evaluation.issuer, Company) and invoice.state == "draft",
    }


def _place(edit_path: str, evaluation: Evaluation, path: str, rows: Sequence[TextRow]) -> str | None:
    """The address of what a warning is about, as of « Modifier » beside it; None where nothing of it may change."""
    row = row_of(path, rows)
    if row is None or row.path in ("beneficiary", "issuer") or not evaluation.may_change_within(row.path):
        return None
    line = f"?line={row.path}" if row.path.rpartition(".")[2].isdecimal() else ""
    return f"{edit_path}{line}#{row.path.replace('.', '-')}"


def _path_of_other(request: Request, evaluation: Evaluation, warning: Issue) -> str | None:
    """The path of the sender's other invoice that a warning names; None for a warning that names none."""
    reference = (getattr(warning.message, "mapping", None) or {}).get("reference")
    other = request.root["references"].invoice_id(str(reference)) if reference else None
    return request.resource_path(evaluation.issuer, "invoices", other) if other else None
