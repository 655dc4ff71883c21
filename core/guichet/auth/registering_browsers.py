"""A signed cookie names the registrations made with this browser: their password opens something here and nowhere else.

Without it, registering with another person's address and signing in with the new password would show whether the
address has an account (OWASP ASVS 5.0, 6.3.8). Once its address is proven, a registration is a user like any other.
"""

from pyramid.request import Request
from pyramid.response import Response
from webob.cookies import SignedSerializer

from guichet import clock
from guichet.users.models import PENDING, User
from guichet.users.user_retention import UNCONFIRMED_RETENTION
from guichet.values import email as email_value

COOKIE = "registrations"
MAX_COUNT = 10
"""Registrations that one cookie names, the latest ones; an advice centre registers several people."""
_ANSWERED = (*PENDING, "refused")


def remember_registration(request: Request, user: User) -> None:
    """Adds a registration to the cookie of this browser, in the same way whether its address has an account."""
    ids = (*_ids(request), user.id)[-MAX_COUNT:]
    value = _serializer(request).dumps(ids).decode()

    def set_cookie(request: Request, response: Response) -> None:
        response.set_cookie(value=value, max_age=UNCONFIRMED_RETENTION, **request.desk.cookie(COOKIE))

    request.add_response_callback(set_cookie)


def registered_here(request: Request, email: str) -> User | None:
    """The registration with this address that was made with this browser and is not active; None without one.

    Of several, one with a proven phone, then the newest. None after the time for which unproven registrations are
    stored: those with an address that has an account are deleted then, and the others must look the same.
    """
    key, users = email_value.key(email), request.root["users"]
    named = [user for user in map(users.get, _ids(request)) if user is not None]
    found = [
        user
        for user in named
        if user.state in _ANSWERED
        and email_value.key(user.email) == key
        and clock.now() - user.created <= UNCONFIRMED_RETENTION
    ]
    return max(found, key=lambda user: (user.phone_proven, user.created), default=None)


def _ids(request: Request) -> tuple[str, ...]:
    cookie = request.cookies.get(request.desk.cookie_name(COOKIE), "")
    if not cookie:
        return ()
    try:
        return tuple(_serializer(request).loads(cookie.encode()))
    except (ValueError, TypeError):  # altered
        return ()


def _serializer(request: Request) -> SignedSerializer:
    return SignedSerializer(request.desk.keys("registrations"), "guichet.registrations", hashalg="sha256")
