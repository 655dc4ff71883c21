"""« Mot de passe oublié ? »: the request, which tells nothing about an address, and the new password."""

from math import ceil
from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from guichet import clock
from guichet.auth import device_cookies
from guichet.i18n import _
from guichet.ratelimit import request_limits
from guichet.store.models import Portal
from guichet.users import password_reset, passwords
from guichet.users.invitations import inviter_of
from guichet.users.link_errors import Remedy, owner_of, trouble_page
from guichet.users.links import LinkError, find_link
from guichet.users.models import User
from guichet.users.tasks import enqueue
from guichet.users.user_schemas import new_password_node, words_of
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form
from guichet.web.forms.nodes import Email, Hidden
from guichet.web.language_switch import language_buttons, switches_language
from guichet.web.view_permissions import PUBLIC

ASK = "templates/forgot_password.pt"
SENT = "guichet.auth:templates/reset_sent.pt"
CHOOSE = "templates/reset_password.pt"
TITLE = _("Réinitialiser le mot de passe")
ONE_SECOND = _("Attendez encore une seconde avant de demander un nouvel e-mail.")
SOME_SECONDS = _("Attendez encore ${n} secondes avant de demander un nouvel e-mail.")
TROUBLE = {
    "used": _("Ce lien a déjà servi. Connectez-vous avec votre mot de passe, ou demandez un nouveau lien."),
    "expired": _("Ce lien n’est plus valable : il l’était pendant une heure. Demandez-en un nouveau."),
    "replaced": _("Un lien plus récent est parti depuis. Ouvrez le dernier e-mail, ou demandez un nouveau lien."),
}


@view_config(context=Portal, name="forgot-password", request_method="GET", permission=PUBLIC, renderer=ASK)
def forgot_password(request: Request) -> dict[str, Any]:
    """Asks for the address."""
    return _page(_asking(request))


@view_config(context=Portal, name="forgot-password", request_method="POST", permission=PUBLIC, renderer=ASK)
def ask_for_link(request: Request) -> Any:
    """The first request and each further one; somebody with a link that does not work sends that instead."""
    form = _asking(request)
    if switches_language(request, form):
        return _page(form)
    owner = _owner(request, request.posted("link"))
    if owner is not None:
        return _sent(request, owner.email, request.posted("link"))
    try:
        address = form.validate(request.POST.items())["email"]
    except ValidationFailure:
        request.response.status_int = 422
        return _page(form)
    return _sent(request, address, "")


@view_config(context=Portal, name="reset-password", request_method="GET", permission=PUBLIC, renderer=CHOOSE)
def new_password(request: Request) -> Any:
    """Asks for the new password; scanners that open every link in a mail do not use it up."""
    try:
        user = _user(request, request.GET.get("link", ""))
    except LinkError as problem:
        return _trouble(request, problem, request.GET.get("link", ""))
    form = _choosing(request, user)
    form.show({"link": request.GET["link"]})
    return _page(form)


@view_config(context=Portal, name="reset-password", request_method="POST", permission=PUBLIC, renderer=CHOOSE)
def choose_password(request: Request) -> Any:
    """Sets the password and leads back to the sign-in page, where it works."""
    secret = request.posted("link")
    try:
        form = _choosing(request, _user(request, secret))
        if switches_language(request, form):
            return _page(form)
        user = password_reset.reset_password(
            request.action_context, secret, form.validate(request.POST.items())["password"]
        )
    except LinkError as problem:
        return _trouble(request, problem, secret)
    except ValidationFailure:
        request.response.status_int = 422
        return _page(form)
    # Whoever reads the owner's mail is not kept waiting by others who have tried passwords on the address.
    device_cookies.remember(request, user)
    return HTTPSeeOther(request.resource_path(request.root, query={"done": "password-chosen"}))


def _sent(request: Request, address: str, link: str) -> Response:
    """The one answer. For every address a password is hashed and an errand written down; the worker does the rest."""
    who = request_limits.address(address)
    # A place in the queue first: whoever is told to come back has lost no try.
    with passwords.checking() as matches:
        rested = request_limits.allowed(request, request_limits.RESET_PAUSE, who)
        if rested and _within_limits(request, who):
            matches("", None, request.desk.keys("passwords"))
            enqueue(request.action_context, password_reset.RESET, address, request.localize.language)
    until = None if rested else request_limits.blocked_until(request, request_limits.RESET_PAUSE, who)
    left = ceil((until - clock.now()).total_seconds()) if until else 0
    page = {
        "title": _("Consultez votre messagerie"),
        # Whose address it is that a link was sent to, its page does not say.
        "masked": None if link else f"{address[0]}…@…",
        "address": address,
        "link": link,
        "wait": left or request_limits.RESET_PAUSE.get_expiry(),
        "too_early": request.localize.plural(left, ONE_SECOND, SOME_SECONDS) if until else None,
    }
    return render_to_response(SENT, page, request)


def _within_limits(request: Request, who: str) -> bool:
    client_network = request_limits.allowed(
        request, request_limits.RESETS_PER_NETWORK, request_limits.client_network(request)
    )
    return client_network and request_limits.allowed(request, request_limits.RESETS_PER_ADDRESS, who)


def _user(request: Request, secret: str) -> User:
    user: User = request.root["users"][find_link(request.root, "reset", secret, clock.now()).user_id]
    return user


def _owner(request: Request, secret: str) -> User | None:
    """Whose link it is, or was."""
    try:
        return _user(request, secret)
    except LinkError as problem:
        return owner_of(request, problem)


def _trouble(request: Request, problem: LinkError, secret: str) -> Response:
    remedy = Remedy("/forgot-password", "link", secret, _("Demander un nouveau lien")) if problem.link else None
    return trouble_page(request, problem, TROUBLE, remedy, ("/forgot-password", _("Demander un nouveau lien")))


def _asking(request: Request) -> Form:
    address = Email(name="email", title=_("Adresse e-mail"), autocomplete="username")
    buttons = (Button("reset", TITLE), *language_buttons(request))
    return new_form(request, colander.Schema(children=[address]), action="/forgot-password", submit=buttons)


def _choosing(request: Request, user: User) -> Form:
    words = words_of(request.desk.tenant, user, inviter_of(request.desk, request.root, user))
    password = new_password_node(words, _("Nouveau mot de passe"))
    schema = colander.Schema(children=[Hidden(name="link"), password])
    buttons = (Button("reset", TITLE), *language_buttons(request))
    return new_form(request, schema, action="/reset-password", submit=buttons)


def _page(form: Form) -> dict[str, Any]:
    return {"title": TITLE, "form": form, "problems": form.problems}
