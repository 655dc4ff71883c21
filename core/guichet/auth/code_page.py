"""The page that asks for a code, whatever the code is for: registering, signing in, confirming, a new phone number."""

from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet import clock
from guichet.auth import login_limits, trusted_browsers
from guichet.auth.code_challenges import Proven, attempt
from guichet.auth.code_sending import Refusal, refusal, send_code
from guichet.auth.sessions import close_session
from guichet.i18n import _
from guichet.mfa import methods, sms_codes, wrong_codes
from guichet.mfa.code_checks import CHECKS
from guichet.mfa.mfa_schemas import recovery_code_schema, sms_code_schema
from guichet.mfa.phone_requests import end_by_proof
from guichet.store.models import Portal
from guichet.users.models import Challenge, Session, User
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
    proven: Proven = request.registry.code_purposes[asked.purpose]
    return proven(request, session, user)


def _form(request: Request, user: User, asked: Challenge) -> Form:
    schema: colander.SchemaNode = recovery_code_schema() if asked.method == "recovery" else sms_code_schema()
    days = trusted_browsers.days_offered(request, user, asked)
    if days:
        schema.add(trusted_browsers.trust_node(days))
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
