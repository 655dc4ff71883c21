"""The form of an invoice. Whatever button is pressed, what was typed is kept first."""

from typing import Any

from pyramid.httpexceptions import HTTPBadRequest, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config
from translationstring import TranslationString

from guichet import clock
from guichet.i18n import _
from guichet.invoices import invoice_actions
from guichet.invoices.models import Invoice
from guichet.invoices.sheet import Sheet, open_sheet
from guichet.invoices.summary import read_revision
from guichet.invoices.uploads import take_files
from guichet.issuers.models import Company
from guichet.users.saved_forms import saved_answers
from guichet.users.user_actions import remove_saved_form
from guichet.values import avs
from guichet.web.forms.form import ProblemLink
from guichet.web.transactions import commit_on_error

TEMPLATE = "templates/edit.pt"


@view_config(context=Invoice, name="edit", request_method="GET", permission="file", renderer=TEMPLATE)
def edit(context: Invoice, request: Request) -> Any:
    """The form as it was left; what was typed when a session ended comes first."""
    sheet = open_sheet(request, context)
    if sheet is None:
        return HTTPSeeOther(request.resource_path(context))
    kept = saved_answers(request, sheet.form)
    if kept is not None:
        sheet.show(kept)
    return _page(request, sheet, []) | {"kept": kept}


@view_config(context=Invoice, name="edit", request_method="POST", permission="file", renderer=TEMPLATE)
def answer(context: Invoice, request: Request) -> Any:
    """Keeps the answers, then does what the button says."""
    sheet = open_sheet(request, context)
    if sheet is None:
        return HTTPSeeOther(request.resource_path(context))
    _store(request, sheet)
    if "autosave" in request.POST:
        return _running_totals(request, sheet)
    if "add" in request.POST or "remove" in request.POST:
        return _change_lines(request, sheet)
    if "detach" in request.POST:
        invoice_actions.detach(request.action_context, context, request.posted("detach"))
        return _back(request, context, "documents")
    refused = take_files(request, context, required="attach" in request.POST)
    if refused:
        return _again(request, sheet, refused)
    if "attach" in request.POST:
        return _back(request, context, "documents")
    if "save" in request.POST:
        return HTTPSeeOther(request.resource_path(sheet.reading.issuer, query={"done": "draft-saved"}))
    return _send(request, sheet)


def _running_totals(request: Request, sheet: Sheet) -> Response:
    """What the page's script shows while somebody types: the answers are kept, and what the server has worked out."""
    computation = sheet.computation
    totals = {
        "saved": request.localize(_("Enregistré à ${time}.", mapping={"time": request.localize.clock(clock.now())})),
        "lines": {path.replace(".", "-"): parts for path, parts in sheet.line_amounts(computation).items()},
        "total": request.localize.money(computation.total),
    }
    return Response(json_body=totals)


def _store(request: Request, sheet: Sheet) -> None:
    sheet.show(sheet.form.read(request.POST.items()))
    try:
        invoice_actions.save_answers(request.action_context, sheet.reading, sheet.raw)
    except invoice_actions.TooMuch:
        raise HTTPBadRequest from None
    remove_saved_form(request.identity.user)
    # The answers stay even if something in them is wrong and the page answers with an error.
    commit_on_error(request)


def _change_lines(request: Request, sheet: Sheet) -> HTTPSeeOther:
    changed = sheet.form.change_lines(sheet.raw, request.POST) or sheet.raw
    invoice_actions.save_answers(request.action_context, sheet.reading, changed)
    last = max(len(changed["details"].get("lines", ())) - 1, 0)
    return _back(request, sheet.invoice, f"details-lines-{last}")


def _back(request: Request, invoice: Invoice, anchor: str) -> HTTPSeeOther:
    return HTTPSeeOther(request.resource_path(invoice, "edit", anchor=anchor))


def _send(request: Request, sheet: Sheet) -> Any:
    """« Envoyer ma demande » leads to the last check, « Modifier ma demande » sends the correction."""
    answers, missing = sheet.answers(), sheet.missing_documents()
    if answers is None or missing:
        request.response.status_int = 422
        return _page(request, sheet, missing)
    if sheet.invoice.state == "draft":
        return HTTPSeeOther(request.resource_path(sheet.invoice, "check"))
    invoice_actions.submit(request.action_context, sheet.reading, answers, request.localize.language)
    return HTTPSeeOther(request.resource_path(sheet.invoice, "sent"))


def _again(request: Request, sheet: Sheet, refused: list[TranslationString]) -> dict[str, Any]:
    request.response.status_int = 422
    return _page(request, sheet, [ProblemLink("#file", request.localize(message)) for message in refused])


def _page(request: Request, sheet: Sheet, files: list[ProblemLink]) -> dict[str, Any]:
    """The page; ``files`` are the problems with documents, which no field of the form shows."""
    computation = sheet.computation
    sheet.form.explain(sheet.line_amounts(computation))
    problems = [*sheet.form.problems, *files]
    return {
        "title": sheet.reading.invoice_type.title,
        "reading": sheet.reading,
        "invoice": sheet.invoice,
        "form": sheet.form,
        "problems": problems,
        "summary": sheet.summary(problems),
        "file_problems": [link.text for link in files],
        "total": computation.total,
        "correcting": sheet.invoice.state == "correction_requested",
        "missing": [link.text for link in sheet.missing_documents()],
        "kept": False,
        "company": isinstance(sheet.reading.issuer, Company),
        "marked": _marked(sheet),
        "show_avs": avs.show,
    }


def _marked(sheet: Sheet) -> list[tuple[str, str]]:
    """The fields the office wants corrected: address on the page, and the name the office saw them under."""
    invoice, localize = sheet.invoice, sheet.localize
    if not invoice.marked:
        return []
    read = read_revision(sheet.reading.plugins, sheet.reading.invoice_type, invoice.latest, localize)
    labels = [(row.field, row.label) for row in read.rows] + [("documents", localize(_("Documents")))]
    return [(f"#{field.replace('.', '-')}", label) for field, label in labels if field in invoice.marked]
