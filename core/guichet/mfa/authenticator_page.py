"""« Application d’authentification »: setting one up, replacing it, removing it.

Adding a factor asks for the present one (``reauth``): the password alone, or a browser that is trusted or was left
open, must not be enough to make a second factor.
"""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from guichet import clock
from guichet.i18n import _
from guichet.mfa import mfa_actions, qr, totp
from guichet.mfa.mfa_schemas import app_code_schema
from guichet.store.models import Portal
from guichet.web.form_view import FormView, InvalidAnswer, form_view
from guichet.web.forms.form import Button

TEMPLATE = "templates/authenticator.pt"
WRONG = _("Ce code ne correspond pas. Attendez que l’application affiche le suivant et saisissez-le tout de suite.")


@form_view(context=Portal, name="authenticator", permission="account", renderer=TEMPLATE, reauth=True)
class Authenticator(FormView):
    """The present app; while one is being set up, its QR code and the question for its first code."""

    title = _("Application d’authentification")
    buttons = (Button("prove", _("Activer l’application")),)

    def before(self) -> HTTPSeeOther | None:
        """Redirects a POST without an app that is being set up, e.g. from a second tab."""
        starting = bool(self.request.identity.session.totp_nonce)
        return _here(self.request) if self.request.method == "POST" and not starting else None

    def schema(self) -> colander.SchemaNode:
        """The app's first code."""
        return app_code_schema()

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Adds the app after its first right code: one that was scanned wrongly must not become a factor."""
        request, step = self.request, totp.step_of(_secret(self.request), answers["code"], clock.now())
        if step is None:
            raise InvalidAnswer("code", WRONG)
        mfa_actions.add_app(request.action_context, request.identity.user, request.identity.session, step)
        return self.done("app-added", self.context, "account")

    def page(self) -> dict[str, Any]:
        """The secret in groups of four, for typing it into the app; empty unless one is being set up."""
        starting = bool(self.request.identity.session.totp_nonce)
        return {
            "has_app": bool(self.request.identity.user.totp_nonce),
            "secret": totp.in_groups(_secret(self.request)) if starting else "",
        }


@view_config(
    context=Portal,
    name="authenticator",
    request_method="POST",
    request_param="start",
    permission="account",
    reauth=True,
)
def start(request: Request) -> HTTPSeeOther:
    """Makes a secret and shows it; the present factors stay until the app has shown a code."""
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
    """Removes the app: codes come by text message again."""
    mfa_actions.remove_app(request.action_context, request.identity.user, request.identity.session)
    return HTTPSeeOther(request.resource_path(request.root, "account", query={"done": "app-removed"}))


@view_config(context=Portal, name="authenticator-qr", request_method="GET", permission="account", reauth=True)
def picture(request: Request) -> Response:
    """QR code of the secret that is being set up."""
    if not request.identity.session.totp_nonce:
        raise HTTPNotFound()
    office = request.page_context.words(request.desk.tenant.names)
    address = totp.address_of(_secret(request), request.identity.user.email, office)
    return Response(qr.svg(address), content_type="image/svg+xml")


def _secret(request: Request) -> str:
    return totp.secret_of(request.identity.session.totp_nonce, request.desk.keys("app"))


def _here(request: Request) -> HTTPSeeOther:
    return HTTPSeeOther(request.resource_path(request.root, "authenticator"))
