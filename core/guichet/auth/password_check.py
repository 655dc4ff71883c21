"""Verifies passwords, at sign-in and reauthentication; no other module does.

One password is hashed for every address, with or without a user in any state, and none after too many tries (OWASP ASVS
5.0, 6.3.8). A browser with a registration of its own for the address costs one more, whether or not the address has an
account.
"""

from pyramid.request import Request

from guichet.auth import company_welcome, login_limits
from guichet.auth.registering_browsers import registered_here
from guichet.users import passwords
from guichet.users.models import User
from guichet.web.transactions import restart_transaction


def user_with_password(request: Request, email: str, password: str, link: str = "") -> User | None:
    """The user that an address and a password belong to; None otherwise.

    The password of a registration whose address is not proven counts in the browser that made it, and with the welcome
    ``link`` that was mailed to the address; for all others it is wrong. Raises
    :class:`~guichet.ratelimit.request_limits.RateLimited` and :class:`~guichet.ratelimit.hash_queue.HashQueueFull`.
    """
    found = _matching(request, email, _candidates(request, email, link), password)
    # The address may have been proven by another user while the password was hashed.
    return found if found in _candidates(request, email, link) else None


def is_own_password(request: Request, password: str) -> bool:
    """Whether it is the signed-in user's password. Raises as :func:`user_with_password` does."""
    user: User = request.identity.user
    fits = _matching(request, user.email, [user], password) is user
    # The session or the account may have been ended while the password was hashed.
    return fits and request.identity.session.id in request.root["sessions"] and user.state == "active"


def _candidates(request: Request, email: str, link: str) -> list[User | None]:
    """The owner of the address, or None in that place, and the registration that this browser may continue."""
    registered = company_welcome.registered_by(request, email, link) or registered_here(request, email)
    owner: User | None = request.root["users"].with_email(email)
    # The owner first: a person who has forgotten the account and registered once more signs in to the account.
    return [owner, registered] if registered is not None else [owner]


def _matching(request: Request, email: str, candidates: list[User | None], password: str) -> User | None:
    """The first candidate whose password it is. All are compared, so that the time does not show which one."""
    owner, stored = candidates[0], [user.password_hash if user else None for user in candidates]
    bucket = login_limits.bucket_of(request, email, owner)
    with passwords.checking() as matches:
        login_limits.count(request, bucket)
        right = [matches(password, one, request.desk.keys("passwords")) for one in stored]
    # What follows must not compare with the state of before the hashing, which may have waited in the queue.
    restart_transaction(request)
    # The password may have been changed while it was hashed.
    found = [
        user for user, one, fits in zip(candidates, stored, right, strict=True) if user and fits and _has(user, one)
    ]
    if not found:
        login_limits.failed(request, bucket)
        return None
    # Not for a registration: between its own sign-ins a stranger would gain tries at the owner's password.
    if found[0] is owner:
        login_limits.succeeded(request, bucket)
    return found[0]


def _has(user: User, password_hash: str | None) -> bool:
    return user.password_hash == password_hash
