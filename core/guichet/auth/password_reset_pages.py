"""« Mot de passe oublié ? »: the request, whose answer is the same for every address, and the new password."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response

from guichet import clock
from guichet.auth import device_cookies
from guichet.auth.mail_pause import EARLY, waiting_seconds, waiting_sentence
from guichet.i18n import _
from guichet.ratelimit import request_limits
from guichet.store.models import Portal
from guichet.users import password_reset, passwords
from guichet.users.invitations import inviter_of
from guichet.users.link_errors import Remedy, link_error_page, owner_of
from guichet.users.link_form_view import LinkFormView, link_node
from guichet.users.links import LinkError, find_link
from guichet.users.models import User
from guichet.users.tasks import enqueue
from guichet.users.user_schemas import new_password_node, words_of
from guichet.web.client_network import client_network
from guichet.web.form_view import FormView, form_view
from guichet.web.forms.form import Button
from guichet.web.forms.nodes import Email
from guichet.web.transactions import commit_on_error
from guichet.web.typed_forms import show_again
from guichet.web.view_permissions import PUBLIC

SENT = "guichet.auth:templates/reset_sent.pt"
TITLE = _("Réinitialiser le mot de passe")
AGAIN = _("Demander un nouveau lien")
ACCEPTED = 202
"""Status of the page after a request that was accepted; a switch of language has 200, a refused form an error."""
ERROR_SENTENCES = {
    "used": _("Ce lien a déjà servi. Connectez-vous avec votre mot de passe, ou demandez un nouveau lien."),
    "expired": _("Ce lien n’est plus valable : il l’était pendant une heure. Demandez-en un nouveau."),
    "replaced": _("Un lien plus récent est parti depuis. Ouvrez le dernier e-mail, ou demandez un nouveau lien."),
}


@form_view(context=Portal, name="forgot-password", permission=PUBLIC, serialize=False)
class ForgotPassword(FormView):
    """Asks for the address. A link that does not work any more may be posted instead."""

    title = TITLE
    lead = (
        _(
            "Saisissez l’adresse e-mail avec laquelle vous avez créé votre compte. Nous vous envoyons un lien pour "
            "choisir un nouveau mot de passe."
        ),
    )
    buttons = (Button("reset", TITLE),)
    multilingual = True

    def schema(self) -> colander.SchemaNode:
        """The address."""
        return colander.Schema(children=[Email(name="email", title=_("Adresse e-mail"), autocomplete="username")])

    def before(self) -> Response | None:
        """The page that says that a mail has left, after a request that was accepted."""
        typed = self.request.typed_form
        if typed is None or typed.status != ACCEPTED:
            return None
        link = typed.answers.get("link", "")
        owner = _owner(self.request, link)
        address = owner.email if owner else self.form.check(self.form.read(typed.controls))["email"]
        return _sent_page(self.request, address, link if owner else "")

    def before_validation(self) -> HTTPSeeOther | None:
        """The link of a mail stands for the address it was sent to."""
        owner = _owner(self.request, self.request.posted("link"))
        return self._send(owner.email) if owner is not None else None

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """The first request, and each further one."""
        return self._send(answers["email"])

    def _send(self, address: str) -> HTTPSeeOther:
        rested = _send(self.request, address)
        # Kept like a refused form: the page names the address, which its own address must not (ASVS 14.2.1).
        commit_on_error(self.request)
        here = self.action if rested else f"{self.action}?{EARLY}=yes"
        return show_again(self.request, here, status=ACCEPTED) or HTTPSeeOther(self.action)


@form_view(context=Portal, name="reset-password", permission=PUBLIC, serialize=False)
class ResetPassword(LinkFormView):
    """Asks for the new password and leads to the sign-in page, where it works."""

    purpose = "reset"
    title = TITLE
    lead = (
        _(
            "Choisissez un nouveau mot de passe. Vous l’utiliserez ensuite pour vous connecter ; l’ancien ne sera plus "
            "valable et vos autres appareils seront déconnectés."
        ),
    )
    buttons = (Button("reset", TITLE),)

    def schema(self) -> colander.SchemaNode:
        """The password."""
        tenant, inviter = self.request.desk.tenant, inviter_of(self.request.desk, self.request.root, self.user)
        password = new_password_node(words_of(tenant, self.user, inviter), _("Nouveau mot de passe"))
        return colander.Schema(children=[link_node(), password])

    def use(self, answers: dict[str, Any]) -> Response:
        """Sets it."""
        user = password_reset.reset_password(self.request.action_context, self.secret, answers["password"])
        # The reader of the owner's mail must not be locked out by others who have tried passwords on the address: a
        # known browser has a bucket of its own.
        device_cookies.remember(self.request, user)
        return self.done("password-chosen", self.request.root)

    def error_page(self, error: LinkError) -> Response:
        """Offers another link: by one click if the desk has sent this one, else by the form for the address."""
        remedy = Remedy("/forgot-password", "link", self.secret, AGAIN) if error.link else None
        return link_error_page(self.request, error, ERROR_SENTENCES, remedy, ("/forgot-password", AGAIN))


def _send(request: Request, address: str) -> bool:
    """Does the same for every address: a password is hashed and a task stored (ASVS 5.0, 6.3.8).

    False when the last request for this address was less than a minute ago.
    """
    who = request_limits.address(address)
    # A place in the queue first: a request that is turned away with 503 must not use up a try.
    with passwords.checking() as matches:
        rested = request_limits.allowed(request, request_limits.RESET_PAUSE, who)
        if rested and _within_limits(request, who):
            matches("", None, request.desk.keys("passwords"))
            enqueue(request.action_context, password_reset.RESET, address)
    return rested


def _sent_page(request: Request, address: str, link: str) -> Response:
    """The page after a request, the same for every address."""
    left = waiting_seconds(request, request_limits.RESET_PAUSE, request_limits.address(address))
    page = {
        "title": _("Consultez votre messagerie"),
        "address": address,
        "link": link,
        "wait": left,
        "too_early": waiting_sentence(request, left) if left and EARLY in request.GET else None,
    }
    return render_to_response(SENT, page, request)


def _within_limits(request: Request, who: str) -> bool:
    network = client_network(request)
    # The network first: addresses that are made up must not each become a counter.
    return request_limits.allowed(request, request_limits.RESETS_PER_NETWORK, network) and request_limits.allowed(
        request, request_limits.RESETS_PER_ADDRESS, who
    )


def _owner(request: Request, secret: str) -> User | None:
    """The user that a link belongs to, or belonged to."""
    try:
        user: User = request.root["users"][find_link(request.root, "reset", secret, clock.now()).user_id]
    except LinkError as error:
        return owner_of(request, error)
    return user
