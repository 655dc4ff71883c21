"""The page that asks for a code, whatever the code is for: registering, signing in, confirming, a new phone number."""

from collections.abc import Callable, Mapping
from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet import clock
from guichet.auth import login_limits, trusted_browsers
from guichet.auth.complete_sign_in import complete_sign_in, home_path
from guichet.auth.sessions import ATTEMPT, close_session, current, open_session, renew_session
from guichet.i18n import _
from guichet.mfa import methods, sms_codes, wrong_codes
from guichet.mfa.code_checks import check_app, check_recovery
from guichet.mfa.code_sending import Refusal, refusal, send_code
from guichet.mfa.mfa_schemas import recovery_code_schema
from guichet.mfa.phone_requests import end_by_proof
from guichet.store.models import Portal
from guichet.users import user_actions
from guichet.users.models import Challenge, MfaMethod, Purpose, Session, User
from guichet.users.tasks import enqueue
from guichet.users.user_schemas import code_schema, trust_node
from guichet.values import phone
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form
from guichet.web.transactions import commit_on_error
from guichet.web.view_permissions import PUBLIC

TEMPLATE = "templates/code.pt"
ONE_TRY = _("Ce code ne correspond pas. Il vous reste un essai.")
SOME_TRIES = _("Ce code ne correspond pas. Il vous reste ${n} essais.")
ONE_SECOND = _("Attendez encore une seconde avant de demander un nouveau code.")
SOME_SECONDS = _("Attendez encore ${n} secondes avant de demander un nouveau code.")
STOPPED = _("Les codes sont arrêtés pour votre compte")
UNSENT = _("Nous ne pouvons pas envoyer de code maintenant")


def attempt(request: Request) -> tuple[Session, User, Challenge] | None:
    """The codes that this browser is asked for, with session and account; ``None`` if it is asked for none."""
    found = current(request, "code", "phone", "full")
    if found is None or found[0].challenge is None:
        return None
    session, user, asked = *found, found[0].challenge
    if asked.began is not None and clock.now() - asked.began > ATTEMPT:
        return None
    # Whoever has been refused or deactivated since the password was given gets no further.
    return (session, user, asked) if user.state == "active" or asked.purpose == "register" else None


def challenge(request: Request, purpose: Purpose, next_path: str, number: str = "") -> HTTPSeeOther:
    """Asks a signed-in person for a code before something is done; leads to the page that takes it.

    ``number`` is a new phone number that is to be proven; without, the account's own factor is asked for.
    """
    session, user = request.identity.session, request.identity.user
    session.challenge = Challenge(purpose, phone=number)
    session.challenge.began = clock.now()
    session.next_path = next_path
    return ask_for_code(request, session, user)


def ask_for_code(request: Request, session: Session, user: User) -> HTTPSeeOther:
    """Begins with the person's first way, sends a code if it is one that is sent, and leads to the page."""
    methods.begin(request, session, user)
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
    session, user, asked = found
    if wrong_codes.obstacle(user, asked.method, clock.now()):
        return _again(request, 429, *found)
    form = _form(request, user, asked)
    try:
        answers = form.validate(request.POST.items())
    except ValidationFailure:
        return _again(request, 422, *found, form=form)
    outcome = CHECKS[asked.method](request, user, asked, answers["code"])
    if outcome == "right":
        return _proven(request, session, user, asked, trust=bool(answers.get("trust")))
    commit_on_error(request)
    if outcome != "expired":
        login_limits.raise_alarm(request, login_limits.CODES_PER_DESK)
        wrong_codes.count(request.action_context, user)
    if outcome == "exhausted":
        close_session(request)
        return HTTPSeeOther("/?done=too-many-codes")
    left = sms_codes.TRIES - asked.wrong
    said = methods.EXPIRED[asked.method] if outcome == "expired" else request.localize.plural(left, ONE_TRY, SOME_TRIES)
    form.add_problem("code", said)
    return _again(request, 422, *found, form=form)


@view_config(context=Portal, name="new-code", request_method="POST", permission=PUBLIC, renderer=TEMPLATE)
def new_code(request: Request) -> Any:
    """« J’ai besoin d’un nouveau code d’accès »: after the desk's delay, a few times."""
    found = attempt(request)
    if found is None:
        return HTTPSeeOther("/?done=attempt-over")
    session, user, asked = found
    wait = sms_codes.seconds_until_resend(asked, request.desk.tenant.new_code_after, clock.now())
    if wait:
        return _page(request, *found) | {"wait_sentence": request.localize.plural(wait, ONE_SECOND, SOME_SECONDS)}
    if len(asked.sent) >= sms_codes.CODES:
        close_session(request)
        return HTTPSeeOther("/?done=too-many-codes")
    if not send_code(request, session, user):
        return _again(request, 429, *found)
    return HTTPSeeOther(request.resource_path(request.root, "code", query={"done": "code-sent"}))


def _check_sms(request: Request, user: User, asked: Challenge, typed: str) -> sms_codes.Outcome:
    return sms_codes.check(asked, typed, request.desk.keys("code"), clock.now())


CHECKS: Mapping[MfaMethod, Callable[[Request, User, Challenge, str], sms_codes.Outcome]] = {
    "sms": _check_sms,
    "app": check_app,
    "recovery": check_recovery,
}
"""What compares a typed code, for each way; a way that counts its wrong tries does so in ``Challenge.wrong``."""


def _proven(request: Request, session: Session, user: User, asked: Challenge, *, trust: bool) -> HTTPSeeOther:
    # Used up in the same transaction: of two requests with the same code, one finds the attempt changed and starts
    # again, and then there is no attempt any more.
    asked.sent = ()
    wrong_codes.forgive(user)
    days = trusted_browsers.days_offered(request, user, asked)
    if asked.purpose in methods.REPLACEABLE:
        end_by_proof(request.action_context, user)
    if trust and days:
        trusted_browsers.trust(request, user, days)
    return PROVEN[asked.purpose](request, session, user)


def _registered(request: Request, session: Session, user: User) -> HTTPSeeOther:
    open_session(request, session.user_id, "email")
    user_actions.prove_phone(request.action_context, user)
    enqueue(request.action_context, "activation", user.id, user.language)
    return HTTPSeeOther(request.resource_path(request.root, "confirm-email", query={"user": user.id}))


def _signed_in(request: Request, session: Session, user: User) -> HTTPSeeOther:
    if session.challenge is not None and session.challenge.method == "sms":
        user.phone_proven = True
    opened, way_on = complete_sign_in(request, user, session.next_path, "signed_in")
    opened.confirmed = clock.now()
    return way_on


def _confirmed(request: Request, session: Session, user: User) -> HTTPSeeOther:
    renew_session(request, session)
    return HTTPSeeOther(session.next_path or home_path(request, user))


PROVEN: dict[Purpose, Callable[[Request, Session, User], HTTPSeeOther]] = {
    "register": _registered,
    "sign-in": _signed_in,
    "confirm": _confirmed,
}
"""What a right code does."""


def _form(request: Request, user: User, asked: Challenge) -> Form:
    schema: colander.SchemaNode = recovery_code_schema() if asked.method == "recovery" else code_schema()
    days = trusted_browsers.days_offered(request, user, asked)
    if days:
        schema.add(trust_node(days))
    return new_form(request, schema, action="/code", submit=(Button("continue", _("Continuer")),))


def _page(request: Request, session: Session, user: User, asked: Challenge, form: Form | None = None) -> dict[str, Any]:
    stopped = wrong_codes.obstacle(user, asked.method, clock.now())
    form = None if stopped else form or _form(request, user, asked)
    refused = refusal(request, session, user) if asked.method == "sms" and not stopped else None
    return {
        "title": STOPPED if stopped else UNSENT if refused and not asked.sent else methods.TITLES[asked.method],
        "form": form,
        "problems": form.problems if form else (),
        "stopped": stopped,
        "paused_until": user.codes_paused,
        "way": asked.method,
        "was_sent": bool(asked.sent),
        "last_two": phone.last_two(asked.phone or user.phone),
        "wait": sms_codes.seconds_until_resend(asked, request.desk.tenant.new_code_after, clock.now()),
        "many": len(asked.sent) > 1,
        "wait_sentence": _no_code(request, refused) if refused else None,
        "refused": bool(refused),
        "other_methods": methods.other_methods(user, asked),
        "registering": asked.purpose == "register",
        "may_have_lost_phone": asked.purpose in methods.REPLACEABLE,
    }


def _again(
    request: Request, status: int, session: Session, user: User, asked: Challenge, form: Form | None = None
) -> dict[str, Any]:
    request.response.status_int = status
    return _page(request, session, user, asked, form)


def _no_code(request: Request, refused: Refusal) -> str:
    """When there is a code by text message again."""
    if refused.by_desk:
        words = {"phone": request.desk.plugins.contacts.phone}
        text = _("Nous ne pouvons pas envoyer de code par SMS aujourd’hui. Appelez-nous au ${phone}.", mapping=words)
    elif clock.local(refused.until).date() == clock.today():
        time = {"time": request.localize.clock(refused.until)}
        text = _("Nous avons envoyé beaucoup de codes. Vous pourrez en demander un autre à ${time}.", mapping=time)
    else:
        moment = {"moment": request.localize.moment(refused.until)}
        text = _("Nous avons envoyé beaucoup de codes. Vous pourrez en demander un autre le ${moment}.", mapping=moment)
    said: str = request.localize(text)
    return said
