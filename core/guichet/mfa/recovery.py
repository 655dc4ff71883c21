"""Recovery codes: printed by the user, for signing in without the phone.

Neither the codes nor hashes of them are stored. The user has a nonce and a list of unused codes; the codes are derived
from the nonce with a key of the desk that is not in the database. ASVS 5.0, 6.5.2, asks for Argon2 where such codes are
stored. Deriving them is stronger: a stolen database makes no code likelier than another, whatever the computing power,
and a check takes no ten hashes of 60 ms. With the key as well an attacker could make the codes of text messages too, so
nothing more is lost.
"""

import hashlib
import hmac
import secrets

from guichet.mfa.sms_codes import NONCE_BYTES, Outcome
from guichet.users.models import User
from guichet.values.recovery_code import ALPHABET, LENGTH

# Twelve characters of five bits each are 60 bits; ASVS 5.0 (6.5.4) asks for 20.
COUNT = 10


def new_nonce() -> bytes:
    """A nonce from which ten codes are derived; the user record holds it."""
    return secrets.token_bytes(NONCE_BYTES)


def codes_of(nonce: bytes, key: bytes) -> tuple[str, ...]:
    """The ten codes, used ones included."""
    return tuple(_code(hmac.digest(key, nonce + bytes([number]), hashlib.sha256)) for number in range(COUNT))


def use(user: User, code: str, key: bytes) -> Outcome:
    """Uses a code up; ``"expired"`` for one that was used before (ASVS 5.0, 6.5.1).

    All ten are compared in the same time, whichever it is. Two browsers that send the same code write the same account,
    so the database lets one of them win.
    """
    if not user.recovery_nonce:
        return "wrong"
    given = code.encode("utf-8", "replace")
    fits = [hmac.compare_digest(own.encode(), given) for own in codes_of(user.recovery_nonce, key)]
    if not any(fits):
        return "wrong"
    number = fits.index(True)
    if number not in user.recovery_left:
        return "expired"
    user.recovery_left = tuple(other for other in user.recovery_left if other != number)
    return "right"


def _code(digest: bytes) -> str:
    # Each byte gives five bits: 32 divides 256, so that no character is likelier than another.
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LENGTH])
