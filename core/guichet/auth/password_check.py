"""Verifies passwords, at sign-in and reauthentication; no other module does.

Exactly one password is hashed for every address, with or without a user in any state, and none after too many tries
(OWASP ASVS 5.0, 6.3.8).
"""

from pyramid.request import Request

from guichet.auth import login_limits
from guichet.users import passwords
from guichet.users.models import User
from guichet.web.transactions import restart_transaction


def user_with_password(request: Request, email: str, password: str) -> User | None:
    """The user that an address and a password belong to, in any state; None otherwise.

    Raises :class:`~guichet.ratelimit.request_limits.RateLimited` and
    :class:`~guichet.ratelimit.hash_queue.HashQueueFull`.
    """
    user: User | None = request.root["users"].login_candidate(email)
    fits = _fits(request, email, user, password)
    # The address may have been proven by another user while the password was hashed.
    return user if fits and user is request.root["users"].login_candidate(email) else None


def is_own_password(request: Request, password: str) -> bool:
    """Whether it is the signed-in user's password. Raises as :func:`user_with_password` does."""
    user: User = request.identity.user
    fits = _fits(request, user.email, user, password)
    # The session or the account may have been ended while the password was hashed.
    return fits and request.identity.session.id in request.root["sessions"] and user.state == "active"


def _fits(request: Request, email: str, user: User | None, password: str) -> bool:
    bucket, stored = login_limits.bucket_of(request, email, user), user.password_hash if user else None
    with passwords.checking() as matches:
        login_limits.count(request, bucket)
        right = matches(password, stored, request.desk.keys("passwords"))
    # What follows must not compare with the state of before the hashing, which may have waited in the queue.
    restart_transaction(request)
    # The password may have been changed while it was hashed.
    if not right or user is None or user.password_hash != stored:
        login_limits.failed(request, bucket)
        return False
    login_limits.succeeded(request, bucket)
    return True
