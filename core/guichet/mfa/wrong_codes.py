"""Wrong codes add up over all attempts of an account (NIST SP 800-63B, 5.2.2: at most 100 in a row).

Five tries are an attempt. Whoever has the password can begin attempt after attempt, so twenty wrong codes in a day
stop the ways that six digits open, for a day; the owner is told, since somebody knows the password. A hundred without
a right one in between stop them until the office has seen to it.
"""

from datetime import datetime, timedelta
from typing import Literal

from guichet.action_context import ActionContext
from guichet.mfa import mails
from guichet.users.journal import note
from guichet.users.models import MfaMethod, User

IN_A_DAY = 20
DAY = timedelta(hours=24)
IN_A_ROW = 100
GUESSABLE: tuple[MfaMethod, ...] = ("sms", "app")
"""Ways of six digits. A code on paper has twelve characters: nobody guesses it, so its owner may always use it."""

Obstacle = Literal["paused", "office"]


def obstacle(user: User, method: MfaMethod, now: datetime) -> Obstacle | None:
    """What keeps an account from using a way: ``"paused"`` until ``codes_paused``, ``"office"`` until that helps."""
    if method not in GUESSABLE:
        return None
    if user.wrong_in_a_row >= IN_A_ROW:
        return "office"
    return "paused" if user.codes_paused is not None and now < user.codes_paused else None


def count(ctx: ActionContext, user: User) -> None:
    """One more wrong code, of whatever way."""
    user.wrong_in_a_row += 1
    user.wrong_codes = (*(moment for moment in user.wrong_codes if ctx.now - moment < DAY), ctx.now)
    if len(user.wrong_codes) >= IN_A_DAY:
        _pause(ctx, user)


def forgive(user: User) -> None:
    """A right code, or the office has seen to it. What was counted today stays: it says that somebody is guessing."""
    if user.wrong_in_a_row:
        user.wrong_in_a_row = 0


def _pause(ctx: ActionContext, user: User) -> None:
    user.codes_paused, user.wrong_codes = ctx.now + DAY, ()
    note(ctx, user, "codes_paused")
    if user.state != "active":  # an address that nobody has proven gets no mail of ours
        return
    ctx.mail(user, mails.CODES_PAUSED, moment=user.codes_paused)
