"""The six-digit codes sent by text message.

A code is never stored. A challenge keeps a random number for each code sent; the code is the HOTP value (RFC 4226) of
a secret derived from that number with a key that is not in the database. The worker computes it when it sends the
message, and the check computes it again. A time-based code would be the same for all attempts of ten minutes.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

import pyotp

from guichet.action_context import ActionContext
from guichet.i18n import _
from guichet.messages.enqueue import CODE, send_sms
from guichet.users.models import Challenge, Session, User

LIFE = timedelta(minutes=10)  # ASVS 5.0, 6.5.5
TRIES = 5
"""Tries per attempt, over all its codes: with two live codes a guesser gets in with 1 in 100 000."""
CODES = 3
"""Codes per attempt; for more, the user begins again with the password."""
ONE_MESSAGE = 160
"""Signs of the GSM alphabet in one text message (3GPP TS 23.038)."""
NONCE_BYTES = 16  # 128 bits (ASVS 5.0, 11.5.1)

Outcome = Literal["right", "wrong", "expired", "exhausted"]


def new_nonce() -> bytes:
    """A nonce from which one code is derived."""
    return secrets.token_bytes(NONCE_BYTES)


def code_for(nonce: bytes, key: bytes) -> str:
    """The six digits, leading zeros kept."""
    secret = base64.b32encode(hmac.digest(key, nonce, hashlib.sha256)).decode().rstrip("=")
    return pyotp.HOTP(secret).at(0)


def send_code(ctx: ActionContext, session: Session, user: User) -> None:
    """Queues a text message with a new code for the session's challenge; the codes sent before stay usable."""
    assert session.challenge is not None
    nonce = new_nonce()
    session.challenge.add(nonce, ctx.now)
    # Plain letters of the GSM alphabet only, and the code first: it is read on a locked screen. The code itself is
    # filled in when the message leaves.
    text = _(
        "{code} est votre code Guichet AI ${tenant}. Ne le transmettez à personne.",
        mapping={"tenant": ctx.desk.tenant.id.upper()},
    )
    send_sms(
        ctx.portal,
        to=session.challenge.phone or user.phone,
        text=_with_host(ctx.desk.localizer(user.language)(text), urlsplit(ctx.desk.url()).hostname or ""),
        code_nonce=nonce,
        language=user.language,
        now=ctx.now,
        expires=ctx.now + LIFE,
    )
    ctx.record("user.code_sent", user.id)


def _with_host(text: str, host: str) -> str:
    """``text`` with the last line by which a telephone fills the code in, on the pages of this host alone.

    The format is that of origin-bound one-time codes (WICG, used by Safari and WebOTP).
    """
    filled = f"{text}\n\n@{host} #{CODE}"
    # A second part of the message would cost more than the line is worth; a host name may have 253 signs.
    return filled if len(filled.replace(CODE, "0" * 6)) <= ONE_MESSAGE else text


def check(challenge: Challenge, digits: str, key: bytes, now: datetime) -> Outcome:
    """Compares six digits with every code that has not expired, and counts a wrong try."""
    if challenge.wrong >= TRIES:
        return "exhausted"
    alive = [nonce for nonce, sent in challenge.sent if now - sent <= LIFE]
    if any(hmac.compare_digest(code_for(nonce, key).encode(), digits.encode()) for nonce in alive):
        return "right"
    if not alive:
        return "expired"
    challenge.wrong += 1
    return "exhausted" if challenge.wrong >= TRIES else "wrong"


def seconds_until_resend(challenge: Challenge, wait: int, now: datetime) -> int:
    """Seconds until a further code may be requested; 0 when it may be now. ``wait`` is the desk's pause in seconds."""
    last = max((sent for _nonce, sent in challenge.sent), default=now - timedelta(seconds=wait))
    return max(0, wait - int((now - last).total_seconds()))
