"""« Je n’ai plus ce téléphone »: asking the office for another number, by whoever has just given the password."""

from typing import Any

from deform import ValidationFailure
from limits import RateLimitItemPerDay
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.auth.code_challenges import attempt
from guichet.i18n import _
from guichet.mfa import phone_requests
from guichet.mfa.methods import REPLACEABLE
from guichet.mfa.mfa_schemas import lost_phone_schema
from guichet.ratelimit import request_limits
from guichet.store.models import Portal
from guichet.users.models import User
from guichet.values import phone
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form
from guichet.web.view_permissions import PUBLIC

TEMPLATE = "templates/lost_phone.pt"
REQUESTS_PER_USER = RateLimitItemPerDay(3, namespace="lost-phones-account")


@view_config(context=Portal, name="lost-phone", request_method="GET", permission=PUBLIC, renderer=TEMPLATE)
def lost_phone(request: Request) -> Any:
    """The form, or what became of it."""
    user = _asking(request)
    return HTTPSeeOther("/?done=attempt-over") if user is None else _page(request, user, _form(request, user))


@view_config(context=Portal, name="lost-phone", request_method="POST", permission=PUBLIC, renderer=TEMPLATE)
def ask(request: Request) -> Any:
    """Hands the request to the office; an account has one at a time."""
    user = _asking(request)
    if user is None:
        return HTTPSeeOther("/?done=attempt-over")
    if user.phone_request is not None:
        return _here(request, "phone-asked-already")
    form = _form(request, user)
    try:
        answers = form.validate(request.POST.items())
    except ValidationFailure:
        request.response.status_int = 422
        return _page(request, user, form)
    if not request_limits.allowed(request, REQUESTS_PER_USER, user.id):
        return _here(request, "phone-asked-often")
    app_lost = bool(answers.get("app_lost"))
    phone_requests.ask(request.action_context, user, answers["number"], answers["reach"], app_lost=app_lost)
    return _here(request, "phone-asked")


def _asking(request: Request) -> User | None:
    """Whoever has just given the password and is asked for a code that their phone should show."""
    found = attempt(request)
    return found[1] if found is not None and found[2].purpose in REPLACEABLE else None


def _here(request: Request, done: str) -> HTTPSeeOther:
    return HTTPSeeOther(request.resource_path(request.root, "lost-phone", query={"done": done}))


def _form(request: Request, user: User) -> Form:
    action = request.resource_path(request.root, "lost-phone")
    schema = lost_phone_schema(has_app=bool(user.totp_nonce))
    return new_form(request, schema, action=action, submit=(Button("ask", _("Envoyer à l’office")),))


def _page(request: Request, user: User, form: Form) -> dict[str, Any]:
    asked = user.phone_request
    return {
        "title": _("Je n’ai plus ce téléphone"),
        "form": form,
        "problems": form.problems,
        "asked": asked,
        "last_two": phone.last_two(asked.number) if asked else "",
    }
