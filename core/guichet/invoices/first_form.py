"""The form of an invoice until its first answer: opening it stores nothing.

The address names form, beneficiary, a random key and, for a copy, the earlier invoice. The id of the draft is derived
from all of it: whatever is sent to one address makes one draft, also a double press, a script that saves meanwhile, or
Back and a further press.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from guichet import clock
from guichet.declaration import InvoiceType
from guichet.i18n import _
from guichet.invoices import edit_page, invoice_actions
from guichet.invoices.drafts import can_be_copied, new_draft
from guichet.invoices.lists import history_of
from guichet.invoices.models import Invoice
from guichet.issuers.models import Beneficiary, Issuer
from guichet.plugins import MissingInvoiceType
from guichet.store.models import new_id

NAME = "new-form"
TOO_MANY = _("Vous avez cent brouillons : cette demande n’est pas enregistrée. Envoyez-en ou supprimez-en un.")


@dataclass(frozen=True)
class Start:
    """What an address names."""

    invoice_type: InvoiceType
    beneficiary: Beneficiary
    source: Invoice | None
    """The earlier invoice whose answers are copied."""
    draft_id: str


def first_form_path(request: Request, issuer: Issuer, type_id: str, beneficiary_id: str, source_id: str = "") -> str:
    """The address of a new form, which no other opening of the same form has; of a copy with ``source_id``."""
    source = (source_id,) if source_id else ()
    path: str = request.resource_path(issuer, NAME, type_id, beneficiary_id, new_id(), *source)
    return path


@view_config(context=Issuer, name=NAME, request_method="GET", permission="file", renderer=edit_page.TEMPLATE)
def first_form(context: Issuer, request: Request) -> Any:
    """The form with the answers it begins with; once it has a draft, the redirect to it."""
    start = _start(context, request)
    if start is None:
        return _to_choice(context, request)
    if start.draft_id in context.invoices:
        return HTTPSeeOther(request.resource_path(context.invoices[start.draft_id], "edit"))
    if history_of(context).count("todo:draft") >= invoice_actions.MAX_DRAFTS:
        return _too_many(context, request)
    draft = new_draft(
        context,
        start.beneficiary,
        start.invoice_type,
        author=request.identity.user_id,
        now=clock.now(),
        office_code=request.desk.tenant.office_code,
        draft_id=start.draft_id,
        source=start.source,
    )
    return edit_page.edit(draft, request) | {"copied": start.source.reference if start.source else ""}


@view_config(context=Issuer, name=NAME, request_method="POST", permission="file", takes_files=True)
def first_answer(context: Issuer, request: Request) -> Any:
    """Stores the draft unless it is there, then does what the button of its form does."""
    start = _start(context, request)
    if start is None:
        return _to_choice(context, request)
    draft = context.invoices.get(start.draft_id)
    if draft is None:
        ctx, source = request.action_context, start.source
        try:
            draft = invoice_actions.start_draft(
                ctx, context, start.beneficiary, start.invoice_type, draft_id=start.draft_id, source=source
            )
        except invoice_actions.TooMuch:
            return _too_many(context, request)
    return edit_page.answer(draft, request)


def _start(issuer: Issuer, request: Request) -> Start | None:
    """What the address names; None for one that no page of the desk has made.

    Raises ``MissingInvoiceType`` for a form that the office does not offer.
    """
    if not 3 <= len(request.subpath) <= 4:
        return None
    type_id, beneficiary_id, _key, *source_id = request.subpath
    beneficiary = issuer.beneficiaries.get(beneficiary_id)
    # A form that was open when its person was taken off the list is stored all the same, like a draft for that person.
    if beneficiary is None or (beneficiary.removed and request.method != "POST"):
        return None
    source = issuer.invoices.get(source_id[0]) if source_id else None
    if source_id and (source is None or source.type_id != type_id or not can_be_copied(source)):
        return None
    invoice_type = request.desk.plugins.invoice_types.get(type_id)
    if invoice_type is None:
        raise MissingInvoiceType(type_id)
    return Start(invoice_type, beneficiary, source, _draft_id(issuer, request))


def _draft_id(issuer: Issuer, request: Request) -> str:
    """The id of the draft of this address.

    Keyed and made with the issuer's id: an address must not choose the id of another issuer's invoice, which the lists
    of the office would mistake for it.
    """
    address = "\n".join((issuer.id, *request.subpath)).encode()
    return hmac.new(request.desk.keys("draft-id"), address, hashlib.sha256).hexdigest()[: len(new_id())]


def _to_choice(issuer: Issuer, request: Request) -> HTTPSeeOther:
    return HTTPSeeOther(request.resource_path(issuer, "new-invoice"))


def _too_many(issuer: Issuer, request: Request) -> Response:
    """Redirects to the list of drafts; the script of the page, which cannot follow it, gets a sentence."""
    if "autosave" in request.POST:
        return Response(json_body={"conflict": request.localize(TOO_MANY)}, status=409)
    return HTTPSeeOther(request.resource_path(issuer, query={"done": "too-many-drafts"}))
