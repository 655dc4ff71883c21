"""The pages of signing in with address and password, and of signing out; the code has its own, ``code_page``."""

from typing import Any

from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.identity import actions, passwords, throttle
from guichet.identity.code_page import home_path
from guichet.identity.models import Account
from guichet.identity.next_path import read_next
from guichet.identity.schemas import sign_in_schema
from guichet.identity.sessions import close_session, open_session
from guichet.store.models import Portal
from guichet.web.closed import PUBLIC
from guichet.web.forms import new_form
from guichet.web.forms.form import Form, Submit
from guichet.web.transactions import out_of_turn

NO_MATCH = _("L’adresse e-mail ou le mot de passe ne correspond pas. Vérifiez les deux ou appelez-nous.")


@view_config(context=Portal, name="", request_method="GET", permission=PUBLIC, renderer="templates/sign_in.pt")
def home(request: Request) -> Any:
    """The sign-in page; who is signed in goes straight to their own page."""
    if request.identity:
        return HTTPSeeOther(home_path(request, request.identity.account))
    return _page(request, _form(request))


@view_config(context=Portal, name="sign-in", request_method="POST", permission=PUBLIC, renderer="templates/sign_in.pt")
def sign_in(request: Request) -> Any:
    """Checks address and password, and sends the code."""
    form = _form(request)
    try:
        answers = form.validate(request.POST.items())
    except ValidationFailure:
        return _again(request, form)
    address = throttle.address(answers["email"])
    locked = throttle.blocked_until(request, throttle.PASSWORDS_PER_ADDRESS, address)
    if locked or not throttle.allowed(request, throttle.PASSWORDS_PER_MACHINE, throttle.machine(request)):
        return _locked(request, locked)
    account = _matching_account(request, answers["email"], answers["password"])
    if account is None:
        throttle.allowed(request, throttle.PASSWORDS_PER_ADDRESS, address)
        form.add_problem("password", NO_MATCH)
        return _again(request, form)
    if not throttle.allowed(request, throttle.CODES_PER_ACCOUNT, account.__name__ or ""):
        return _locked(request, None)
    session = open_session(request, account.__name__ or "", "code", read_next(request, request.GET.get("next", "")))
    actions.send_code(request.act, session, account)
    return HTTPSeeOther(request.resource_path(request.root, "code"))


@view_config(context=Portal, name="sign-out", request_method="POST", permission=PUBLIC)
def sign_out(request: Request) -> HTTPSeeOther:
    """Ends the session on the server, and what the browser keeps of it."""
    close_session(request)
    answer = HTTPSeeOther("/?done=signed-out")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _matching_account(request: Request, email: str, password: str) -> Account | None:
    account: Account | None = request.root["accounts"].with_email(email)
    with out_of_turn(request):
        fits = passwords.matches(password, account.password_hash if account else None, request.desk.keys("passwords"))
    return account if fits else None


def _form(request: Request) -> Form:
    action = request.resource_path(request.root, "sign-in", query={"next": request.GET.get("next", "")})
    return new_form(request, sign_in_schema(), action=action, submit=(Submit("sign_in", _("Se connecter")),))


def _page(request: Request, form: Form) -> dict[str, Any]:
    kinds = {kind.kind for kind in request.desk.plugins.user_kinds}
    return {"title": _("Se connecter"), "form": form, "kinds": kinds, "problems": form.problems}


def _again(request: Request, form: Form) -> dict[str, Any]:
    request.response.status_int = 422
    return _page(request, form)


def _locked(request: Request, until: Any) -> Any:
    response = render_to_response(
        "guichet.identity:templates/locked.pt", {"title": _("Patientez quelques minutes"), "until": until}, request
    )
    response.status_int = 429
    return response
