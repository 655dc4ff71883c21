"""The page of one invoice: state, latest revision, timeline; and the question before it is withdrawn or deleted."""

from functools import partial
from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet import clock
from guichet.i18n import _
from guichet.invoices import invoice_actions
from guichet.invoices.conversation import CaseMessage
from guichet.invoices.drafts import can_be_copied
from guichet.invoices.first_form import first_form_path
from guichet.invoices.lifecycle import TRANSITIONS
from guichet.invoices.mails import WRITTEN_DECISION
from guichet.invoices.models import Invoice
from guichet.invoices.next_step import next_step
from guichet.invoices.row_blocks import blocks
from guichet.invoices.states import STATES
from guichet.invoices.uploads import document_findings
from guichet.issuers.models import Issuer
from guichet.store.models import find
from guichet.web.personal_data import REDIRECTS

WITHDRAW = "templates/withdraw.pt"
SHOWN = "shown"
"""Name of the hidden control with the version of the invoice that the question is about."""


@view_config(
    context=Invoice,
    name="",
    request_method="GET",
    permission="view",
    personal_data=REDIRECTS,
    renderer="templates/invoice.pt",
)
def invoice(context: Invoice, request: Request) -> Any:
    """The invoice as it was sent last, in any state; a draft redirects to its form, and the office to its review."""
    if not request.has_permission("file", context):
        # The office may view what was sent only: to it a draft is an address that does not exist.
        if not context.revisions:
            raise HTTPNotFound()
        return HTTPSeeOther(request.resource_path(context, "review", query=request.GET))
    if context.state == "draft":
        return HTTPSeeOther(request.resource_path(context, "edit"))
    revision, language = context.latest, request.localize.language
    frozen = revision.frozen
    kinds = {document.id: frozen.text(document.kind_labels, language) for document in frozen.documents}
    return {
        "title": frozen.title(language),
        "title_detail": f"{context.reference}, {request.localize(STATES[context.state].tag)}",
        "invoice": context,
        "issuer": find(context, Issuer),
        "revision": revision,
        "blocks": blocks(frozen.rows(language), frozen.lists(language)),
        "total": revision.total,
        # Of the revision: a correction under way may have attached or removed others.
        "documents": [context.attachments[attachment_id] for attachment_id in revision.attachments],
        "found_in": partial(document_findings, request),
        "kind_of": lambda document: kinds[document.id],
        "state": STATES[context.state],
        "office_message": context.office_message,
        "deadline": context.correction.deadline if context.correction else None,
        "written_decision": WRITTEN_DECISION,
        "next_step": [request.localize(one) for one in next_step(request.desk, context, clock.now(), request.localize)],
        "timeline": [
            (TRANSITIONS[event.transition].label, event, marks) for event, marks in reversed(context.standing_events)
        ],
        "may_withdraw": context.state in TRANSITIONS["withdraw"].sources,
        "messages": _messages(context, request),
        "answer": context.open_answer,
        "copy_path": _copy_path(context, request),
        "form_gone": context.type_id not in request.desk.plugins.invoice_types,
        "may_correct": context.state == "correction_requested",
    }


def _messages(invoice: Invoice, request: Request) -> list[tuple[CaseMessage, str]]:
    """The messages with their author, the latest first; the office is named as such, as in the timeline."""
    users, office = request.root["users"], request.localize(_("L’office"))
    found = [
        (one, office if one.from_office else (user.name if (user := users.get(one.author)) else ""))
        for one in invoice.conversation or ()
    ]
    return found[::-1]


def _copy_path(invoice: Invoice, request: Request) -> str:
    """The address of a new form with the answers of ``invoice``; empty where there is none to be copied.

    For a beneficiary who was taken off the list, the address of the page that asks for whom it is.
    """
    issuer: Issuer = find(invoice, Issuer)
    offered = invoice.type_id in request.desk.plugins.invoice_types
    if not (offered and can_be_copied(invoice)):
        return ""
    if issuer.beneficiaries[invoice.beneficiary_id].removed:
        path: str = request.resource_path(issuer, "new-invoice", query={"type": invoice.type_id, "copy": invoice.id})
        return path
    return first_form_path(request, issuer, invoice.type_id, invoice.beneficiary_id, invoice.id)


@view_config(context=Invoice, name="withdraw", request_method="GET", permission="file", renderer=WITHDRAW)
def ask_withdrawal(context: Invoice, request: Request) -> Any:
    """Asks before a sent invoice is withdrawn or a draft is deleted."""
    draft = context.state == "draft"
    if not draft and context.state not in TRANSITIONS["withdraw"].sources:
        return HTTPSeeOther(request.resource_path(context))
    title = _("Supprimer ce brouillon ?") if draft else _("Retirer la demande ?")
    detail = context.reference
    return {"title": title, "title_detail": detail, "invoice": context, "draft": draft, "shown": _version(context)}


@view_config(context=Invoice, name="withdraw", request_method="POST", permission="file")
def withdraw(context: Invoice, request: Request) -> HTTPSeeOther:
    """Withdraws the invoice, or deletes the draft, as the button says. `WrongState` leads to the page of the invoice.

    Not as the state says: what was a draft on the page may have been sent by a colleague since. Nor what has changed
    since: it would be gone unread.
    """
    changed = request.posted(SHOWN) != _version(context)
    if changed and context.state == "draft":
        return HTTPSeeOther(request.resource_path(context, "withdraw", query={"done": "draft-changed"}))
    if changed and context.state in TRANSITIONS["withdraw"].sources:
        return HTTPSeeOther(request.resource_path(context, query={"done": "invoice-moved-on"}))
    if "discard" in request.POST:
        invoice_actions.discard(request.action_context, context)
        return HTTPSeeOther(request.resource_path(find(context, Issuer), query={"done": "draft-discarded"}))
    invoice_actions.withdraw(request.action_context, context)
    return HTTPSeeOther(request.resource_path(context, query={"done": "invoice-withdrawn"}))


def _version(invoice: Invoice) -> str:
    """Another one after each event, and after each change of answers or documents."""
    return f"{len(invoice.events)}-{invoice.content_digest}"
