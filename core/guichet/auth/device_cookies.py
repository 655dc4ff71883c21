"""Device cookies (OWASP): a signed cookie names the users who have signed in with this browser.

It grants nothing. Login limits count known browsers apart, so that an attacker elsewhere cannot lock a user out of
their own browser; and a sign-in with an unknown browser is notified by mail.
"""

import secrets
from typing import NamedTuple

from pyramid.request import Request
from pyramid.response import Response
from webob.cookies import SignedSerializer

from guichet.users.models import User

COOKIE = "known"
YEAR = 365 * 24 * 3600
MAX_COUNT = 5
"""Users that one cookie names, the latest ones; a family or an advice centre shares a browser."""
_ID_BYTES = 16


class Browser(NamedTuple):
    """Content of the device cookie."""

    id: str
    """Random, the same as long as the cookie lives."""
    users: tuple[str, ...]
    """Ids, the oldest first. They mean nothing outside the database."""


def browser_of(request: Request, user: User | None) -> str:
    """The id of this browser if the user has signed in with it before; empty otherwise."""
    browser = _read(request)
    return browser.id if user is not None and user.id in browser.users else ""


def remember(request: Request, user: User) -> None:
    """Adds the user to the device cookie of this browser."""
    browser, name = _read(request), user.id
    users = (*(one for one in browser.users if one != name), name)[-MAX_COUNT:]
    value = _serializer(request).dumps((browser.id or secrets.token_urlsafe(_ID_BYTES), users)).decode()

    def set_cookie(request: Request, response: Response) -> None:
        response.set_cookie(value=value, max_age=YEAR, **request.desk.cookie(COOKIE))

    request.add_response_callback(set_cookie)


def _read(request: Request) -> Browser:
    cookie = request.cookies.get(request.desk.cookie_name(COOKIE), "")
    if not cookie:
        return Browser("", ())
    try:
        browser_id, users = _serializer(request).loads(cookie.encode())
    except (ValueError, TypeError):  # altered
        return Browser("", ())
    return Browser(browser_id, tuple(users))


def _serializer(request: Request) -> SignedSerializer:
    return SignedSerializer(request.desk.keys(COOKIE), "guichet.known", hashalg="sha256")
