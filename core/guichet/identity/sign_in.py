"""The pages of signing in: address and password, the code by text message, signing out."""

from typing import Any

from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.view import view_config

from guichet import clock
from guichet.i18n import _
from guichet.identity import actions, codes, passwords, throttle
from guichet.identity.models import Account, Session
from guichet.identity.next_path import read_next
from guichet.identity.schemas import code_schema, sign_in_schema
from guichet.identity.sessions import close_session, current, open_session
from guichet.store.models import Portal
from guichet.values import phone
from guichet.web.closed import PUBLIC
from guichet.web.forms import new_form
from guichet.web.forms.form import Form, Submit
from guichet.web.transactions import keep, out_of_turn

NO_MATCH = _("L’adresse e-mail ou le mot de passe ne correspond pas. Vérifiez les deux ou appelez-nous.")
ONE_TRY = _("Ce code ne correspond pas. Il vous reste un essai.")
SOME_TRIES = _("Ce code ne correspond pas. Il vous reste ${n} essais.")
EXPIRED = _("Ce code n’est plus valable. Demandez un nouveau code.")
ONE_SECOND = _("Attendez encore une seconde avant de demander un nouveau code.")
SOME_SECONDS = _("Attendez encore ${n} secondes avant de demander un nouveau code.")


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


@view_config(context=Portal, name="code", request_method="GET", permission=PUBLIC, renderer="templates/code.pt")
def code_page(request: Request) -> Any:
    """Asks for the code that was sent."""
    attempt = current(request, "code", "phone")
    if attempt is None:
        return HTTPSeeOther("/")
    return _code_page(request, *attempt, _code_form(request))


@view_config(context=Portal, name="code", request_method="POST", permission=PUBLIC, renderer="templates/code.pt")
def give_code(request: Request) -> Any:
    """Checks the code; the fifth wrong one ends the attempt."""
    attempt = current(request, "code", "phone")
    if attempt is None:
        return HTTPSeeOther("/?done=attempt-over")
    session, account = attempt
    form = _code_form(request)
    try:
        typed = form.validate(request.POST.items())["code"]
    except ValidationFailure:
        return _code_again(request, session, account, form)
    assert session.challenge is not None
    outcome = codes.check(session.challenge, typed, request.desk.keys("code"), clock.now())
    if outcome == "right":
        return _proven(request, session, account)
    if outcome == "exhausted":
        close_session(request)
        return HTTPSeeOther("/?done=too-many-codes")
    keep(request)
    left = codes.TRIES - session.challenge.wrong
    form.add_problem("code", EXPIRED if outcome == "expired" else request.say.plural(left, ONE_TRY, SOME_TRIES))
    return _code_again(request, session, account, form)


@view_config(context=Portal, name="new-code", request_method="POST", permission=PUBLIC, renderer="templates/code.pt")
def new_code(request: Request) -> Any:
    """« J’ai besoin d’un nouveau code d’accès »: after the desk's delay, a few times."""
    attempt = current(request, "code", "phone")
    if attempt is None:
        return HTTPSeeOther("/?done=attempt-over")
    session, account = attempt
    assert session.challenge is not None
    wait = codes.seconds_until_resend(session.challenge, request.desk.tenant.new_code_after, clock.now())
    if wait:
        sentence = request.say.plural(wait, ONE_SECOND, SOME_SECONDS)
        return _code_page(request, session, account, _code_form(request)) | {"wait_sentence": sentence}
    spent = len(session.challenge.sent) >= codes.CODES
    if spent or not throttle.allowed(request, throttle.CODES_PER_ACCOUNT, account.__name__ or ""):
        close_session(request)
        return HTTPSeeOther("/?done=too-many-codes")
    actions.send_code(request.act, session, account)
    return HTTPSeeOther(request.resource_path(request.root, "code", query={"done": "code-sent"}))


@view_config(context=Portal, name="sign-out", request_method="POST", permission=PUBLIC)
def sign_out(request: Request) -> HTTPSeeOther:
    """Ends the session on the server, and what the browser keeps of it."""
    close_session(request)
    answer = HTTPSeeOther("/?done=signed-out")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def home_path(request: Request, account: Account) -> str:
    """The page an account works on."""
    root: str = request.resource_path(request.root)
    return root + account.home_path


def _matching_account(request: Request, email: str, password: str) -> Account | None:
    account: Account | None = request.root["accounts"].with_email(email)
    with out_of_turn(request):
        fits = passwords.matches(password, account.password_hash if account else None, request.desk.keys("passwords"))
    return account if fits else None


def _proven(request: Request, session: Session, account: Account) -> HTTPSeeOther:
    if session.stage == "phone":
        close_session(request)
        actions.prove_phone(request.act, account)
        actions.send_activation(request.act, account)
        return HTTPSeeOther(request.resource_path(request.root, "confirm-email", query={"account": account.__name__}))
    next_path = session.next_path
    # Mails and text messages follow the language the person reads the desk in.
    account.language = request.say.language
    throttle.forget(request, throttle.PASSWORDS_PER_ADDRESS, throttle.address(account.email))
    open_session(request, session.account_id, "full")
    request.act.record("account.signed_in", session.account_id)
    return HTTPSeeOther(next_path or home_path(request, account))


def _form(request: Request) -> Form:
    action = request.resource_path(request.root, "sign-in", query={"next": request.GET.get("next", "")})
    return new_form(request, sign_in_schema(), action=action, submit=(Submit("sign_in", _("Se connecter")),))


def _code_form(request: Request) -> Form:
    return new_form(request, code_schema(), action="/code", submit=(Submit("continue", _("Continuer")),))


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


def _code_page(request: Request, session: Session, account: Account, form: Form) -> dict[str, Any]:
    assert session.challenge is not None
    wait = codes.seconds_until_resend(session.challenge, request.desk.tenant.new_code_after, clock.now())
    return {
        "title": _("Consultez votre téléphone"),
        "form": form,
        "problems": form.problems,
        "last_two": phone.last_two(account.phone),
        "wait": wait,
        "many": len(session.challenge.sent) > 1,
        "wait_sentence": None,
    }


def _code_again(request: Request, session: Session, account: Account, form: Form) -> dict[str, Any]:
    request.response.status_int = 422
    return _code_page(request, session, account, form)
