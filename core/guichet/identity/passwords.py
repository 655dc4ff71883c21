"""Passwords: how they are kept, and which are accepted (OWASP ASVS 5.0, 6.2)."""

import base64
import hashlib
import hmac
import threading
import unicodedata
from collections.abc import Iterable

import argon2

MINIMUM = 12
MAXIMUM = 256
# One verification takes about 60 ms and 46 MiB here; ASVS 5.0 names this row of parameters.
_hasher = argon2.PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)
# Two at a time: a storm of sign-ins then fills a queue, not the memory of the machine.
_turns = threading.BoundedSemaphore(2)
SHORTEST_WORD = 3
"""Shorter words of a person's own are in every sentence."""
REST = 8
"""Characters a password has to have beside the person's own words."""
_ZXCVBN_LENGTH = 32  # it raises above 72, and 72 well-chosen signs keep it busy for seconds (measured)
_GUESSES_SCORE = 3  # of 4: "safely unguessable" offline against a slow hash


def hashed(password: str, pepper: bytes) -> str:
    """The argon2id hash to keep. ``pepper`` is a key outside the database, so that a stolen one is not enough."""
    with _turns:
        return _hasher.hash(_seasoned(password, pepper))


def matches(password: str, password_hash: str | None, pepper: bytes) -> bool:
    """Whether the password fits. Without an account (``None``) the same work is done on a hash nobody knows."""
    with _turns:
        try:
            _hasher.verify(password_hash or _nobody, _seasoned(password, pepper))
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False
    return bool(password_hash)


def weakness(password: str, context: Iterable[str] = ()) -> str | None:
    """Why a new password is refused: ``"short"``, ``"long"``, ``"guessable"``, or ``None`` when it is good.

    ``context`` holds words an attacker would try first: the person's name and address, the canton, the product.
    """
    if len(password) < MINIMUM:
        return "short"
    if len(password) > MAXIMUM:
        return "long"
    words = [word.casefold() for word in context if len(word) >= SHORTEST_WORD] + ["guichet", "office", "assurance"]
    if len(_without(password, words)) < REST:
        return "guessable"
    # Imported here: its word lists take a third of a second to load, which a start should not wait for.
    from zxcvbn import zxcvbn

    verdict = zxcvbn(password[:_ZXCVBN_LENGTH], user_inputs=words)
    return "guessable" if verdict["score"] < _GUESSES_SCORE else None


def _without(password: str, words: Iterable[str]) -> str:
    """What is left of a password without the words an attacker knows."""
    rest = password.casefold()
    for word in words:
        rest = rest.replace(word, "")
    return rest


def _seasoned(password: str, pepper: bytes) -> str:
    normal = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    return base64.b64encode(hmac.digest(pepper, normal, hashlib.sha256)).decode()


_nobody = _hasher.hash(base64.b64encode(hashlib.sha256(b"nobody").digest()).decode())
