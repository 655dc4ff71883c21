"""The authenticator app: six digits that change every thirty seconds (TOTP, RFC 6238).

The app's secret is not stored. The user has a nonce; the secret is derived from it with a key of the desk
that is not in the database, so a stolen database makes no codes. SHA-1, six digits and thirty seconds are what every
app understands; SHA-1 is not broken where it is used with a secret (RFC 6194).
"""

import base64
import hashlib
import hmac
from datetime import datetime

import pyotp

from guichet.mfa.sms_codes import Outcome
from guichet.users.models import User

SECRET_BYTES = 20  # RFC 4226, 4
TOLERANCE = 1
"""Steps by which the clock of a phone may be wrong, either way (RFC 6238, 5.2; ASVS 5.0, 6.5.5)."""
GROUP = 4
"""Characters of a group, in which the secret is shown for typing."""


def secret_of(nonce: bytes, key: bytes) -> str:
    """The secret in Base32, as apps take it."""
    return base64.b32encode(hmac.digest(key, nonce, hashlib.sha256)[:SECRET_BYTES]).decode()


def in_groups(secret: str) -> str:
    """The secret in groups of four characters, for typing."""
    return " ".join(secret[start : start + GROUP] for start in range(0, len(secret), GROUP))


def address_of(secret: str, email: str, office: str) -> str:
    """The ``otpauth:`` address in the QR code, which every app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=office)


def step_of(secret: str, digits: str, now: datetime) -> int | None:
    """The number of the time step that six digits belong to; ``None`` for those that the app does not show now."""
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(digits, for_time=now, valid_window=TOLERANCE)
    except pyotp.exceptions.OTPVerificationError:
        return None


def use(user: User, digits: str, key: bytes, now: datetime) -> Outcome:
    """Uses a code up: that of a step used before, or of an earlier one, is ``"expired"`` (ASVS 5.0, 6.5.1).

    Two browsers that send the same code write the same account, so the database lets one of them win.
    """
    step = step_of(secret_of(user.totp_nonce, key), digits, now) if user.totp_nonce else None
    if step is None:
        return "wrong"
    if step <= user.totp_step:
        return "expired"
    user.totp_step = step
    return "right"
