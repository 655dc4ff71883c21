"""The one place where a password is compared: at signing in, and when somebody confirms who they are.

Whatever the address and the state of its account, exactly one password is hashed, and none when there were too many
tries (OWASP ASVS 5.0, 6.3.8).
"""

from pyramid.request import Request

from guichet.identity import passwords
from guichet.identity.models import Account
from guichet.identity.throttling import tries
from guichet.web.transactions import look_again


def account_with(request: Request, email: str, password: str) -> Account | None:
    """The account that an address and a password belong to, whatever its state.

    Raises :class:`~guichet.identity.throttling.tries.Locked` and :class:`~guichet.identity.throttling.hashing.Busy`.
    """
    account: Account | None = request.root["accounts"].whose_password(email)
    fits = _fits(request, email, account, password)
    # Somebody else may have it now: an address can be proven while a password is hashed.
    return account if fits and account is request.root["accounts"].whose_password(email) else None


def is_own(request: Request, password: str) -> bool:
    """Whether it is the password of the signed-in person. Raises as :func:`account_with` does."""
    account: Account = request.identity.account
    fits = _fits(request, account.email, account, password)
    # Somebody may have been signed out, or their access ended, while the password was hashed.
    return fits and request.identity.session.id in request.root["sessions"] and account.state == "active"


def _fits(request: Request, email: str, account: Account | None, password: str) -> bool:
    lane, kept = tries.lane_of(request, email, account), account.password_hash if account else None
    with passwords.checking() as matches:
        tries.count(request, lane)
        right = matches(password, kept, request.desk.keys("passwords"))
    look_again(request)
    # A password that was changed in the meantime opens nothing any more.
    if not right or account is None or account.password_hash != kept:
        tries.failed(request, lane)
        return False
    tries.succeeded(request, lane)
    return True
