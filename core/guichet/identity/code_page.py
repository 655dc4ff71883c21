"""The page that asks for a code, whatever the code is for: registering, signing in, confirming, a new phone number."""

from collections.abc import Callable, Mapping
from typing import Any

from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet import clock
from guichet.i18n import _
from guichet.identity import actions, codes, throttle
from guichet.identity.errands import ask
from guichet.identity.journal import note
from guichet.identity.models import Account, Challenge, Purpose, Session
from guichet.identity.schemas import code_schema
from guichet.identity.sessions import close_session, current, open_session, renew_session
from guichet.store.models import Portal
from guichet.values import phone
from guichet.web.closed import PUBLIC
from guichet.web.forms import new_form
from guichet.web.forms.form import Form, Submit
from guichet.web.transactions import keep

TEMPLATE = "templates/code.pt"
ONE_TRY = _("Ce code ne correspond pas. Il vous reste un essai.")
SOME_TRIES = _("Ce code ne correspond pas. Il vous reste ${n} essais.")
EXPIRED = _("Ce code n’est plus valable. Demandez un nouveau code.")
ONE_SECOND = _("Attendez encore une seconde avant de demander un nouveau code.")
SOME_SECONDS = _("Attendez encore ${n} secondes avant de demander un nouveau code.")


def attempt(request: Request) -> tuple[Session, Account, Challenge] | None:
    """The codes that this browser is asked for, with session and account; ``None`` if it is asked for none."""
    found = current(request, "code", "phone", "full")
    if found is None or found[0].challenge is None:
        return None
    return found[0], found[1], found[0].challenge


def challenge(request: Request, purpose: Purpose, next_path: str, number: str = "") -> HTTPSeeOther:
    """Asks a signed-in person for a code before something is done; leads to the page that takes it.

    ``number`` is a new phone number that is to be proven; without, the account's own factor is asked for.
    """
    session, account = request.identity.session, request.identity.account
    session.challenge = Challenge(purpose, phone=number)
    session.next_path = next_path
    actions.send_code(request.act, session, account)
    return HTTPSeeOther(request.resource_path(request.root, "code"))


@view_config(context=Portal, name="code", request_method="GET", permission=PUBLIC, renderer=TEMPLATE)
def code_page(request: Request) -> Any:
    """Asks for the code that was sent."""
    found = attempt(request)
    if found is None:
        return HTTPSeeOther("/")
    return _page(request, found[1], found[2], _form(request))


@view_config(context=Portal, name="code", request_method="POST", permission=PUBLIC, renderer=TEMPLATE)
def give_code(request: Request) -> Any:
    """Checks the code; the fifth wrong one ends the attempt, and the session that it was asked in."""
    found = attempt(request)
    if found is None:
        return HTTPSeeOther("/?done=attempt-over")
    session, account, asked = found
    form = _form(request)
    try:
        typed = form.validate(request.POST.items())["code"]
    except ValidationFailure:
        return _again(request, account, asked, form)
    outcome = codes.check(asked, typed, request.desk.keys("code"), clock.now())
    if outcome == "right":
        return PROVEN[asked.purpose](request, session, account)
    if outcome == "exhausted":
        close_session(request)
        return HTTPSeeOther("/?done=too-many-codes")
    keep(request)
    left = codes.TRIES - asked.wrong
    form.add_problem("code", EXPIRED if outcome == "expired" else request.say.plural(left, ONE_TRY, SOME_TRIES))
    return _again(request, account, asked, form)


@view_config(context=Portal, name="new-code", request_method="POST", permission=PUBLIC, renderer=TEMPLATE)
def new_code(request: Request) -> Any:
    """« J’ai besoin d’un nouveau code d’accès »: after the desk's delay, a few times."""
    found = attempt(request)
    if found is None:
        return HTTPSeeOther("/?done=attempt-over")
    session, account, asked = found
    wait = codes.seconds_until_resend(asked, request.desk.tenant.new_code_after, clock.now())
    if wait:
        sentence = request.say.plural(wait, ONE_SECOND, SOME_SECONDS)
        return _page(request, account, asked, _form(request)) | {"wait_sentence": sentence}
    spent = len(asked.sent) >= codes.CODES
    if spent or not throttle.allowed(request, throttle.CODES_PER_ACCOUNT, account.__name__ or ""):
        close_session(request)
        return HTTPSeeOther("/?done=too-many-codes")
    actions.send_code(request.act, session, account)
    return HTTPSeeOther(request.resource_path(request.root, "code", query={"done": "code-sent"}))


def home_path(request: Request, account: Account) -> str:
    """The page an account works on."""
    root: str = request.resource_path(request.root)
    return root + account.home_path


def _registered(request: Request, session: Session, account: Account) -> HTTPSeeOther:
    close_session(request)
    actions.prove_phone(request.act, account)
    ask(request.act, "activation", account.__name__ or "", account.language)
    return HTTPSeeOther(request.resource_path(request.root, "confirm-email", query={"account": account.__name__}))


def _signed_in(request: Request, session: Session, account: Account) -> HTTPSeeOther:
    # Mails and text messages follow the language the person reads the desk in.
    account.language = request.say.language
    account.phone_proven = True
    throttle.forget(request, throttle.PASSWORDS_PER_ADDRESS, throttle.address(account.email))
    opened = open_session(request, session.account_id, "full")
    opened.confirmed = clock.now()
    note(request.act, account, "signed_in", opened.device)
    return HTTPSeeOther(session.next_path or home_path(request, account))


def _confirmed(request: Request, session: Session, account: Account) -> HTTPSeeOther:
    renew_session(request, session)
    return HTTPSeeOther(session.next_path or home_path(request, account))


PROVEN: Mapping[Purpose, Callable[[Request, Session, Account], HTTPSeeOther]] = {
    "register": _registered,
    "sign-in": _signed_in,
    "confirm": _confirmed,
}
"""What a right code does."""


def _form(request: Request) -> Form:
    return new_form(request, code_schema(), action="/code", submit=(Submit("continue", _("Continuer")),))


def _page(request: Request, account: Account, asked: Challenge, form: Form) -> dict[str, Any]:
    return {
        "title": _("Consultez votre téléphone"),
        "form": form,
        "problems": form.problems,
        "last_two": phone.last_two(asked.phone or account.phone),
        "wait": codes.seconds_until_resend(asked, request.desk.tenant.new_code_after, clock.now()),
        "many": len(asked.sent) > 1,
        "wait_sentence": None,
    }


def _again(request: Request, account: Account, asked: Challenge, form: Form) -> dict[str, Any]:
    request.response.status_int = 422
    return _page(request, account, asked, form)
