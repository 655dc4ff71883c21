"""The page « Nouvelle facture »: which form, and for whom."""

from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.invoices import invoice_actions
from guichet.issuers.models import Company, Issuer
from guichet.values import avs
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form
from guichet.web.forms.nodes import Choice

TEMPLATE = "templates/new.pt"


@view_config(context=Issuer, name="new-invoice", request_method="GET", permission="file", renderer=TEMPLATE)
def choose(context: Issuer, request: Request) -> dict[str, Any]:
    """The forms this office accepts online, and a company's beneficiaries."""
    return _page(context, _form(context, request))


@view_config(context=Issuer, name="new-invoice", request_method="POST", permission="file", renderer=TEMPLATE)
def start(context: Issuer, request: Request) -> Any:
    """Starts a draft and opens its form."""
    form = _form(context, request)
    try:
        answers = form.validate(request.POST.items())
    except ValidationFailure:
        request.response.status_int = 422
        return _page(context, form)
    beneficiary = context.beneficiaries[answers.get("beneficiary") or context.self_id]
    invoice_type = request.desk.plugins.invoice_types[answers["type"]]
    try:
        invoice = invoice_actions.start_draft(request.action_context, context, beneficiary, invoice_type)
    except invoice_actions.TooMuch:
        return HTTPSeeOther(request.resource_path(context, query={"done": "too-many-drafts"}))
    return HTTPSeeOther(request.resource_path(invoice, "edit"))


def _form(issuer: Issuer, request: Request) -> Form:
    types = [
        (
            kind.id,
            kind.title,
            _("Formulaire ${number}. ${purpose}", mapping={"number": kind.id, "purpose": kind.purpose}),
        )
        for kind in request.desk.plugins.invoice_types.values()
    ]
    default = types[0][0] if len(types) == 1 else colander.drop
    nodes = [
        Choice(
            types,
            name="type",
            title=_("Type de facture"),
            missing_msg=_("Choisissez le type de facture"),
            default=default,
            as_list=False,
        )
    ]
    if isinstance(issuer, Company):
        rows = issuer.beneficiaries.directory.page("all", size=1000).rows
        people = [(beneficiary_id, f"{row.name}, {avs.masked(row.avs)}") for beneficiary_id, row in rows]
        nodes.append(
            Choice(
                people,
                name="beneficiary",
                title=_("Bénéficiaire"),
                missing_msg=_("Choisissez le bénéficiaire"),
                as_list=True,
            )
        )
    return new_form(
        request,
        colander.Schema(children=nodes),
        action=request.resource_path(issuer, "new-invoice"),
        submit=(Button("start", _("Continuer")),),
    )


def _page(issuer: Issuer, form: Form) -> dict[str, Any]:
    return {
        "title": _("Nouvelle facture"),
        "form": form,
        "problems": form.problems,
        "issuer": issuer,
        "nobody": isinstance(issuer, Company) and not issuer.beneficiaries.directory.count("all"),
    }
