"""Where the script of the form sends a file, one at a time, while the form stays as it is."""

from functools import partial
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet import clock
from guichet.i18n import _
from guichet.invoices.evaluation import evaluate_invoice
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
    evaluation = evaluate_invoice(request.desk.plugins, context, clock.today())
    return {
        "title": _("Documents"),
        "invoice": context,
        "needed": needed_documents(request, evaluation),
        "refused": taken.refused,
        "repeated": taken.repeated,
        "found_in": partial(form_findings, request, context),
        "kind_of": partial(document_kind, request, evaluation.invoice_type),
        "joinable": joinable(request, context, evaluation.invoice_type),
    }
