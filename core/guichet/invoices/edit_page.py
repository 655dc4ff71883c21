"""The page on which an invoice is filled in. Every button saves the answers before it does anything else."""

from dataclasses import asdict
from functools import partial
from typing import Any

from pyramid.httpexceptions import HTTPBadRequest, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from guichet import clock
from guichet.documents.cleaning.outcome import UploadRejected
from guichet.i18n import _
from guichet.invoices import invoice_actions, shown_answers
from guichet.invoices.bill_actions import confirm_bill, propose_bills
from guichet.invoices.bill_panels import bill_panels, newly_proposed
from guichet.invoices.bills import paid_to_supplier
from guichet.invoices.conflict_page import conflict_page, conflict_sentence, find_conflict
from guichet.invoices.correction_actions import remove_marked_line
from guichet.invoices.correction_points import Point, place, points, problems
from guichet.invoices.correction_replies import NOT_SAVED, answers_shown, keep_replies, unsaved_page
from guichet.invoices.draft_heading import kept_until, title_detail
from guichet.invoices.earlier_documents import may_have_earlier
from guichet.invoices.evaluation import Evaluation, evaluate_invoice
from guichet.invoices.header import has_saved_account
from guichet.invoices.invoice_form import LINE, invoice_form, reading_form, show_issues
from guichet.invoices.joined_pictures import join_pictures, joinable, joining_refused
from guichet.invoices.line_texts import limit_texts, line_texts, list_sums, other_amounts
from guichet.invoices.models import Invoice
from guichet.invoices.moved_on import to_moved_on
from guichet.invoices.states import EDITABLE
from guichet.invoices.summary import points_text
from guichet.invoices.uploads import (
    RETRY_AFTER,
    TakenFiles,
    document_kind,
    form_findings,
    missing_documents,
    needed_documents,
    needed_tags,
    take_files,
)
from guichet.issuers.models import Company
from guichet.users.saved_forms import find_saved, remove_saved_form, save_form, saved_answers
from guichet.values import avs
from guichet.web.forms import problem_summary
from guichet.web.forms.dense_lists import calendar_sums, has_calendar
from guichet.web.forms.form import Form, ProblemLink
from guichet.web.forms.lines import list_at
from guichet.web.transactions import commit_on_error
from guichet.web.typed_forms import show_again

TEMPLATE = "templates/edit.pt"
CORRECTION = _("L’office demande une correction")
HEADER = ("decision", "payee", "issue", "remark")
"""Parts of the header that are questions of the form."""
PAGES = {"change": "beneficiary", "earlier": "earlier-documents"}
"""Buttons that lead to another page once the answers are saved."""
CHECKED = "checked"
"""Name in the query of the form that shows what stands against sending. The answers are those saved: the page may be
loaded again, also in another language."""
SENT_ELSEWHERE = _("Cette demande a été envoyée sur une autre page. Ce que vous saisissez ici n’est plus enregistré.")


@view_config(context=Invoice, name="edit", request_method="GET", permission="file", renderer=TEMPLATE)
def edit(context: Invoice, request: Request) -> Any:
    """The form as it was left; what was typed when a session ended comes first.

    If other answers were saved since that was typed, the choice between both comes instead. After « Envoyer » every
    error is shown at its question, with status 422, and so are the files that were refused.
    """
    evaluation = _stored_evaluation(request, context)
    if evaluation is None:
        return HTTPSeeOther(request.resource_path(context))
    evaluation = stored = evaluation.with_proposals
    form = invoice_form(request, evaluation)
    saved = saved_answers(request, form)
    if saved is not None:
        # The button that was pressed, as if the session had not ended.
        controls = dict(find_saved(request) or ())
        saved = form.change_lines(saved, controls)
        evaluation = evaluate_invoice(request.desk.plugins, context, clock.today(), saved)
        if _draft_version(controls.get("draft_version", "")) != context.draft_version:
            conflict = find_conflict(request, context, evaluation, controls.get(shown_answers.CONTROL, ""))
            if conflict.differences():
                return conflict_page(request, context, conflict, _refused_files(request))
        evaluation = evaluation.with_proposals
        form = invoice_form(request, evaluation)
    files = _refused_files(request)
    checked = CHECKED in request.GET
    if checked:
        show_issues(form, evaluation.errors, request.localize)
        files = files or missing_documents(request, evaluation)
    marks = points(request, evaluation, checked=checked)
    if form.problems or files or problems(marks):
        request.response.status_int = request.typed_form.status if request.typed_form else 422
        if request.response.status_int == 503:
            request.response.retry_after = RETRY_AFTER
    shown = answers_shown(context, stored)
    page = _page(request, context, evaluation, form, files, marks)
    return page | {"restored": saved is not None, "answers_shown": shown}


@view_config(context=Invoice, name="edit", request_method="POST", permission="file", takes_files=True)
def answer(context: Invoice, request: Request) -> Any:
    """Saves the answers, then performs the action of the button: lines, documents, leaving, sending."""
    stored = _stored_evaluation(request, context)
    if stored is None:
        # The script of the page cannot follow a redirect to another page.
        sent = Response(json_body={"conflict": request.localize(SENT_ELSEWHERE)}, status=409)
        return sent if "autosave" in request.POST else to_moved_on(request, context)
    unsaved = keep_replies(request, context)
    form = reading_form(request, stored)
    removed = _removed_line(request, stored)
    # Adding and removing lines are buttons of the form, so that they work without script.
    cstruct = form.read(request.POST.items())
    cstruct = cstruct if removed else form.change_lines(cstruct, request.POST)
    cstruct = _with_chosen_supplier(request, stored, cstruct)
    evaluation = evaluate_invoice(request.desk.plugins, context, clock.today(), cstruct)
    try:
        _save(request, context, evaluation)
    except invoice_actions.StaleDraft:
        if find_conflict(request, context, evaluation, "").differences():
            return _conflict(request, context, evaluation)
        # Only what counts for neither version differs: the saved answers stay, and no choice is asked for.
        evaluation = stored
    if removed:
        remove_marked_line(request.action_context, context, removed)
    if unsaved:
        return unsaved_page(request, context, unsaved)
    if "autosave" in request.POST:
        return _running_totals(request, context, evaluation, form)
    _change_documents(request, context)
    return _take_files(request, context, evaluation)


def _change_documents(request: Request, invoice: Invoice) -> None:
    if "detach" in request.POST:
        invoice_actions.detach(request.action_context, invoice, request.posted("detach"))
    if "confirm" in request.POST:
        confirm_bill(request.action_context, invoice, request.posted("confirm"))


def _take_files(request: Request, invoice: Invoice, evaluation: Evaluation) -> Any:
    """Attaches the chosen files, then redirects as the button says; to the form for files that were refused, with 503
    where one may be taken when it is sent again.

    A file that was chosen is attached with any button: a page that is shown again would lose the choice.
    """
    # Cleaning a file releases the write lock: another request may change the same draft meanwhile, and the commit of
    # one of them then meets a conflict and is tried again.
    taken = take_files(request, invoice, required="attach" in request.POST)
    if taken.refused:
        return _with_refused_files(request, invoice, taken)
    if any(button in request.POST for button in ("add", "remove", "repeat")):
        return _to_part(request, invoice, _changed_part(request, evaluation))
    page = next((page for button, page in PAGES.items() if button in request.POST), "")
    if page:
        return HTTPSeeOther(request.resource_path(invoice, page))
    if "join" in request.POST:
        return _join(request, invoice, evaluation)
    if "replace" in request.POST:
        return _to_replacing(request, invoice)
    if any(button in request.POST for button in ("attach", "detach", "confirm", "propose", "pay")):
        part = "payee" if "pay" in request.POST else "documents"
        return _back(request, invoice, part, "already-attached" if taken.repeated else "")
    if "save" in request.POST:
        return HTTPSeeOther(request.resource_path(evaluation.issuer, query={"done": "draft-saved"}))
    return _to_check_page(request, invoice)


def _to_replacing(request: Request, invoice: Invoice) -> HTTPSeeOther:
    """Redirects to the page where a document is replaced, or back when it is no longer attached."""
    document = invoice.attachments.get(request.posted("replace"))
    return (
        HTTPSeeOther(request.resource_path(document, "replace")) if document else _back(request, invoice, "documents")
    )


def _join(request: Request, invoice: Invoice, evaluation: Evaluation) -> HTTPSeeOther:
    """Puts the pictures of the posted kind into one PDF, and redirects to the documents; with the reason if not."""
    try:
        joined = join_pictures(request, invoice, evaluation.invoice_type, request.posted("join"))
    except UploadRejected as rejected:
        return _with_refused_files(request, invoice, TakenFiles([joining_refused(rejected)]))
    return _back(request, invoice, "documents", "pictures-joined" if joined else "")


def _stored_evaluation(request: Request, invoice: Invoice) -> Evaluation | None:
    """The evaluation of the saved answers; ``None`` once the invoice is with the office."""
    if invoice.state not in EDITABLE:
        return None
    plugins = request.desk.plugins
    answers = invoice_actions.current_cstruct(invoice, plugins.invoice_type(invoice.type_id))
    return evaluate_invoice(plugins, invoice, clock.today(), answers)


def _save(request: Request, invoice: Invoice, evaluation: Evaluation) -> None:
    version = _draft_version(request.posted("draft_version"))
    try:
        invoice_actions.save_answers(request.action_context, invoice, evaluation, version)
    except invoice_actions.TooMuch:
        # No answers that the form can hold are that long: the request does not come from the page.
        raise HTTPBadRequest from None
    # Of the page of the draft, and of the address that a new form is sent to.
    for path in (request.resource_path(invoice), request.path):
        remove_saved_form(request.identity.user, path)
    propose_bills(request.action_context, invoice, request.POST.getall("bill"))
    # A file may be refused; the answers are stored all the same.
    commit_on_error(request)


def _with_chosen_supplier(request: Request, stored: Evaluation, cstruct: dict[str, Any]) -> dict[str, Any]:
    """The answers with the account of the supplier for whose bill « Verser au fournisseur » was pressed, if any."""
    chosen = (one.bill for one in stored.bills if one.key == request.posted("pay"))
    bill = next(chosen, None)
    if bill is None:
        return cstruct
    offered = has_saved_account(stored.issuer, stored.beneficiary)
    return paid_to_supplier(cstruct, bill, offers_accounts=offered)


def _removed_line(request: Request, stored: Evaluation) -> str:
    """Path of a marked line that is to be taken out of a list of which the rest stays; empty for any other removal."""
    path = request.posted("remove")
    lock = stored.lock
    return path if lock and not lock.is_open(lock.sent_path(path.rpartition(".")[0])) else ""


def _draft_version(shown: str) -> int:
    """The version of the answers that a page shows; -1 for what is no number."""
    return int(shown) if shown.isascii() and shown.isdecimal() and len(shown) < 10 else -1


def _conflict(request: Request, invoice: Invoice, evaluation: Evaluation) -> Any:
    """409 and a sentence for the script of an older page; after a press of a button, the redirect to the choice."""
    # The choice also comes when the page is loaded again, e.g. in another language.
    save_form(request, request.identity.user, request.resource_path(invoice, "edit"))
    commit_on_error(request)
    if "autosave" in request.POST:
        sentence = f"{conflict_sentence(request, invoice)} {request.localize(NOT_SAVED)}"
        return Response(json_body={"conflict": sentence}, status=409)
    # Documents are added and never replace each other, so they need no choice.
    return _with_refused_files(request, invoice, take_files(request, invoice, required=False))


def _with_refused_files(request: Request, invoice: Invoice, taken: TakenFiles) -> HTTPSeeOther:
    """Redirects to the form, or to the choice between two versions, which names the files that were refused."""
    address, problems = request.resource_path(invoice, "edit"), [("file", message) for message in taken.refused]
    status = 503 if taken.busy else 422
    # The answers are stored with the draft, or with the user for the choice.
    return show_again(request, address, problems, status=status, controls=[]) or HTTPSeeOther(address)


def _refused_files(request: Request) -> list[str]:
    """Why files that were chosen before the redirect to this page were refused."""
    typed = request.typed_form
    return [texts[request.localize.language] for path, texts in typed.problems if path == "file"] if typed else []


def _running_totals(request: Request, invoice: Invoice, evaluation: Evaluation, form: Form) -> Response:
    """JSON for the script of the page: time of saving, address and version of the draft, amounts per line, total,
    documents that are asked for, and for a page that shows problems the ids of the questions that still have one.
    """
    localize = request.localize
    totals = {
        "saved": localize(_("Enregistré à ${time}.", mapping={"time": localize.clock(clock.now())})),
        "address": request.resource_path(invoice, "edit"),
        "draft_version": invoice.draft_version,
        "answers_shown": answers_shown(invoice, evaluation),
        # Ids of elements have dashes in place of the dots of a path.
        "lines": {path.replace(".", "-"): asdict(texts) for path, texts in line_texts(evaluation, localize).items()},
        "sums": {path.replace(".", "-"): sums for path, sums in list_sums(evaluation, localize).items()},
        "amounts": other_amounts(evaluation, localize),
        "limits": [asdict(limit) for limit in limit_texts(evaluation, localize)],
        "missing": points_text(evaluation.missing_points, localize),
        "needed": needed_tags(request, evaluation),
        "total": localize.money(evaluation.total),
        "problems": [],
    }
    with_problems = request.posted("autosave") == "problems"
    if with_problems or has_calendar(form):
        form.show(evaluation.cstruct)
    totals["texts"] = calendar_sums(form)
    if with_problems:
        show_issues(form, evaluation.errors, localize)
        left = [*form.problems, *problems(points(request, evaluation, checked=True))]
        totals["problems"] = [problem.href[1:] for problem in left]
        if missing_documents(request, evaluation):
            totals["problems"].append("file")
    return Response(json_body=totals)


def _changed_part(request: Request, evaluation: Evaluation) -> str:
    """Path of what a person goes on with: the first new line, or the list from which a line was removed.

    Empty for a malformed path.
    """
    path = request.posted("remove").rpartition(".")[0]
    if added := request.posted("add"):
        path = f"{added}.{max(len(list_at(evaluation.cstruct, added)) - 1, 0)}"
    elif repeated := request.posted("repeat"):
        place, _dot, number = repeated.rpartition(".")
        path = f"{place}.{int(number) + 1}" if number.isascii() and number.isdecimal() and len(number) < 6 else place
    # Posted text that becomes part of an address: only what can be a path of the form.
    return path if path.replace(".", "").replace("_", "").isalnum() else ""


def _back(request: Request, invoice: Invoice, anchor: str, done: str = "") -> HTTPSeeOther:
    query = {"done": done} if done else None
    return HTTPSeeOther(request.resource_path(invoice, "edit", query=query, anchor=anchor))


def _to_part(request: Request, invoice: Invoice, path: str) -> HTTPSeeOther:
    """Redirects to a line, which is then not folded, or to a list."""
    query = {LINE: path} if path.rpartition(".")[2].isdigit() else None
    return HTTPSeeOther(request.resource_path(invoice, "edit", query=query, anchor=path.replace(".", "-")))


def _to_check_page(request: Request, invoice: Invoice) -> HTTPSeeOther:
    """Redirects to the check page, or to the form with every error at its question."""
    evaluation = evaluate_invoice(request.desk.plugins, invoice, clock.today())
    # A bill that came with this press has not been seen yet.
    if evaluation.proposed_texts:
        return _back(request, invoice, "documents")
    if evaluation.is_ready:
        return HTTPSeeOther(request.resource_path(invoice, "check"))
    return HTTPSeeOther(request.resource_path(invoice, "edit", query={CHECKED: "yes"}))


def _page(
    request: Request,
    invoice: Invoice,
    evaluation: Evaluation,
    form: Form,
    files: list[str],
    marks: list[Point],
) -> dict[str, Any]:
    """The page; ``files`` are the problems with documents, which no question of the form shows."""
    found = [*form.problems, *problems(marks), *(ProblemLink("#file", text) for text in files)]
    localize, attachments = request.localize, evaluation.invoice_type.attachments
    return {
        "title": evaluation.invoice_type.title,
        "title_detail": title_detail(invoice),
        "kept_until": kept_until(request, invoice),
        "invoice_type": evaluation.invoice_type,
        "density": "compact" if isinstance(evaluation.issuer, Company) else None,
        "evaluation": evaluation,
        "invoice": invoice,
        "form": form,
        "problems": found,
        "summary": problem_summary(request, found),
        "file_problems": {f"problem{number}": text for number, text in enumerate(files)},
        "kinds": tuple((attachment.kind, localize(attachment.label)) for attachment in attachments),
        "found_in": partial(form_findings, request, invoice),
        "kind_of": partial(document_kind, request, evaluation.invoice_type),
        "earlier": may_have_earlier(invoice),
        "joinable": joinable(request, invoice, evaluation.invoice_type),
        "total": evaluation.total,
        "amounts": other_amounts(evaluation, localize),
        "limits": limit_texts(evaluation, localize),
        "missing_points": points_text(evaluation.missing_points, localize),
        "needed": needed_documents(request, evaluation),
        "bills": bill_panels(request, evaluation),
        "proposed": newly_proposed(evaluation),
        "limit": request.registry.file_cleaner.limits.size,
        "restored": False,
        "answers_shown": "",
        "copied": "",
        "form_changed": invoice.type_version != evaluation.invoice_type.version,
        "company": isinstance(evaluation.issuer, Company),
        "may_change": isinstance(evaluation.issuer, Company) and invoice.state == "draft",
        **_correction(request, invoice, evaluation, form, marks),
        "show_avs": avs.show,
    }


def _correction_heading(request: Request, marks: int) -> str:
    one, many = _("L’office demande ${n} correction"), _("L’office demande ${n} corrections")
    return str(request.localize.plural(marks, one, many) if marks > 1 else request.localize(CORRECTION))


def _correction(
    request: Request, invoice: Invoice, evaluation: Evaluation, form: Form, marks: list[Point]
) -> dict[str, Any]:
    """The marks, what may be changed, and the rows of the header that stay as they were sent."""
    lock = evaluation.lock
    rows = {row.path: row for row in invoice.latest.frozen.rows(request.localize.language)} if lock else {}
    parts = [part for part in HEADER if lock and part in rows and not lock.part_is_open(part)]
    return {
        "correcting": invoice.state == "correction_requested",
        "correction_heading": _correction_heading(request, len(marks)),
        "points": marks,
        "outside": place(request, form, marks),
        "locked": lock is not None,
        "locked_rows": {part: rows[part] for part in parts},
        "may_remove": lambda document: lock is None or lock.may_remove_document(document.id),
    }
