"""Checks of a typed code, one for each MFA method.

The five tries of an attempt are shared by all methods, so that changing the method gains none (ASVS 5.0, 6.6.3).
"""

from collections.abc import Callable, Mapping

from pyramid.request import Request

from guichet import clock
from guichet.mfa import mfa_actions, recovery, sms_codes, totp
from guichet.mfa.sms_codes import TRIES, Outcome
from guichet.users.models import Challenge, MfaMethod, User


def check_sms(request: Request, user: User, challenge: Challenge, typed: str) -> Outcome:
    """Checks a code sent by text message in this attempt."""
    return sms_codes.check(challenge, typed, request.desk.keys("code"), clock.now())


def check_app(request: Request, user: User, challenge: Challenge, typed: str) -> Outcome:
    """Checks a code of the authenticator app."""
    if challenge.wrong >= TRIES:
        return "exhausted"
    return _counted(challenge, totp.use(user, typed, request.desk.keys("app"), clock.now()))


def check_recovery(request: Request, user: User, challenge: Challenge, typed: str) -> Outcome:
    """Checks a recovery code; the user is mailed when it was used."""
    if challenge.wrong >= TRIES:
        return "exhausted"
    outcome = _counted(challenge, recovery.use(user, typed, request.desk.keys("recovery")))
    if outcome == "right":
        mfa_actions.notify_recovery_code_used(request.action_context, user)
    return outcome


def _counted(challenge: Challenge, outcome: Outcome) -> Outcome:
    # An expired code costs no try: its digits were right, so nothing was guessed.
    if outcome == "wrong":
        challenge.wrong += 1
    return "exhausted" if challenge.wrong >= TRIES else outcome


CHECKS: Mapping[MfaMethod, Callable[[Request, User, Challenge, str], Outcome]] = {
    "sms": check_sms,
    "app": check_app,
    "recovery": check_recovery,
}
"""MFA method → its check; each counts wrong tries in ``Challenge.wrong``."""
