"""Checks of a typed code, one for each MFA method; the five tries of an attempt are shared by all methods."""

from collections.abc import Callable, Mapping

from pyramid.request import Request

from guichet import clock
from guichet.mfa import mfa_actions, recovery, sms_codes, totp
from guichet.mfa.sms_codes import TRIES, Outcome
from guichet.users.models import Challenge, MfaMethod, User


def check_sms(request: Request, user: User, asked: Challenge, typed: str) -> Outcome:
    """A code sent by text message in this attempt."""
    return sms_codes.check(asked, typed, request.desk.keys("code"), clock.now())


def check_app(request: Request, user: User, asked: Challenge, typed: str) -> Outcome:
    """A code of the authenticator app."""
    if asked.wrong >= TRIES:
        return "exhausted"
    return _counted(asked, totp.use(user, typed, request.desk.keys("app"), clock.now()))


def check_recovery(request: Request, user: User, asked: Challenge, typed: str) -> Outcome:
    """A recovery code; the user is mailed that it was used."""
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


CHECKS: Mapping[MfaMethod, Callable[[Request, User, Challenge, str], Outcome]] = {
    "sms": check_sms,
    "app": check_app,
    "recovery": check_recovery,
}
"""MFA method → its check; each counts wrong tries in ``Challenge.wrong``."""
