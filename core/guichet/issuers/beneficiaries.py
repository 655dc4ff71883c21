"""The pages of « Bénéficiaires », and « Mes données » for an insured person, who is their own beneficiary."""

from typing import Any

from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.issuers import issuer_actions
from guichet.issuers.index_rows import BeneficiaryRow
from guichet.issuers.issuer_schemas import beneficiary_schema
from guichet.issuers.models import Beneficiaries, Beneficiary, Company, Issuer
from guichet.store.models import find
from guichet.store.sorted_index import Page
from guichet.values import avs, decision_number
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form

MAX_FOUND = 100
"""Beneficiaries a search shows on one page."""
FORM = "templates/beneficiary.pt"
LIST = "templates/beneficiaries.pt"
REMOVE = "templates/remove_beneficiary.pt"


@view_config(context=Beneficiaries, name="", request_method="GET", permission="beneficiaries", renderer=LIST)
def beneficiaries(context: Beneficiaries, request: Request) -> dict[str, Any]:
    """The list by name, 25 a page."""
    return _list(context, context.directory.page("all", request.GET.get("after")), "")


@view_config(context=Beneficiaries, name="", request_method="POST", permission="beneficiaries", renderer=LIST)
def search(context: Beneficiaries, request: Request) -> dict[str, Any]:
    """The same list filtered by name or AVS number; by POST, since neither belongs in an address."""
    text = request.posted("text")[:100]
    return _list(context, context.search(text, request.POST.get("after"), MAX_FOUND), text)


@view_config(context=Beneficiaries, name="add", request_method="GET", permission="beneficiaries", renderer=FORM)
def empty_form(context: Beneficiaries, request: Request) -> dict[str, Any]:
    """The form of a new beneficiary."""
    return _page(request, _form(request), None)


@view_config(context=Beneficiaries, name="add", request_method="POST", permission="beneficiaries", renderer=FORM)
def add(context: Beneficiaries, request: Request) -> Any:
    """Stores a new beneficiary."""
    form = _form(request)
    try:
        answers = form.validate(request.POST.items())
    except ValidationFailure:
        return _again(request, form, None)
    issuer_actions.add_beneficiary(request.action_context, find(context, Issuer), answers)
    return HTTPSeeOther(request.resource_path(context, query={"done": "beneficiary-saved"}))


@view_config(context=Beneficiary, name="", request_method="GET", permission="file", renderer=FORM)
def filled_form(context: Beneficiary, request: Request) -> dict[str, Any]:
    """The form of a known beneficiary."""
    form = _form(request)
    kept = {name: getattr(context, name, None) for name in (child.name for child in form.schema)}
    form.show(form.schema.serialize({name: value for name, value in kept.items() if value}))
    return _page(request, form, context)


@view_config(context=Beneficiary, name="", request_method="POST", permission="file", renderer=FORM)
def change(context: Beneficiary, request: Request) -> Any:
    """Stores what was changed."""
    form = _form(request)
    try:
        answers = form.validate(request.POST.items())
    except ValidationFailure:
        return _again(request, form, context)
    issuer_actions.change_beneficiary(request.action_context, context, answers)
    own = not isinstance(find(context, Issuer), Company)
    target = context if own else context.__parent__
    return HTTPSeeOther(request.resource_path(target, query={"done": "beneficiary-saved"}))


@view_config(context=Beneficiary, name="forget-decision", request_method="POST", permission="file")
def forget_decision(context: Beneficiary, request: Request) -> HTTPSeeOther:
    """Takes a decision number off the beneficiary."""
    issuer_actions.forget_decision(request.action_context, context, request.posted("number"))
    return HTTPSeeOther(request.resource_path(context, query={"done": "beneficiary-saved"}))


@view_config(context=Beneficiary, name="remove", request_method="GET", permission="beneficiaries", renderer=REMOVE)
def ask_removal(context: Beneficiary, request: Request) -> Any:
    """Asks once, and says what happens to invoices already sent."""
    return {"title": _("Supprimer ${name} de vos bénéficiaires ?", mapping={"name": context.name})}


@view_config(context=Beneficiary, name="remove", request_method="POST", permission="beneficiaries")
def remove(context: Beneficiary, request: Request) -> HTTPSeeOther:
    """Removes a company's beneficiary."""
    issuer = find(context, Issuer)
    issuer_actions.remove_beneficiary(request.action_context, context)
    return HTTPSeeOther(request.resource_path(issuer.beneficiaries, query={"done": "beneficiary-removed"}))


def _form(request: Request) -> Form:
    issuer = find(request.context, Issuer)
    own = [user.iban for user in issuer.bank_accounts] if isinstance(issuer, Company) else ()
    return new_form(request, beneficiary_schema(own), submit=(Button("save", _("Enregistrer")),))


def _list(context: Beneficiaries, page: Page[BeneficiaryRow], text: str) -> dict[str, Any]:
    return {
        "title": _("Bénéficiaires"),
        "list": page,
        "count": context.directory.count("all"),
        "text": text,
        "masked": avs.masked,
    }


def _page(request: Request, form: Form, beneficiary: Beneficiary | None) -> dict[str, Any]:
    issuer = find(request.context, Issuer)
    own = not isinstance(issuer, Company)
    title = beneficiary.name if beneficiary else _("Ajouter un bénéficiaire")
    return {
        "title": _("Mes données") if own and not issuer.representation else title,
        "form": form,
        "problems": form.problems,
        "beneficiary": beneficiary,
        "own": own,
        "show_decision": decision_number.show,
    }


def _again(request: Request, form: Form, beneficiary: Beneficiary | None) -> dict[str, Any]:
    request.response.status_int = 422
    return _page(request, form, beneficiary)
