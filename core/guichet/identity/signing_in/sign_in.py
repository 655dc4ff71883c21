"""The pages of signing in with address and password, and of signing out; the code has its own, ``code_page``."""

from collections.abc import Callable, Mapping
from typing import Any

from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.identity.models import Account
from guichet.identity.schemas import sign_in_schema
from guichet.identity.sessions import close_session, open_session
from guichet.identity.signing_in import trusted, welcome
from guichet.identity.signing_in.arrival import arrive, home_path
from guichet.identity.signing_in.code_page import ask_for_code
from guichet.identity.signing_in.next_path import read_next
from guichet.identity.signing_in.password_check import account_with
from guichet.store.models import Portal
from guichet.web.closed import PUBLIC
from guichet.web.forms import new_form
from guichet.web.forms.form import Form, Submit

TEMPLATE = "templates/sign_in.pt"
NO_MATCH = _(
    "L’adresse e-mail ou le mot de passe ne correspond pas. Vérifiez les deux ou choisissez un nouveau mot de passe."
)


@view_config(context=Portal, name="", request_method="GET", permission=PUBLIC, renderer=TEMPLATE)
def home(request: Request) -> Any:
    """The sign-in page; who is signed in goes straight to their own page."""
    if request.identity:
        return HTTPSeeOther(home_path(request, request.identity.account))
    return _page(request, _form(request))


@view_config(context=Portal, name="welcome", request_method="GET", permission=PUBLIC, renderer=TEMPLATE)
def welcome_page(request: Request) -> Any:
    """The link in the mail to an accepted company: the sign-in page, and the password together with it opens the desk.

    Looking at it uses nothing up. A link that does not work any more says so; whoever gives the password then gets
    another one.
    """
    if request.identity:
        return HTTPSeeOther(home_path(request, request.identity.account))
    secret = request.GET.get("link", "")
    trouble = welcome.trouble_with(request, secret)
    if trouble is not None:
        request.response.status_int = 410 if trouble.link else 404
    form = _form(request)
    form.show({"link": "" if trouble else secret})
    return _page(request, form) | {"lead": welcome.LEADS[trouble.trouble] if trouble else welcome.LEAD}


@view_config(context=Portal, name="sign-in", request_method="POST", permission=PUBLIC, renderer=TEMPLATE)
def sign_in(request: Request) -> Any:
    """Checks address and password; what comes next depends on the account.

    Nothing differs for an address that has no account until the right password is there.
    """
    form = _form(request)
    try:
        answers = form.validate(request.POST.items())
    except ValidationFailure:
        return _again(request, form)
    account = account_with(request, answers["email"], answers["password"])
    enter = ENTRANCES.get(account.state) if account else None
    if account is None or enter is None:
        form.add_problem("password", NO_MATCH)
        return _again(request, form)
    return enter(request, account, answers["link"])


@view_config(context=Portal, name="sign-out", request_method="POST", permission=PUBLIC)
def sign_out(request: Request) -> HTTPSeeOther:
    """Ends the session on the server, and what the browser keeps of it."""
    close_session(request)
    answer = HTTPSeeOther("/?done=signed-out")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _let_in(request: Request, account: Account, link: str = "") -> HTTPSeeOther:
    next_path = read_next(request, request.GET.get("next", ""))
    # While somebody asks for another phone, only the present one shows who the owner is.
    if account.phone_request is None and trusted.is_trusted(request, account):
        return arrive(request, account, next_path, "signed_in_trusted")[1]
    return ask_for_code(request, open_session(request, account.id, "code", next_path), account)


def _unconfirmed(request: Request, account: Account, link: str) -> HTTPSeeOther:
    """A registration that was broken off goes on where it stopped."""
    if not account.phone_proven:
        return ask_for_code(request, open_session(request, account.id, "phone"), account)
    open_session(request, account.id, "email")
    return HTTPSeeOther(request.resource_path(request.root, "confirm-email", query={"account": account.id}))


def _accepted(request: Request, account: Account, link: str) -> Any:
    return _let_in(request, account) if welcome.enter(request, account, link) else welcome.page(request, account)


def _waiting(request: Request, account: Account, link: str) -> Any:
    return welcome.waiting_page(request)


ENTRANCES: Mapping[str, Callable[[Request, Account, str], Any]] = {
    "active": _let_in,
    "unconfirmed": _unconfirmed,
    "accepted": _accepted,
    "waiting": _waiting,
}
"""State of an account whose password is right → where it leads. All others are told that nothing fits."""


def _form(request: Request) -> Form:
    action = request.resource_path(request.root, "sign-in", query={"next": request.GET.get("next", "")})
    return new_form(request, sign_in_schema(), action=action, submit=(Submit("sign_in", _("Se connecter")),))


def _page(request: Request, form: Form) -> dict[str, Any]:
    kinds = {kind.kind for kind in request.desk.plugins.user_kinds}
    return {"title": _("Se connecter"), "lead": None, "form": form, "kinds": kinds, "problems": form.problems}


def _again(request: Request, form: Form) -> dict[str, Any]:
    request.response.status_int = 422
    return _page(request, form)
