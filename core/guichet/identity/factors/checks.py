"""What compares a typed code with the app or with the codes on paper; the five tries of an attempt are for all ways."""

from pyramid.request import Request

from guichet import clock
from guichet.identity.factors import actions, app, recovery
from guichet.identity.models import Account, Challenge
from guichet.identity.signing_in.codes import TRIES, Outcome


def check_app(request: Request, account: Account, asked: Challenge, typed: str) -> Outcome:
    """A code of the authenticator app."""
    if asked.wrong >= TRIES:
        return "exhausted"
    return _counted(asked, app.use(account, typed, request.desk.keys("app"), clock.now()))


def check_recovery(request: Request, account: Account, asked: Challenge, typed: str) -> Outcome:
    """A code on paper; its owner is told that it was used."""
    if asked.wrong >= TRIES:
        return "exhausted"
    outcome = _counted(asked, recovery.use(account, typed, request.desk.keys("recovery")))
    if outcome == "right":
        actions.tell_recovery_used(request.act, account)
    return outcome


def _counted(asked: Challenge, outcome: Outcome) -> Outcome:
    if outcome == "wrong":
        asked.wrong += 1
    return "exhausted" if asked.wrong >= TRIES else outcome
