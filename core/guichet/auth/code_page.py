"""The page that takes a code, for every purpose: registration, sign-in, confirmation, a new phone number."""

from functools import cached_property
from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet import clock
from guichet.auth import login_limits, trusted_browsers
from guichet.auth.code_challenges import Proven, current_challenge
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
from guichet.web import security_log
from guichet.web.form_view import FormView, InvalidAnswer, form_view
from guichet.web.forms.form import Button
from guichet.web.post_views import below_root, post_view
from guichet.web.transactions import commit_on_error
from guichet.web.view_permissions import PUBLIC

TEMPLATE = "templates/code.pt"
ONE_TRY = _("Ce code ne correspond pas. Il vous reste un essai.")
SOME_TRIES = _("Ce code ne correspond pas. Il vous reste ${n} essais.")
ONE_SECOND = _("Attendez encore une seconde avant de demander un nouveau code.")
SOME_SECONDS = _("Attendez encore ${n} secondes avant de demander un nouveau code.")
EARLY = "early"
"""Name in the query of the page after a new code was asked for too early."""
STOPPED = _("Les codes sont bloqués pour votre compte")
UNSENT = _("Nous ne pouvons pas envoyer de code maintenant")


@post_view(context=Portal, name="new-code", permission=PUBLIC, page=below_root("code"), attr="send_again")
@form_view(context=Portal, name="code", permission=PUBLIC, renderer=TEMPLATE)
class CodePage(FormView):
    """Takes the code of the present method; the fifth wrong one ends the attempt (ASVS 5.0, 6.6.3)."""

    action = "/code"
    buttons = (Button("continue", _("Continuer")),)
    obstacle_status = 429
    session: Session
    user: User
    challenge: Challenge

    def before(self) -> HTTPSeeOther | None:
        """Finds the attempt of this browser."""
        found = current_challenge(self.request)
        if found is None:
            return HTTPSeeOther("/" if self.request.method == "GET" else "/?done=attempt-over")
        self.session, self.user, self.challenge = found
        self.obstacle = STOPPED if self.stopped else None
        return None

    @property
    def stopped(self) -> wrong_codes.Obstacle | None:
        """Why many wrong codes stop the present method, the code of this request included; None when they do not."""
        return wrong_codes.obstacle(self.user, self.challenge.method, clock.now())

    @cached_property
    def refusal(self) -> Refusal | None:
        """The limit that forbids another text message now; None when none does. Cached: it reads several counters."""
        by_sms = self.challenge.method == "sms" and not self.stopped
        return refusal(self.request, self.session, self.user) if by_sms else None

    def schema(self) -> colander.SchemaNode:
        """The code, and whether this browser needs none from now on."""
        schema: colander.SchemaNode = (
            recovery_code_schema() if self.challenge.method == "recovery" else sms_code_schema()
        )
        days = trusted_browsers.days_offered(self.request, self.user, self.challenge)
        if days:
            schema.add(trusted_browsers.trust_node(days))
        return schema

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Checks the code; a wrong one is counted for the attempt, for the user and for the desk."""
        request, challenge = self.request, self.challenge
        outcome = CHECKS[challenge.method](request, self.user, challenge, answers["code"])
        if outcome == "right":
            return self._proven(trust=bool(answers.get("trust")))
        # An answer of 400 or more aborts the transaction, and the wrong try would not be counted.
        commit_on_error(request)
        if outcome != "expired":
            security_log.record(request, "code_refused", account=self.user.email, method=challenge.method)
            login_limits.raise_alarm(request, login_limits.CODES_PER_DESK)
            wrong_codes.count(request.action_context, self.user)
        if outcome == "exhausted":
            return self._end_attempt()
        left = sms_codes.TRIES - challenge.wrong
        raise InvalidAnswer(
            "code",
            methods.EXPIRED[challenge.method]
            if outcome == "expired"
            else ONE_TRY
            if left == 1
            else SOME_TRIES % {"n": left},
        )

    def send_again(self) -> Any:
        """« J’ai besoin d’un nouveau code d’accès »: after the desk's delay, a few times."""
        answer = self.before()
        if answer is not None:
            return answer
        wait = self._seconds_until_resend()
        if wait:
            return self.redirect(self.context, "code", query={EARLY: "yes"})
        if len(self.challenge.sent) >= sms_codes.CODES:
            return self._end_attempt()
        if not send_code(self.request, self.session, self.user):
            return self.show_again(429)
        return self.done("code-sent", self.context, "code")

    def page(self) -> dict[str, Any]:
        """Values of the template, by method, purpose and limits."""
        challenge, refused = self.challenge, self.refusal
        stopped, unsent = self.stopped, bool(refused) and not challenge.sent
        wait = self._seconds_until_resend()
        # Worked out when the page is shown, so that it is right after a reload too.
        early = self.request.localize.plural(wait, ONE_SECOND, SOME_SECONDS) if wait and self._asked_early else None
        return {
            "title": STOPPED if stopped else UNSENT if unsent else methods.TITLES[challenge.method],
            "problems": () if stopped else self.form.problems,
            "stopped": stopped,
            "paused_until": self.user.codes_paused,
            "method": challenge.method,
            "was_sent": bool(challenge.sent),
            "last_two": phone.last_two(challenge.phone or self.user.phone),
            "wait": wait,
            "many": len(challenge.sent) > 1,
            "wait_sentence": early or (_no_code(self.request, refused) if refused else None),
            "refused": bool(refused),
            "other_methods": methods.other_methods(self.user, challenge),
            "registering": challenge.purpose == "register",
            "may_have_lost_phone": challenge.purpose in methods.REPLACEABLE,
        }

    @property
    def _asked_early(self) -> bool:
        return EARLY in self.request.GET

    def _proven(self, *, trust: bool) -> HTTPSeeOther:
        request, user, challenge = self.request, self.user, self.challenge
        # Used up in the same transaction (ASVS 5.0, 6.5.1): of two requests with the same code one meets a conflict, is
        # repeated, and finds no attempt any more.
        challenge.sent = ()
        wrong_codes.forgive(user)
        days = trusted_browsers.days_offered(request, user, challenge)
        if challenge.purpose in methods.REPLACEABLE:
            end_by_proof(request.action_context, user)
        if trust and days:
            trusted_browsers.trust(request, user, days)
        proven: Proven = request.registry.code_purposes[challenge.purpose]
        return proven(request, self.session, user)

    def _end_attempt(self) -> HTTPSeeOther:
        close_session(self.request)
        return HTTPSeeOther("/?done=too-many-codes")

    def _seconds_until_resend(self) -> int:
        return sms_codes.seconds_until_resend(self.challenge, self.request.desk.tenant.new_code_after, clock.now())


def _no_code(request: Request, refused: Refusal) -> str:
    """Sentence that says when a code can be sent by text message again."""
    if refused.by_desk:
        values = {"phone": request.desk.plugins.contacts.phone}
        text = _("Nous ne pouvons pas envoyer de code par SMS aujourd’hui. Appelez-nous au ${phone}.", mapping=values)
    elif clock.local(refused.until).date() == clock.today():
        time = {"time": request.localize.clock(refused.until)}
        text = _("Nous avons envoyé beaucoup de codes. Vous pourrez en demander un autre à ${time}.", mapping=time)
    else:
        moment = {"moment": request.localize.moment(refused.until)}
        text = _("Nous avons envoyé beaucoup de codes. Vous pourrez en demander un autre le ${moment}.", mapping=moment)
    sentence: str = request.localize(text)
    return sentence
