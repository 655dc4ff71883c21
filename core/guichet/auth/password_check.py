"""The one place where a password is compared: at signing in, and when somebody confirms who they are.

Whatever the address and the state of its account, exactly one password is hashed, and none when there were too many
tries (OWASP ASVS 5.0, 6.3.8).
"""

from pyramid.request import Request

from guichet.auth import login_limits
from guichet.users import passwords
from guichet.users.models import User
from guichet.web.transactions import restart_transaction


def user_with_password(request: Request, email: str, password: str) -> User | None:
    """The account that an address and a password belong to, whatever its state.

    Raises :class:`~guichet.auth.login_limits.Locked` and :class:`~guichet.ratelimit.hash_queue.Busy`.
    """
    user: User | None = request.root["users"].login_candidate(email)
    fits = _fits(request, email, user, password)
    # Somebody else may have it now: an address can be proven while a password is hashed.
    return user if fits and user is request.root["users"].login_candidate(email) else None


def is_own(request: Request, password: str) -> bool:
    """Whether it is the password of the signed-in person. Raises as :func:`account_with` does."""
    user: User = request.identity.user
    fits = _fits(request, user.email, user, password)
    # Somebody may have been signed out, or their access ended, while the password was hashed.
    return fits and request.identity.session.id in request.root["sessions"] and user.state == "active"


def _fits(request: Request, email: str, user: User | None, password: str) -> bool:
    bucket, kept = login_limits.bucket_of(request, email, user), user.password_hash if user else None
    with passwords.checking() as matches:
        login_limits.count(request, bucket)
        right = matches(password, kept, request.desk.keys("passwords"))
    restart_transaction(request)
    # A password that was changed in the meantime opens nothing any more.
    if not right or user is None or user.password_hash != kept:
        login_limits.failed(request, bucket)
        return False
    login_limits.succeeded(request, bucket)
    return True
