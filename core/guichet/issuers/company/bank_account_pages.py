"""The forms for a company's bank accounts; both ask for password and code unless they were given just before."""

from collections.abc import Mapping
from typing import Any

from deform import ValidationFailure
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.issuers.company import company_actions
from guichet.issuers.company.company_schemas import bank_account_schema
from guichet.issuers.company.company_views import FORM, asked_bank_account, done, form_page, show_first
from guichet.issuers.models import BankAccount, Company
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form

NEW, KNOWN = _("Ajouter un compte bancaire"), _("Modifier un compte bancaire")
ADVICE = (
    _("Tous les gérants reçoivent un e-mail quand un compte change."),
    _(
        "Si c’est un QR-IBAN, saisissez aussi le N° de référence de paiement de chaque bénéficiaire, sur sa page. Il "
        "est transmis lors du paiement."
    ),
)
TWICE = _("Ce compte est déjà dans la liste, sous « ${label} ». Modifiez-le là")


@view_config(
    context=Company, name="add-bank-account", request_method="GET", permission="members", reauth=True, renderer=FORM
)
def empty_form(context: Company, request: Request) -> dict[str, Any]:
    """The form of another account."""
    form = _form(request)
    show_first(request, form)
    return form_page(context, request, form, NEW, ADVICE)


@view_config(
    context=Company, name="add-bank-account", request_method="POST", permission="members", reauth=True, renderer=FORM
)
def add(context: Company, request: Request) -> Any:
    """Stores another account. Sent twice, e.g. by a double click, the second time changes nothing."""
    form = _form(request)
    answers = _read(request, form)
    if answers is None:
        return _again(context, request, form, NEW)
    twin = _with_iban(context, answers["iban"])
    if twin is None:
        company_actions.add_bank_account(request.action_context, context, answers)
    elif any(getattr(twin, name) != (answers[name] or "") for name in company_actions.BANK_ACCOUNT):
        form.add_problem("iban", TWICE % {"label": twin.label})
        return _again(context, request, form, NEW)
    return done(context, request, "bank-account-saved")


@view_config(
    context=Company, name="change-bank-account", request_method="GET", permission="members", reauth=True, renderer=FORM
)
def filled_form(context: Company, request: Request) -> dict[str, Any]:
    """The form of a known account."""
    account = asked_bank_account(context, request)
    form = _form(request)
    show_first(request, form, {name: getattr(account, name) for name in company_actions.BANK_ACCOUNT})
    return form_page(context, request, form, KNOWN, ADVICE)


@view_config(
    context=Company, name="change-bank-account", request_method="POST", permission="members", reauth=True, renderer=FORM
)
def change(context: Company, request: Request) -> Any:
    """Stores what was changed."""
    account = asked_bank_account(context, request)
    form = _form(request)
    answers = _read(request, form)
    if answers is None:
        return _again(context, request, form, KNOWN)
    twin = _with_iban(context, answers["iban"])
    if twin not in (None, account):
        form.add_problem("iban", TWICE % {"label": twin.label})
        return _again(context, request, form, KNOWN)
    company_actions.change_bank_account(request.action_context, context, account, answers)
    return done(context, request, "bank-account-saved")


def _read(request: Request, form: Form) -> Mapping[str, Any] | None:
    try:
        answers: Mapping[str, Any] = form.validate(request.POST.items())
    except ValidationFailure:
        return None
    return answers


def _with_iban(company: Company, iban: str) -> BankAccount | None:
    return next((account for account in company.bank_accounts if account.iban == iban), None)


def _form(request: Request) -> Form:
    return new_form(request, bank_account_schema(), action=request.path, submit=(Button("save", _("Enregistrer")),))


def _again(company: Company, request: Request, form: Form, title: Any) -> dict[str, Any]:
    request.response.status_int = 422
    return form_page(company, request, form, title, ADVICE)
