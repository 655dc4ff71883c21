"""The sign-in page: address and password. The code is asked for by ``code_page``."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.auth import company_welcome, trusted_browsers
from guichet.auth.code_challenges import ask_for_code
from guichet.auth.complete_sign_in import complete_sign_in, home_path
from guichet.auth.next_path import read_next
from guichet.auth.password_check import user_with_password
from guichet.auth.sessions import open_session
from guichet.i18n import _
from guichet.store.models import Portal
from guichet.users.models import User
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form
from guichet.web.forms.nodes import Email, Hidden, Password
from guichet.web.view_permissions import PUBLIC

TEMPLATE = "templates/sign_in.pt"
NO_MATCH = _(
    "L’adresse e-mail ou le mot de passe ne correspond pas. Vérifiez les deux ou choisissez un nouveau mot de passe."
)


@view_config(context=Portal, name="", request_method="GET", permission=PUBLIC, renderer=TEMPLATE)
def home(request: Request) -> Any:
    """The sign-in page; who is signed in goes straight to their own page."""
    if request.identity:
        return HTTPSeeOther(home_path(request, request.identity.user))
    return _page(request, _form(request))


@view_config(context=Portal, name="welcome", request_method="GET", permission=PUBLIC, renderer=TEMPLATE)
def welcome_page(request: Request) -> Any:
    """The link in the mail to an accepted company: the sign-in page, and the password together with it opens the desk.

    Looking at it uses nothing up. A link that does not work any more says so; whoever gives the password then gets
    another one.
    """
    if request.identity:
        return HTTPSeeOther(home_path(request, request.identity.user))
    secret = request.GET.get("link", "")
    trouble = company_welcome.trouble_with(request, secret)
    if trouble is not None:
        request.response.status_int = 410 if trouble.link else 404
    form = _form(request)
    form.show({"link": "" if trouble else secret})
    return _page(request, form) | {"lead": company_welcome.LEADS[trouble.trouble] if trouble else company_welcome.LEAD}


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
    user = user_with_password(request, answers["email"], answers["password"])
    enter = ENTRANCES.get(user.state) if user else None
    if user is None or enter is None:
        form.add_problem("password", NO_MATCH)
        return _again(request, form)
    return enter(request, user, answers["link"])


def _let_in(request: Request, user: User, link: str = "") -> HTTPSeeOther:
    next_path = read_next(request, request.GET.get("next", ""))
    # While somebody asks for another phone, only the present one shows who the owner is.
    if user.phone_request is None and trusted_browsers.is_trusted(request, user):
        return complete_sign_in(request, user, next_path, "signed_in_trusted")[1]
    return ask_for_code(request, open_session(request, user.id, "code", next_path), user)


def _unconfirmed(request: Request, user: User, link: str) -> HTTPSeeOther:
    """A registration that was broken off goes on where it stopped."""
    if not user.phone_proven:
        return ask_for_code(request, open_session(request, user.id, "phone"), user)
    open_session(request, user.id, "email")
    return HTTPSeeOther(request.resource_path(request.root, "confirm-email", query={"user": user.id}))


def _accepted(request: Request, user: User, link: str) -> Any:
    return _let_in(request, user) if company_welcome.enter(request, user, link) else company_welcome.page(request, user)


def _waiting(request: Request, user: User, link: str) -> Any:
    return company_welcome.waiting_page(request)


ENTRANCES: Mapping[str, Callable[[Request, User, str], Any]] = {
    "active": _let_in,
    "unconfirmed": _unconfirmed,
    "accepted": _accepted,
    "waiting": _waiting,
}
"""State of an account whose password is right → where it leads. All others are told that nothing fits."""


@cache
def sign_in_schema() -> colander.SchemaNode:
    """E-mail address and password, and the secret of the welcome link that led here, if one did."""
    return colander.Schema(
        children=[
            Email(name="email", title=_("Adresse e-mail"), autocomplete="username"),
            Password(name="password", title=_("Mot de passe"), autocomplete="current-password"),
            Hidden(name="link", missing=""),
        ]
    )


def _form(request: Request) -> Form:
    action = request.resource_path(request.root, "sign-in", query={"next": request.GET.get("next", "")})
    return new_form(request, sign_in_schema(), action=action, submit=(Button("sign_in", _("Se connecter")),))


def _page(request: Request, form: Form) -> dict[str, Any]:
    kinds = {kind.kind for kind in request.desk.plugins.user_kinds}
    return {"title": _("Se connecter"), "lead": None, "form": form, "kinds": kinds, "problems": form.problems}


def _again(request: Request, form: Form) -> dict[str, Any]:
    request.response.status_int = 422
    return _page(request, form)
