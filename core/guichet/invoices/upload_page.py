"""Where the script of the form sends a file, one at a time, while the form stays as it is."""

from functools import partial
from typing import Any

from chameleon.utils import Markup
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet import clock
from guichet.i18n import _
from guichet.invoices.bill_panels import bill_panels, newly_proposed
from guichet.invoices.evaluation import DETAILS, Evaluation, evaluate_invoice
from guichet.invoices.invoice_form import invoice_form, reading_form
from guichet.invoices.joined_pictures import joinable
from guichet.invoices.models import Invoice
from guichet.invoices.states import EDITABLE
from guichet.invoices.uploads import (
    RETRY_AFTER,
    document_kind,
    form_findings,
    needed_documents,
    take_files,
)
from guichet.web.transactions import commit_on_error


@view_config(context=Invoice, name="upload", request_method="GET", permission="file")
def form_of_files(context: Invoice, request: Request) -> HTTPSeeOther:
    """Leads a person who loads this address to the form."""
    return HTTPSeeOther(request.resource_path(context, "edit", anchor="documents"))


@view_config(
    context=Invoice,
    name="upload",
    request_method="POST",
    permission="file",
    takes_files=True,
    renderer="templates/uploaded.pt",
)
def upload(context: Invoice, request: Request) -> Any:
    """Attaches the posted files and shows all documents; 422 with the reasons for a refusal, 503 for one of now alone.

    The answers of the form are not posted: they may be typed on, and saved, while a file is on its way. An address of
    its own, since what is posted to the form after a session has ended is saved as what was typed there.
    """
    if context.state not in EDITABLE:
        return HTTPSeeOther(request.resource_path(context))
    taken = take_files(request, context, required=True)
    if taken.refused:
        # Files beside it may have been taken.
        commit_on_error(request)
        request.response.status_int = 503 if taken.busy else 422
        if taken.busy:
            request.response.retry_after = RETRY_AFTER
    stored = evaluate_invoice(request.desk.plugins, context, clock.today())
    evaluation = stored.with_proposals
    fields, beyond = _proposed_fields(request, stored, evaluation)
    return {
        "proposed": newly_proposed(evaluation) if stored.proposed_texts else [],
        "fields": fields,
        "beyond": beyond,
        "bills": bill_panels(request, evaluation),
        "title": _("Documents"),
        "invoice": context,
        "needed": needed_documents(request, evaluation),
        "refused": taken.refused,
        "repeated": taken.repeated,
        "found_in": partial(form_findings, request, context),
        "kind_of": partial(document_kind, request, evaluation.invoice_type),
        "joinable": joinable(request, context, evaluation.invoice_type),
        "may_remove": lambda document: stored.lock is None or stored.lock.may_remove_document(document.id),
    }


def _proposed_fields(request: Request, stored: Evaluation, shown: Evaluation) -> tuple[Markup, bool]:
    """The questions with what bills propose in them, drawn; and whether one is in a line that the page has not."""
    if shown is stored:
        return Markup(""), False
    on_page, form = reading_form(request, stored), invoice_form(request, shown)
    paths = [f"{DETAILS}.{path}" for path in stored.proposed_texts]
    drawn = [form.find(path).draw() for path in paths if on_page.find(path).path == path]
    return Markup("".join(drawn)), len(drawn) < len(paths)
