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

import pyotp

from guichet.users.models import Challenge

LIFE = timedelta(minutes=10)  # ASVS 5.0, 6.5.5
TRIES = 5
CODES = 3
"""Codes per attempt; whoever needs more starts again with the password."""
NONCE_BYTES = 16

Outcome = Literal["right", "wrong", "expired", "exhausted"]


def new_nonce() -> bytes:
    """What a challenge keeps of a code."""
    return secrets.token_bytes(NONCE_BYTES)


def code_for(nonce: bytes, key: bytes) -> str:
    """The six digits, leading zeros kept."""
    secret = base64.b32encode(hmac.digest(key, nonce, hashlib.sha256)).decode().rstrip("=")
    return pyotp.HOTP(secret).at(0)


def check(challenge: Challenge, typed: str, key: bytes, now: datetime) -> Outcome:
    """Compares what was typed with every code still alive, and counts a wrong try."""
    if challenge.wrong >= TRIES:
        return "exhausted"
    digits = "".join(character for character in typed if character.isdigit())
    alive = [nonce for nonce, sent in challenge.sent if now - sent <= LIFE]
    if any(hmac.compare_digest(code_for(nonce, key).encode(), digits.encode()) for nonce in alive):
        return "right"
    if not alive:
        return "expired"
    challenge.wrong += 1
    return "exhausted" if challenge.wrong >= TRIES else "wrong"


def seconds_until_resend(challenge: Challenge, wait: int, now: datetime) -> int:
    """How long until a further code may be asked for; 0 when it may be now."""
    last = max((sent for _nonce, sent in challenge.sent), default=now - timedelta(seconds=wait))
    return max(0, wait - int((now - last).total_seconds()))
