"""« Application d’authentification »: setting one up, replacing it, removing it.

Adding a factor asks for the present one (``reauth``): whoever has got hold of the password alone, or of a browser that
is trusted or was left open, cannot make a second one of their own.
"""

from typing import Any

from deform import ValidationFailure
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from guichet import clock
from guichet.i18n import _
from guichet.mfa import mfa_actions, qr, totp
from guichet.mfa.mfa_schemas import app_code_schema
from guichet.store.models import Portal
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form

TEMPLATE = "templates/authenticator.pt"
WRONG = _("Ce code ne correspond pas. Attendez que l’application affiche le suivant et saisissez-le tout de suite.")


@view_config(
    context=Portal, name="authenticator", request_method="GET", permission="account", renderer=TEMPLATE, reauth=True
)
def authenticator(request: Request) -> dict[str, Any]:
    """What the account has, and the picture to scan while an app is being set up."""
    return _page(request, _form(request))


@view_config(
    context=Portal, name="authenticator", request_method="POST", permission="account", renderer=TEMPLATE, reauth=True
)
def prove(request: Request) -> Any:
    """Takes the app's first code: only an app that shows the right one becomes a factor."""
    user, session = request.identity.user, request.identity.session
    if not session.totp_nonce:
        return _here(request)
    form = _form(request)
    try:
        typed = form.validate(request.POST.items())["code"]
    except ValidationFailure:
        return _again(request, form)
    step = totp.step_of(_secret(request), typed, clock.now())
    if step is None:
        form.add_problem("code", WRONG)
        return _again(request, form)
    mfa_actions.add_app(request.action_context, user, session, step)
    return HTTPSeeOther(request.resource_path(request.root, "account", query={"done": "app-added"}))


@view_config(
    context=Portal,
    name="authenticator",
    request_method="POST",
    request_param="start",
    permission="account",
    reauth=True,
)
def start(request: Request) -> HTTPSeeOther:
    """Makes a secret and shows it; what the account has so far stays until the app has shown a code."""
    mfa_actions.start_app(request.identity.session)
    return _here(request)


@view_config(
    context=Portal,
    name="authenticator",
    request_method="POST",
    request_param="remove",
    permission="account",
    reauth=True,
)
def remove(request: Request) -> HTTPSeeOther:
    """Takes the app off the account."""
    mfa_actions.remove_app(request.action_context, request.identity.user, request.identity.session)
    return HTTPSeeOther(request.resource_path(request.root, "account", query={"done": "app-removed"}))


@view_config(context=Portal, name="authenticator-qr", request_method="GET", permission="account", reauth=True)
def picture(request: Request) -> Response:
    """The secret of the app that is being set up, for the phone's camera."""
    if not request.identity.session.totp_nonce:
        raise HTTPNotFound()
    office = request.page_context.words(request.desk.tenant.names)
    address = totp.address_of(_secret(request), request.identity.user.email, office)
    return Response(qr.svg(address), content_type="image/svg+xml")


def _secret(request: Request) -> str:
    return totp.secret_of(request.identity.session.totp_nonce, request.desk.keys("app"))


def _here(request: Request) -> HTTPSeeOther:
    return HTTPSeeOther(request.resource_path(request.root, "authenticator"))


def _form(request: Request) -> Form:
    action = request.resource_path(request.root, "authenticator")
    return new_form(request, app_code_schema(), action=action, submit=(Button("prove", _("Activer l’application")),))


def _page(request: Request, form: Form) -> dict[str, Any]:
    starting = bool(request.identity.session.totp_nonce)
    return {
        "title": _("Application d’authentification"),
        "form": form,
        "problems": form.problems,
        "has_app": bool(request.identity.user.totp_nonce),
        "secret": totp.in_groups(_secret(request)) if starting else "",
    }


def _again(request: Request, form: Form) -> dict[str, Any]:
    request.response.status_int = 422
    return _page(request, form)
