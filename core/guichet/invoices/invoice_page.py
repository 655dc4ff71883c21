"""The page of one invoice: its state, what happens next, what was sent, what has happened."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.invoices import invoice_actions
from guichet.invoices.lifecycle import TRANSITIONS, WrongState
from guichet.invoices.models import Invoice
from guichet.invoices.states import STATES
from guichet.issuers.models import Issuer
from guichet.store.models import find

WITHDRAW = "templates/withdraw.pt"


@view_config(context=Invoice, name="", request_method="GET", permission="view", renderer="templates/invoice.pt")
def invoice(context: Invoice, request: Request) -> Any:
    """One page for all states; a draft is its form."""
    if context.state == "draft":
        return HTTPSeeOther(request.resource_path(context, "edit"))
    revision, language = context.latest, request.localize.language
    return {
        "title": revision.frozen.title(language),
        "invoice": context,
        "issuer": find(context, Issuer),
        "revision": revision,
        "rows": revision.frozen.rows(language),
        "documents": [context.attachments[attachment_id] for attachment_id in revision.attachments],
        "state": STATES[context.state],
        "office_message": context.office_message,
        "timeline": [(event.moment, TRANSITIONS[event.transition].label) for event in reversed(context.events)],
        "may_withdraw": request.has_permission("file", context) and context.state in TRANSITIONS["withdraw"].sources,
        "may_correct": request.has_permission("file", context) and context.state == "correction_requested",
    }


@view_config(context=Invoice, name="withdraw", request_method="GET", permission="file", renderer=WITHDRAW)
def ask_withdrawal(context: Invoice, request: Request) -> Any:
    """Asks once before a sent invoice is taken back or a draft is thrown away."""
    draft = context.state == "draft"
    if not draft and context.state not in TRANSITIONS["withdraw"].sources:
        return HTTPSeeOther(request.resource_path(context))
    title = _("Supprimer ce brouillon ?") if draft else _("Retirer la demande ?")
    return {"title": title, "invoice": context, "draft": draft}


@view_config(context=Invoice, name="withdraw", request_method="POST", permission="file")
def withdraw(context: Invoice, request: Request) -> HTTPSeeOther:
    """Takes the invoice back, or throws the draft away."""
    issuer = context.__parent__.__parent__
    try:
        if context.state == "draft":
            invoice_actions.discard(request.action_context, context)
            return HTTPSeeOther(request.resource_path(issuer, query={"done": "draft-discarded"}))
        invoice_actions.withdraw(request.action_context, context)
    except WrongState:
        return HTTPSeeOther(request.resource_path(context))
    return HTTPSeeOther(request.resource_path(context, query={"done": "invoice-withdrawn"}))
