"""« Je n’ai plus ce téléphone »: asking the office for another number, by whoever has just given the password."""

from typing import Any

from deform import ValidationFailure
from limits import RateLimitItemPerDay
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.identity.factors import phone_requests
from guichet.identity.factors.schemas import lost_phone_schema
from guichet.identity.factors.ways import REPLACEABLE
from guichet.identity.models import Account
from guichet.identity.signing_in.code_page import attempt
from guichet.identity.throttling import throttle
from guichet.store.models import Portal
from guichet.values import phone
from guichet.web.closed import PUBLIC
from guichet.web.forms import new_form
from guichet.web.forms.form import Form, Submit

TEMPLATE = "templates/lost_phone.pt"
REQUESTS_PER_ACCOUNT = RateLimitItemPerDay(3, namespace="lost-phones-account")


@view_config(context=Portal, name="lost-phone", request_method="GET", permission=PUBLIC, renderer=TEMPLATE)
def lost_phone(request: Request) -> Any:
    """The form, or what became of it."""
    account = _asking(request)
    return HTTPSeeOther("/?done=attempt-over") if account is None else _page(request, account, _form(request, account))


@view_config(context=Portal, name="lost-phone", request_method="POST", permission=PUBLIC, renderer=TEMPLATE)
def ask(request: Request) -> Any:
    """Hands the request to the office; an account has one at a time."""
    account = _asking(request)
    if account is None:
        return HTTPSeeOther("/?done=attempt-over")
    if account.phone_request is not None:
        return _here(request, "phone-asked-already")
    form = _form(request, account)
    try:
        answers = form.validate(request.POST.items())
    except ValidationFailure:
        request.response.status_int = 422
        return _page(request, account, form)
    if not throttle.allowed(request, REQUESTS_PER_ACCOUNT, account.id):
        return _here(request, "phone-asked-often")
    app_lost = bool(answers.get("app_lost"))
    phone_requests.ask(request.act, account, answers["number"], answers["reach"], app_lost=app_lost)
    return _here(request, "phone-asked")


def _asking(request: Request) -> Account | None:
    """Whoever has just given the password and is asked for a code that their phone should show."""
    found = attempt(request)
    return found[1] if found is not None and found[2].purpose in REPLACEABLE else None


def _here(request: Request, done: str) -> HTTPSeeOther:
    return HTTPSeeOther(request.resource_path(request.root, "lost-phone", query={"done": done}))


def _form(request: Request, account: Account) -> Form:
    action = request.resource_path(request.root, "lost-phone")
    schema = lost_phone_schema(has_app=bool(account.app_nonce))
    return new_form(request, schema, action=action, submit=(Submit("ask", _("Envoyer à l’office")),))


def _page(request: Request, account: Account, form: Form) -> dict[str, Any]:
    asked = account.phone_request
    return {
        "title": _("Je n’ai plus ce téléphone"),
        "form": form,
        "problems": form.problems,
        "asked": asked,
        "last_two": phone.last_two(asked.number) if asked else "",
    }
