"""Waiting time before another mail may be asked for, as the page says it."""

from math import ceil

from limits import RateLimitItem
from pyramid.request import Request

from guichet import clock
from guichet.i18n import _
from guichet.ratelimit import request_limits

EARLY = "early"
"""Name in the query of the page after another mail was asked for too early."""
ONE_SECOND = _("Attendez encore une seconde avant de demander un nouvel e-mail.")
SOME_SECONDS = _("Attendez encore ${n} secondes avant de demander un nouvel e-mail.")


def waiting_seconds(request: Request, pause: RateLimitItem, who: str) -> int:
    """Seconds until another mail may be asked for; 0 when it may be now."""
    until = request_limits.blocked_until(request, pause, who)
    return ceil((until - clock.now()).total_seconds()) if until else 0


def waiting_sentence(request: Request, seconds: int) -> str:
    """« Attendez encore 42 secondes … »."""
    sentence: str = request.localize.plural(seconds, ONE_SECOND, SOME_SECONDS)
    return sentence
