"""The sign-in page: e-mail address and password. ``code_page`` takes the code."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.auth import company_welcome, trusted_browsers
from guichet.auth.code_challenges import ask_for_code
from guichet.auth.complete_sign_in import complete_sign_in, landing_path
from guichet.auth.next_path import read_next
from guichet.auth.password_check import user_with_password
from guichet.auth.sessions import open_session
from guichet.i18n import _
from guichet.store.models import Portal
from guichet.users import registration
from guichet.users.models import User
from guichet.web.form_view import FormView, InvalidAnswer, form_view
from guichet.web.forms.form import Button
from guichet.web.forms.nodes import Email, Hidden, Password
from guichet.web.view_permissions import PUBLIC

TEMPLATE = "templates/sign_in.pt"
REFUSED_PAGE = "registration-refused"
"""Page of `guichet.office`, which has the reason."""
NO_MATCH = _(
    "L’adresse e-mail ou le mot de passe ne correspond pas. Vérifiez les deux ou choisissez un nouveau mot de passe."
)


@view_config(context=Portal, name="", request_method="GET", permission=PUBLIC, renderer=TEMPLATE, attr="show")
@form_view(context=Portal, name="sign-in", permission=PUBLIC, renderer=TEMPLATE, serialize=False)
class SignIn(FormView):
    """Checks address and password; what comes next depends on the state of the account.

    The answer is the same for an address without an account, until the right password is given.
    """

    title = _("Se connecter")
    buttons = (Button("sign_in", _("Se connecter")),)
    drawn_once = True

    @property
    def action(self) -> str:
        """With the signed path of the page that asked for the sign-in."""
        query = {"next": self.request.GET.get("next", "")}
        path: str = self.request.resource_path(self.context, "sign-in", query=query)
        return path

    def before(self) -> HTTPSeeOther | None:
        """Redirects a signed-in user to the landing page."""
        if self.request.method == "GET" and self.request.identity:
            return HTTPSeeOther(landing_path(self.request, self.request.identity.user))
        return None

    def schema(self) -> colander.SchemaNode:
        """Address and password."""
        return sign_in_schema()

    def success(self, answers: dict[str, Any]) -> Any:
        """Opens a session at the stage that the account's state allows."""
        user = user_with_password(self.request, answers["email"], answers["password"], answers["link"])
        enter = ENTRANCES.get(user.state) if user else None
        if user is None or enter is None:
            raise InvalidAnswer("password", NO_MATCH)
        return enter(self.request, user, answers["link"])

    def page(self) -> dict[str, Any]:
        """The kinds of user that may register."""
        return {"kinds": frozenset(kind.kind for kind in self.request.desk.plugins.user_kinds)}


@view_config(context=Portal, name="welcome", request_method="GET", permission=PUBLIC, renderer=TEMPLATE, attr="show")
class Welcome(SignIn):
    """The page behind the link for an accepted company: link and password together activate the account.

    Opening it uses nothing up. A link that does not work any more is explained; the right password then leads to
    another one.
    """

    secret = ""

    def before(self) -> HTTPSeeOther | None:
        """Explains a link that does not work, and shows the form all the same."""
        secret = self.request.GET.get("link", "")
        error = company_welcome.link_error(self.request, secret)
        # An expired one too: with the right password it leads to another mail.
        self.secret = secret
        if error is None:
            self.lead = (company_welcome.LEAD,)
        else:
            self.request.response.status_int = 410 if error.link else 404
            self.lead = (company_welcome.LEADS[error.reason],)
        return super().before()

    def initial(self) -> dict[str, Any]:
        """The secret of the link, which shows whose mailbox it was sent to."""
        return {"link": self.secret}


def _let_in(request: Request, user: User, link: str = "") -> HTTPSeeOther:
    next_path = read_next(request, request.GET.get("next", ""))
    # While another phone is requested, only a code of the present one shows who the owner is.
    if user.phone_request is None and trusted_browsers.is_trusted(request, user):
        return complete_sign_in(request, user, next_path, "signed_in_trusted")[1]
    return ask_for_code(request, open_session(request, user.id, "code", next_path), user)


def _unconfirmed(request: Request, user: User, link: str) -> HTTPSeeOther:
    """Continues an interrupted registration where it stopped."""
    if not registration.awaits_activation(user):
        return ask_for_code(request, open_session(request, user.id, "phone"), user)
    open_session(request, user.id, "email")
    return HTTPSeeOther(request.resource_path(request.root, "confirm-email", query={"user": user.id}))


def _accepted(request: Request, user: User, link: str) -> Any:
    if company_welcome.enter(request, user, link):
        return _let_in(request, user)
    return company_welcome.lead_to(request, user, "welcome-mail")


def _waiting(request: Request, user: User, link: str) -> Any:
    return company_welcome.lead_to(request, user, "waiting")


def _refused(request: Request, user: User, link: str) -> Any:
    return company_welcome.lead_to(request, user, REFUSED_PAGE)


ENTRANCES: Mapping[str, Callable[[Request, User, str], Any]] = {
    "active": _let_in,
    "unconfirmed": _unconfirmed,
    "unconfirmed-company": _unconfirmed,
    "accepted": _accepted,
    "waiting": _waiting,
    "refused": _refused,
}
"""State of a user whose password is right → the next step. In any other state the password is refused."""


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
