"""The page for two people, or two pages of one person, who have changed the same draft: what is kept of each."""

import json
from dataclasses import replace
from typing import Any

from pyramid.httpexceptions import HTTPBadRequest, HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from guichet import clock
from guichet.i18n import _
from guichet.invoices import invoice_actions
from guichet.invoices.draft_conflicts import Difference, differences, merged, titled
from guichet.invoices.evaluation import DETAILS, Evaluation, evaluate_invoice
from guichet.invoices.invoice_form import saved_choices
from guichet.invoices.models import MAX_CSTRUCT, Invoice
from guichet.invoices.states import EDITABLE

TEMPLATE = "guichet.invoices:templates/conflict.pt"
TYPED = "typed"
"""Name of the hidden field with the answers of the older page, and value of a choice for them."""


def conflict_sentence(request: Request, invoice: Invoice) -> str:
    """Who saved other answers, and when."""
    time = request.localize.clock(invoice.saved)
    if invoice.saved_by == request.identity.user_id:
        text = _("Vous avez modifié cette demande sur une autre page à ${time}.", mapping={"time": time})
    else:
        user = request.root["users"].get(invoice.saved_by)
        name = user.name if user else _("Quelqu’un")
        text = _("${name} a modifié cette demande à ${time}.", mapping={"name": name, "time": time})
    sentence: str = request.localize(text)
    return sentence


def conflict_page(request: Request, invoice: Invoice, typed: Evaluation) -> Response:
    """The choice between what was typed on an older page and what is saved; nothing is lost until it is made."""
    response: Response = render_to_response(TEMPLATE, _page(request, invoice, typed), request)
    response.status_int = 409
    return response


@view_config(context=Invoice, name="draft-conflict", request_method="POST", permission="file")
def choose(context: Invoice, request: Request) -> Any:
    """Saves the answers that were chosen, and goes on with the form."""
    if context.state not in EDITABLE:
        return HTTPSeeOther(request.resource_path(context))
    plugins, today = request.desk.plugins, clock.today()
    typed = evaluate_invoice(plugins, context, today, _typed(request))
    if request.posted("draft_version") != str(context.draft_version):
        return conflict_page(request, context, typed)
    chosen = frozenset(one.path for one in _differences(typed, context) if request.posted(one.path) == TYPED)
    evaluation = evaluate_invoice(plugins, context, today, _merged(typed, context, chosen))
    try:
        invoice_actions.save_answers(request.action_context, context, evaluation, context.draft_version)
    except invoice_actions.TooMuch:
        raise HTTPBadRequest from None
    return HTTPSeeOther(request.resource_path(context, "edit", query={"done": "draft-merged"}))


def _typed(request: Request) -> dict[str, Any]:
    """The answers of the older page, as its hidden field brings them back."""
    text = request.posted(TYPED)
    try:
        answers = json.loads(text) if len(text) <= MAX_CSTRUCT else None
    except (ValueError, RecursionError):  # the second for brackets without end
        answers = None
    if not isinstance(answers, dict):
        raise HTTPBadRequest
    return answers


def _differences(typed: Evaluation, invoice: Invoice) -> list[Difference]:
    saved = invoice_actions.current_cstruct(invoice, typed.invoice_type)
    header = differences(typed.header_form, typed.cstruct, saved)
    details = differences(typed.invoice_type.form, typed.cstruct.get(DETAILS), saved.get(DETAILS), DETAILS)
    return [*header, *details]


def _merged(typed: Evaluation, invoice: Invoice, chosen: frozenset[str]) -> dict[str, Any]:
    saved = invoice_actions.current_cstruct(invoice, typed.invoice_type)
    header = merged(typed.header_form, typed.cstruct, saved, chosen)
    details = merged(typed.invoice_type.form, typed.cstruct.get(DETAILS), saved.get(DETAILS), chosen, DETAILS)
    return {**header, DETAILS: details}


def _readable(difference: Difference, typed: Evaluation) -> Difference:
    """An account or decision that is saved goes by its key in the answers, and by its name on the page."""
    names = {key: label for key, label, _note in saved_choices(typed).get(difference.path, ())}
    return replace(
        difference,
        typed=names.get(difference.typed, difference.typed),
        saved=names.get(difference.saved, difference.saved),
    )


def _page(request: Request, invoice: Invoice, typed: Evaluation) -> dict[str, Any]:
    found = [_readable(difference, typed) for difference in _differences(typed, invoice)]
    return {
        "title": _("Cette demande a été modifiée entre-temps"),
        "invoice": invoice,
        "sentence": conflict_sentence(request, invoice),
        "own": invoice.saved_by == request.identity.user_id,
        "rows": [(difference, titled(difference, request.localize)) for difference in found],
        "typed": json.dumps(typed.cstruct, ensure_ascii=False),
        "problems": [],
    }
