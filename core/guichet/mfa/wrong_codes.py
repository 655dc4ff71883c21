"""Wrong codes add up over all attempts of a user (NIST SP 800-63B, 5.2.2: at most 100 in a row).

An attempt has five tries. With the password an attacker can begin attempt after attempt, so twenty wrong codes in a day
stop the methods of six digits for a day; the user is mailed, since the password is known to another person. A hundred
without a right one in between stop them until the office has replaced the phone.
"""

from datetime import datetime, timedelta
from typing import Literal

from guichet.action_context import ActionContext
from guichet.mfa import mails
from guichet.users.journal import note
from guichet.users.models import MfaMethod, User

IN_A_DAY = 20
"""Wrong codes in 24 hours: with two live codes a guesser gets in with 4 in 100 000 a day."""
DAY = timedelta(hours=24)
IN_A_ROW = 100  # NIST SP 800-63B, 5.2.2
GUESSABLE: tuple[MfaMethod, ...] = ("sms", "app")
"""Methods of six digits. A recovery code of twelve characters cannot be guessed, so it is never stopped."""

Obstacle = Literal["paused", "office"]


def obstacle(user: User, method: MfaMethod, now: datetime) -> Obstacle | None:
    """Why a user cannot use a method: ``"paused"`` until ``User.codes_paused``, ``"office"`` until the office helps."""
    if method not in GUESSABLE:
        return None
    if user.wrong_in_a_row >= IN_A_ROW:
        return "office"
    return "paused" if user.codes_paused is not None and now < user.codes_paused else None


def count(ctx: ActionContext, user: User) -> None:
    """Counts a wrong code of any method."""
    user.wrong_in_a_row += 1
    user.wrong_codes = (*(moment for moment in user.wrong_codes if ctx.now - moment < DAY), ctx.now)
    if len(user.wrong_codes) >= IN_A_DAY:
        _pause(ctx, user)


def forgive(user: User) -> None:
    """Resets the count in a row after a right code. The count of the day stays: it shows guessing."""
    if user.wrong_in_a_row:
        user.wrong_in_a_row = 0


def _pause(ctx: ActionContext, user: User) -> None:
    user.codes_paused, user.wrong_codes = ctx.now + DAY, ()
    note(ctx, user, "codes_paused")
    if user.state != "active":  # an address that is not proven gets no such mail
        return
    ctx.mail(user, mails.CODES_PAUSED, moment=user.codes_paused)
