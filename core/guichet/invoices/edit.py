"""The form of an invoice. Whatever button is pressed, what was typed is kept first."""

import json
from collections.abc import Mapping
from typing import Any

from deform import ValidationFailure
from pyramid.httpexceptions import HTTPBadRequest, HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config
from translationstring import TranslationString

from guichet import clock
from guichet.documents.intake import Refused, accept
from guichet.holders.models import Company
from guichet.i18n import _
from guichet.invoices import actions
from guichet.invoices.lifecycle import EDITABLE, WrongState
from guichet.invoices.models import Invoice
from guichet.invoices.reading import Reading
from guichet.invoices.rows import read_revision
from guichet.invoices.types import Computation
from guichet.values import avs
from guichet.web.forms import new_form
from guichet.web.forms.controls import Malformed
from guichet.web.forms.form import Form, ProblemLink, Submit
from guichet.web.transactions import keep

TEMPLATE = "templates/edit.pt"
TOO_MANY = _(
    "Vous pouvez joindre ${most} fichiers. Supprimez-en ou réunissez des pages", mapping={"most": actions.MOST_FILES}
)
NO_FILE = _("Choisissez un fichier")


@view_config(context=Invoice, name="edit", request_method="GET", permission="file", renderer=TEMPLATE)
def edit(context: Invoice, request: Request) -> Any:
    """The form as it was left; what was typed when a session ended comes first."""
    reading = reading_of(request, context)
    if context.state not in EDITABLE or reading.beneficiary is None:
        return HTTPSeeOther(request.resource_path(context))
    form, kept = _form(request, reading), _kept(request)
    raw = form.read(kept) if kept else reading.raw
    form.show(raw)
    return _page(request, reading, form, raw, ()) | {"kept": bool(kept)}


@view_config(context=Invoice, name="edit", request_method="POST", permission="file", renderer=TEMPLATE)
def answer(context: Invoice, request: Request) -> Any:
    """Keeps the answers, then does what the button says."""
    reading = reading_of(request, context)
    if context.state not in EDITABLE or reading.beneficiary is None:
        return HTTPSeeOther(request.resource_path(context))
    form = _form(request, reading)
    raw = _read(form, request)
    form.show(raw)
    _store(request, reading, raw)
    if "add" in request.POST or ("remove" in request.POST):
        return _change_lines(request, reading, form, raw)
    if "detach" in request.POST:
        actions.detach(request.act, context, request.POST["detach"])
        return _back(request, context, "documents")
    refused = _take_files(request, context, required="attach" in request.POST)
    if refused:
        return _again(request, reading, form, raw, refused)
    if "attach" in request.POST:
        return _back(request, context, "documents")
    if "save" in request.POST:
        return HTTPSeeOther(request.resource_path(reading.holder, query={"done": "draft-saved"}))
    return _send(request, reading, form, raw)


@view_config(context=Invoice, name="autosave", request_method="POST", permission="file", renderer="json")
def autosave(context: Invoice, request: Request) -> dict[str, Any]:
    """Keeps the answers while somebody types, and tells the running totals that the server has worked out."""
    reading = reading_of(request, context)
    if context.state not in EDITABLE or reading.beneficiary is None:
        raise HTTPBadRequest
    raw = _read(_form(request, reading), request)
    _store(request, reading, raw)
    computation = reading.compute(raw)
    lines = {f"details-{path.replace('.', '-')}": parts for path, parts in worked(request, computation).items()}
    saved = request.say(_("Enregistré à ${time}.", mapping={"time": request.say.clock(clock.now())}))
    return {"saved": saved, "lines": lines, "total": request.say.money(computation.total)}


def reading_of(request: Request, invoice: Invoice) -> Reading:
    """The invoice as it stands today."""
    return Reading(request.desk.plugins, invoice, clock.today())


def checked_answers(reading: Reading, form: Form, raw: Mapping[str, Any]) -> dict[str, Any] | None:
    """The answers when nothing blocks them; otherwise ``None``, and the form says what to mend."""
    try:
        answers = form.check(raw)
    except ValidationFailure:
        return None
    blocking = [problem for problem in reading.problems(answers) if problem.level == "block"]
    for problem in blocking:
        if problem.field != "documents":
            form.add_problem(problem.field, problem.message)
    return None if blocking else answers


def document_problems(request: Request, reading: Reading, raw: Mapping[str, Any]) -> list[ProblemLink]:
    """The documents that are missing, as links to where they are attached."""
    kinds = {document.kind for document in reading.invoice.documents}
    reasons = dict.fromkeys(request.say(proof.reason) for proof in reading.proofs(raw) if proof.kind not in kinds)
    return [ProblemLink("#file", reason) for reason in reasons]


def worked(request: Request, computation: Computation) -> dict[str, tuple[str, str]]:
    """Formula and amount of each line, as shown under it."""
    say = request.say
    return {
        f"lines.{number}": (" · ".join(say(part.formula) for part in line.parts), say.money(line.amount))
        for number, line in enumerate(computation.lines)
        if line.parts
    }


def _form(request: Request, reading: Reading) -> Form:
    # The first button is the hidden one that the Enter key presses; the page draws the visible ones itself.
    send = (Submit("send", _("Envoyer ma demande")),)
    path = request.resource_path(reading.invoice, "edit")
    return new_form(request, reading.schema, action=path, multipart=True, submit=send, worked={})


def _read(form: Form, request: Request) -> dict[str, Any]:
    try:
        return form.read(request.POST.items())
    except Malformed:
        raise HTTPBadRequest from None


def _kept(request: Request) -> list[tuple[str, str]]:
    """What this person had typed here when the session ended."""
    kept = request.identity.account.kept_form
    if kept is None or kept[0] != request.path:
        return []
    return [(name, value) for name, value in json.loads(kept[1])]


def _store(request: Request, reading: Reading, raw: Mapping[str, Any]) -> None:
    try:
        actions.save_answers(request.act, reading, raw)
    except WrongState:
        raise HTTPBadRequest from None
    request.identity.account.kept_form = None
    # The answers stay even if something in them is wrong and the page answers with an error.
    keep(request)


def _change_lines(request: Request, reading: Reading, form: Form, raw: dict[str, Any]) -> HTTPSeeOther:
    changed = form.change_lines(raw, request.POST)
    if changed is not None:
        actions.save_answers(request.act, reading, changed)
    lines = (changed or raw).get("details", {}).get("lines", [])
    return _back(request, reading.invoice, f"details-lines-{max(len(lines) - 1, 0)}")


def _back(request: Request, invoice: Invoice, anchor: str) -> HTTPSeeOther:
    return HTTPSeeOther(request.resource_path(invoice, "edit", anchor=anchor))


def _take_files(request: Request, invoice: Invoice, required: bool) -> list[TranslationString]:
    """Attaches what was chosen; the reasons for the files that were refused."""
    chosen = [file for file in request.POST.getall("file") if hasattr(file, "file") and file.filename]
    if required and not chosen:
        return [NO_FILE]
    kinds = request.desk.plugins.invoice_types[invoice.type_id].attachment_kinds
    kind = request.POST.get("kind", "")
    refused: list[TranslationString] = []
    for file in chosen:
        if len(invoice.attached) >= actions.MOST_FILES:
            return [*refused, TOO_MANY]
        try:
            clean = accept(file.filename, file.file.read())
        except Refused as problem:
            refused.append(problem.message)
        else:
            actions.attach(request.act, invoice, clean, kind if kind in kinds else next(iter(kinds), ""))
    return refused


def _send(request: Request, reading: Reading, form: Form, raw: dict[str, Any]) -> Any:
    """« Envoyer ma demande » leads to the last check, « Modifier ma demande » sends the correction."""
    answers = checked_answers(reading, form, raw)
    missing = document_problems(request, reading, raw)
    if answers is None or missing:
        return _again(request, reading, form, raw, (), missing)
    if reading.invoice.state == "draft":
        return HTTPSeeOther(request.resource_path(reading.invoice, "check"))
    actions.submit(request.act, reading, answers, request.say.language)
    return HTTPSeeOther(request.resource_path(reading.invoice, "sent"))


def _again(
    request: Request, reading: Reading, form: Form, raw: dict[str, Any], refused: Any, missing: Any = ()
) -> dict[str, Any]:
    request.response.status_int = 422
    links = [*missing, *(ProblemLink("#file", request.say(message)) for message in refused)]
    return _page(request, reading, form, raw, links)


def _page(request: Request, reading: Reading, form: Form, raw: dict[str, Any], links: Any) -> dict[str, Any]:
    computation = reading.compute(raw)
    form.explain({f"details.{path}": parts for path, parts in worked(request, computation).items()})
    problems = [*form.problems, *links]
    return {
        "title": reading.invoice_type.title,
        "reading": reading,
        "invoice": reading.invoice,
        "form": form,
        "problems": problems,
        "summary": form.frame.renderer("problem", say=request.say, problems=problems) if problems else "",
        "file_problems": [link.text for link in links],
        "total": computation.total,
        "correcting": reading.invoice.state == "correction_requested",
        "proofs": list(dict.fromkeys(request.say(proof.reason) for proof in reading.proofs(raw))),
        "kept": False,
        "company": isinstance(reading.holder, Company),
        "marked": [(f"#{path.replace('.', '-')}", label) for path, label in _marked(request, reading)],
        "show_avs": avs.show,
    }


def _marked(request: Request, reading: Reading) -> list[tuple[str, str]]:
    """The fields the office wants corrected, with the names it saw them under."""
    invoice = reading.invoice
    if not invoice.marked:
        return []
    read = read_revision(reading.invoice_type, invoice.latest, request.say)
    rows = [(row.field, row.label) for row in read.rows] + [("documents", request.say(_("Documents")))]
    return [(field, label) for field, label in rows if field in invoice.marked]
