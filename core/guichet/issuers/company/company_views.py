"""What the pages of « Ma société » have in common: forms and questions about one person or one account."""

from collections.abc import Mapping
from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from guichet.issuers.members import Member, member_of
from guichet.issuers.models import BankAccount, Company
from guichet.users.saved_forms import show_saved
from guichet.users.user_actions import remove_saved_form
from guichet.web.forms.form import Form

FORM = "templates/form.pt"
CONFIRM = "templates/confirm.pt"


def asked_id(request: Request) -> str:
    """The id of a person or an account, with which the address ends; empty when there is none."""
    return request.subpath[0] if len(request.subpath) == 1 else ""


def asked_member(company: Company, request: Request) -> Member:
    """The person whose id ends the address. Raises ``HTTPNotFound``."""
    member = member_of(company, asked_id(request))
    if member is None:
        raise HTTPNotFound
    return member


def asked_bank_account(company: Company, request: Request) -> BankAccount:
    """The bank account whose id ends the address. Raises ``HTTPNotFound``."""
    user = company.bank_account(asked_id(request))
    if user is None:
        raise HTTPNotFound
    return user


def show_first(request: Request, form: Form, known: Mapping[str, Any] | None = None) -> None:
    """Fills a form in: what was typed before password and code were asked for, else what is known."""
    if not show_saved(request, form) and known is not None:
        form.show(form.schema.serialize(known))


def form_page(
    company: Company, request: Request, form: Form, title: Any, advice: tuple[Any, ...] = ()
) -> dict[str, Any]:
    """A page with a form; ``advice`` are sentences above it."""
    back = request.resource_path(company, "company")
    return {"title": title, "form": form, "problems": form.problems, "back": back, "advice": advice}


def done(company: Company, request: Request, code: str) -> HTTPSeeOther:
    """Back to « Ma société », which says what was done."""
    remove_saved_form(request.identity.user)
    return HTTPSeeOther(request.resource_path(company, "company", query={"done": code}))
