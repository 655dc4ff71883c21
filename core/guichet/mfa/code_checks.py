"""What compares a typed code with the app or with the codes on paper; the five tries of an attempt are for all ways."""

from pyramid.request import Request

from guichet import clock
from guichet.mfa import mfa_actions, recovery, totp
from guichet.mfa.sms_codes import TRIES, Outcome
from guichet.users.models import Challenge, User


def check_app(request: Request, user: User, asked: Challenge, typed: str) -> Outcome:
    """A code of the authenticator app."""
    if asked.wrong >= TRIES:
        return "exhausted"
    return _counted(asked, totp.use(user, typed, request.desk.keys("app"), clock.now()))


def check_recovery(request: Request, user: User, asked: Challenge, typed: str) -> Outcome:
    """A code on paper; its owner is told that it was used."""
    if asked.wrong >= TRIES:
        return "exhausted"
    outcome = _counted(asked, recovery.use(user, typed, request.desk.keys("recovery")))
    if outcome == "right":
        mfa_actions.tell_recovery_used(request.action_context, user)
    return outcome


def _counted(asked: Challenge, outcome: Outcome) -> Outcome:
    if outcome == "wrong":
        asked.wrong += 1
    return "exhausted" if asked.wrong >= TRIES else outcome
