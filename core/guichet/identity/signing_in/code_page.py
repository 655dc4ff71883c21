"""The page that asks for a code, whatever the code is for: registering, signing in, confirming, a new phone number."""

from collections.abc import Callable, Mapping
from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet import clock
from guichet.i18n import _
from guichet.identity import actions
from guichet.identity.errands import ask
from guichet.identity.factors import ways
from guichet.identity.factors.checks import check_app, check_recovery
from guichet.identity.factors.phone_requests import end_by_proof
from guichet.identity.factors.schemas import recovery_code_schema
from guichet.identity.models import Account, Challenge, Purpose, Session, Way
from guichet.identity.schemas import code_schema, trust_node
from guichet.identity.sessions import ATTEMPT, close_session, current, open_session, renew_session
from guichet.identity.signing_in import codes, trusted
from guichet.identity.signing_in.arrival import arrive, home_path
from guichet.identity.signing_in.code_sending import Refusal, refusal, send_code
from guichet.identity.throttling import tries, wrong_codes
from guichet.store.models import Portal
from guichet.values import phone
from guichet.web.closed import PUBLIC
from guichet.web.forms import new_form
from guichet.web.forms.form import Form, Submit
from guichet.web.transactions import keep

TEMPLATE = "templates/code.pt"
ONE_TRY = _("Ce code ne correspond pas. Il vous reste un essai.")
SOME_TRIES = _("Ce code ne correspond pas. Il vous reste ${n} essais.")
ONE_SECOND = _("Attendez encore une seconde avant de demander un nouveau code.")
SOME_SECONDS = _("Attendez encore ${n} secondes avant de demander un nouveau code.")
STOPPED = _("Les codes sont arrêtés pour votre compte")
UNSENT = _("Nous ne pouvons pas envoyer de code maintenant")


def attempt(request: Request) -> tuple[Session, Account, Challenge] | None:
    """The codes that this browser is asked for, with session and account; ``None`` if it is asked for none."""
    found = current(request, "code", "phone", "full")
    if found is None or found[0].challenge is None:
        return None
    session, account, asked = *found, found[0].challenge
    if asked.began is not None and clock.now() - asked.began > ATTEMPT:
        return None
    # Whoever has been refused or deactivated since the password was given gets no further.
    return (session, account, asked) if account.state == "active" or asked.purpose == "register" else None


def challenge(request: Request, purpose: Purpose, next_path: str, number: str = "") -> HTTPSeeOther:
    """Asks a signed-in person for a code before something is done; leads to the page that takes it.

    ``number`` is a new phone number that is to be proven; without, the account's own factor is asked for.
    """
    session, account = request.identity.session, request.identity.account
    session.challenge = Challenge(purpose, phone=number)
    session.challenge.began = clock.now()
    session.next_path = next_path
    return ask_for_code(request, session, account)


def ask_for_code(request: Request, session: Session, account: Account) -> HTTPSeeOther:
    """Begins with the person's first way, sends a code if it is one that is sent, and leads to the page."""
    ways.begin(request, session, account)
    return HTTPSeeOther(request.resource_path(request.root, "code"))


@view_config(context=Portal, name="code", request_method="GET", permission=PUBLIC, renderer=TEMPLATE)
def code_page(request: Request) -> Any:
    """Asks for the code that was sent, or that the person has."""
    found = attempt(request)
    return HTTPSeeOther("/") if found is None else _page(request, *found)


@view_config(context=Portal, name="code", request_method="POST", permission=PUBLIC, renderer=TEMPLATE)
def give_code(request: Request) -> Any:
    """Checks the code; the fifth wrong one ends the attempt, and the session that it was asked in."""
    found = attempt(request)
    if found is None:
        return HTTPSeeOther("/?done=attempt-over")
    session, account, asked = found
    if wrong_codes.obstacle(account, asked.way, clock.now()):
        return _again(request, 429, *found)
    form = _form(request, account, asked)
    try:
        answers = form.validate(request.POST.items())
    except ValidationFailure:
        return _again(request, 422, *found, form=form)
    outcome = CHECKS[asked.way](request, account, asked, answers["code"])
    if outcome == "right":
        return _proven(request, session, account, asked, trust=bool(answers.get("trust")))
    keep(request)
    if outcome != "expired":
        tries.raise_alarm(request, tries.CODES_PER_DESK)
        wrong_codes.count(request.act, account)
    if outcome == "exhausted":
        close_session(request)
        return HTTPSeeOther("/?done=too-many-codes")
    left = codes.TRIES - asked.wrong
    said = ways.EXPIRED[asked.way] if outcome == "expired" else request.say.plural(left, ONE_TRY, SOME_TRIES)
    form.add_problem("code", said)
    return _again(request, 422, *found, form=form)


@view_config(context=Portal, name="new-code", request_method="POST", permission=PUBLIC, renderer=TEMPLATE)
def new_code(request: Request) -> Any:
    """« J’ai besoin d’un nouveau code d’accès »: after the desk's delay, a few times."""
    found = attempt(request)
    if found is None:
        return HTTPSeeOther("/?done=attempt-over")
    session, account, asked = found
    wait = codes.seconds_until_resend(asked, request.desk.tenant.new_code_after, clock.now())
    if wait:
        return _page(request, *found) | {"wait_sentence": request.say.plural(wait, ONE_SECOND, SOME_SECONDS)}
    if len(asked.sent) >= codes.CODES:
        close_session(request)
        return HTTPSeeOther("/?done=too-many-codes")
    if not send_code(request, session, account):
        return _again(request, 429, *found)
    return HTTPSeeOther(request.resource_path(request.root, "code", query={"done": "code-sent"}))


def _check_sms(request: Request, account: Account, asked: Challenge, typed: str) -> codes.Outcome:
    return codes.check(asked, typed, request.desk.keys("code"), clock.now())


CHECKS: Mapping[Way, Callable[[Request, Account, Challenge, str], codes.Outcome]] = {
    "sms": _check_sms,
    "app": check_app,
    "recovery": check_recovery,
}
"""What compares a typed code, for each way; a way that counts its wrong tries does so in ``Challenge.wrong``."""


def _proven(request: Request, session: Session, account: Account, asked: Challenge, *, trust: bool) -> HTTPSeeOther:
    # Used up in the same transaction: of two requests with the same code, one finds the attempt changed and starts
    # again, and then there is no attempt any more.
    asked.sent = ()
    wrong_codes.forgive(account)
    days = trusted.days_offered(request, account, asked)
    if asked.purpose in ways.REPLACEABLE:
        end_by_proof(request.act, account)
    if trust and days:
        trusted.trust(request, account, days)
    return PROVEN[asked.purpose](request, session, account)


def _registered(request: Request, session: Session, account: Account) -> HTTPSeeOther:
    open_session(request, session.account_id, "email")
    actions.prove_phone(request.act, account)
    ask(request.act, "activation", account.id, account.language)
    return HTTPSeeOther(request.resource_path(request.root, "confirm-email", query={"account": account.id}))


def _signed_in(request: Request, session: Session, account: Account) -> HTTPSeeOther:
    if session.challenge is not None and session.challenge.way == "sms":
        account.phone_proven = True
    opened, way_on = arrive(request, account, session.next_path, "signed_in")
    opened.confirmed = clock.now()
    return way_on


def _confirmed(request: Request, session: Session, account: Account) -> HTTPSeeOther:
    renew_session(request, session)
    return HTTPSeeOther(session.next_path or home_path(request, account))


PROVEN: dict[Purpose, Callable[[Request, Session, Account], HTTPSeeOther]] = {
    "register": _registered,
    "sign-in": _signed_in,
    "confirm": _confirmed,
}
"""What a right code does."""


def _form(request: Request, account: Account, asked: Challenge) -> Form:
    schema: colander.SchemaNode = recovery_code_schema() if asked.way == "recovery" else code_schema()
    days = trusted.days_offered(request, account, asked)
    if days:
        schema.add(trust_node(days))
    return new_form(request, schema, action="/code", submit=(Submit("continue", _("Continuer")),))


def _page(
    request: Request, session: Session, account: Account, asked: Challenge, form: Form | None = None
) -> dict[str, Any]:
    stopped = wrong_codes.obstacle(account, asked.way, clock.now())
    form = None if stopped else form or _form(request, account, asked)
    refused = refusal(request, session, account) if asked.way == "sms" and not stopped else None
    return {
        "title": STOPPED if stopped else UNSENT if refused and not asked.sent else ways.TITLES[asked.way],
        "form": form,
        "problems": form.problems if form else (),
        "stopped": stopped,
        "paused_until": account.codes_paused,
        "way": asked.way,
        "was_sent": bool(asked.sent),
        "last_two": phone.last_two(asked.phone or account.phone),
        "wait": codes.seconds_until_resend(asked, request.desk.tenant.new_code_after, clock.now()),
        "many": len(asked.sent) > 1,
        "wait_sentence": _no_code(request, refused) if refused else None,
        "refused": bool(refused),
        "other_ways": ways.other_ways(account, asked),
        "registering": asked.purpose == "register",
        "may_have_lost_phone": asked.purpose in ways.REPLACEABLE,
    }


def _again(
    request: Request, status: int, session: Session, account: Account, asked: Challenge, form: Form | None = None
) -> dict[str, Any]:
    request.response.status_int = status
    return _page(request, session, account, asked, form)


def _no_code(request: Request, refused: Refusal) -> str:
    """When there is a code by text message again."""
    if refused.by_desk:
        words = {"phone": request.desk.plugins.contacts.phone}
        text = _("Nous ne pouvons pas envoyer de code par SMS aujourd’hui. Appelez-nous au ${phone}.", mapping=words)
    elif clock.local(refused.until).date() == clock.today():
        time = {"time": request.say.clock(refused.until)}
        text = _("Nous avons envoyé beaucoup de codes. Vous pourrez en demander un autre à ${time}.", mapping=time)
    else:
        moment = {"moment": request.say.moment(refused.until)}
        text = _("Nous avons envoyé beaucoup de codes. Vous pourrez en demander un autre le ${moment}.", mapping=moment)
    said: str = request.say(text)
    return said
