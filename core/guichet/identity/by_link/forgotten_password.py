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
from guichet.i18n import _
from guichet.identity import known, passwords
from guichet.identity.by_link.invitations import inviter_of
from guichet.identity.by_link.link_trouble import Remedy, owner_of, trouble_page
from guichet.identity.by_link.reset import reset_password
from guichet.identity.errands import ask
from guichet.identity.links import LinkError, find_link
from guichet.identity.models import Account
from guichet.identity.schemas import new_password_node, words_of
from guichet.identity.throttling import throttle
from guichet.store.models import Portal
from guichet.web.closed import PUBLIC
from guichet.web.forms import new_form
from guichet.web.forms.form import Form, Submit
from guichet.web.forms.nodes import Email, Hidden
from guichet.web.language_switch import language_buttons, switches_language

ASK = "templates/forgot_password.pt"
SENT = "guichet.identity.by_link:templates/reset_sent.pt"
CHOOSE = "templates/reset_password.pt"
RESET = _("Réinitialiser le mot de passe")
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
        account = _account(request, request.GET.get("link", ""))
    except LinkError as problem:
        return _trouble(request, problem, request.GET.get("link", ""))
    form = _choosing(request, account)
    form.show({"link": request.GET["link"]})
    return _page(form)


@view_config(context=Portal, name="reset-password", request_method="POST", permission=PUBLIC, renderer=CHOOSE)
def choose_password(request: Request) -> Any:
    """Sets the password and leads back to the sign-in page, where it works."""
    secret = request.posted("link")
    try:
        form = _choosing(request, _account(request, secret))
        if switches_language(request, form):
            return _page(form)
        account = reset_password(request.act, secret, form.validate(request.POST.items())["password"])
    except LinkError as problem:
        return _trouble(request, problem, secret)
    except ValidationFailure:
        request.response.status_int = 422
        return _page(form)
    # Whoever reads the owner's mail is not kept waiting by others who have tried passwords on the address.
    known.remember(request, account)
    return HTTPSeeOther(request.resource_path(request.root, query={"done": "password-chosen"}))


def _sent(request: Request, address: str, link: str) -> Response:
    """The one answer. For every address a password is hashed and an errand written down; the worker does the rest."""
    who = throttle.address(address)
    # A place in the queue first: whoever is told to come back has lost no try.
    with passwords.checking() as matches:
        rested = throttle.allowed(request, throttle.RESET_PAUSE, who)
        if rested and _within_limits(request, who):
            matches("", None, request.desk.keys("passwords"))
            ask(request.act, "reset", address, request.say.language)
    until = None if rested else throttle.blocked_until(request, throttle.RESET_PAUSE, who)
    left = ceil((until - clock.now()).total_seconds()) if until else 0
    page = {
        "title": _("Consultez votre messagerie"),
        # Whose address it is that a link was sent to, its page does not say.
        "masked": None if link else f"{address[0]}…@…",
        "address": address,
        "link": link,
        "wait": left or throttle.RESET_PAUSE.get_expiry(),
        "too_early": request.say.plural(left, ONE_SECOND, SOME_SECONDS) if until else None,
    }
    return render_to_response(SENT, page, request)


def _within_limits(request: Request, who: str) -> bool:
    machine = throttle.allowed(request, throttle.RESETS_PER_MACHINE, throttle.machine(request))
    return machine and throttle.allowed(request, throttle.RESETS_PER_ADDRESS, who)


def _account(request: Request, secret: str) -> Account:
    account: Account = request.root["accounts"][find_link(request.root, "reset", secret, clock.now()).account_id]
    return account


def _owner(request: Request, secret: str) -> Account | None:
    """Whose link it is, or was."""
    try:
        return _account(request, secret)
    except LinkError as problem:
        return owner_of(request, problem)


def _trouble(request: Request, problem: LinkError, secret: str) -> Response:
    remedy = Remedy("/forgot-password", "link", secret, _("Demander un nouveau lien")) if problem.link else None
    return trouble_page(request, problem, TROUBLE, remedy, ("/forgot-password", _("Demander un nouveau lien")))


def _asking(request: Request) -> Form:
    address = Email(name="email", title=_("Adresse e-mail"), autocomplete="username")
    buttons = (Submit("reset", RESET), *language_buttons(request))
    return new_form(request, colander.Schema(children=[address]), action="/forgot-password", submit=buttons)


def _choosing(request: Request, account: Account) -> Form:
    words = words_of(request.desk.tenant, account, inviter_of(request.desk, request.root, account))
    password = new_password_node(words, _("Nouveau mot de passe"))
    schema = colander.Schema(children=[Hidden(name="link"), password])
    buttons = (Submit("reset", RESET), *language_buttons(request))
    return new_form(request, schema, action="/reset-password", submit=buttons)


def _page(form: Form) -> dict[str, Any]:
    return {"title": RESET, "form": form, "problems": form.problems}
