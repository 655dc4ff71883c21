"""A client on one kept-alive loopback connection, with the cookies of a signed-in user."""

import hashlib
import http.client
import secrets
from collections.abc import Mapping
from urllib.parse import urlencode

from webob.cookies import SignedSerializer

from guichet import clock
from guichet.desk import Desk
from guichet.store.database import write_transaction
from guichet.users.models import Session

CSRF = secrets.token_hex(20)
TYPED = "typed"
"""The cookie with what was typed, see `guichet.web.typed_forms`."""
FORM = "application/x-www-form-urlencoded"


def open_session(desk: Desk, user_id: str) -> str:
    """Stores a session as signing in would, and returns its secret; without password and code it takes no time."""
    secret = secrets.token_urlsafe(32)
    with write_transaction(desk.db) as portal:
        session = Session(user_id, "full", clock.now())
        portal["sessions"].add(hashlib.sha256(secret.encode()).hexdigest(), session)
    return secret


class Browser:
    """Sends requests to one desk, as one user or as a visitor."""

    def __init__(self, port: int, host: str, session: tuple[Desk, str] | None = None) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._headers = {"Host": host, "Accept-Language": "fr"}
        self._session = session
        self._kept: dict[str, str] = {}
        """Cookies that answers have set: what was typed into a form."""
        self.location = ""
        """Where the last answer leads to."""

    def get(self, path: str) -> bytes:
        """The body of a page. Raises ``AssertionError`` unless it is there."""
        return self._answer("GET", path, None, 200)

    def post(self, path: str, fields: Mapping[str, str], leads_to: str) -> bytes:
        """Sends a form that is answered with a redirect to an address that ends with ``leads_to``.

        Raises ``AssertionError`` otherwise: a refused form is answered with a redirect too.
        """
        return self._answer("POST", path, urlencode({"csrf_token": CSRF, **fields}), 303, leads_to)

    def refresh(self) -> None:
        """A ticket of now, so that the server has no reason to send another one in the middle of a round."""
        cookies = {"csrf": CSRF, **self._kept}
        if self._session:
            cookies["session"] = self.ticket()
        self._headers["Cookie"] = "; ".join(f"__Host-{name}={value}" for name, value in cookies.items())

    def ticket(self) -> str:
        """The session cookie of now."""
        assert self._session is not None
        desk, secret = self._session
        serializer = SignedSerializer(desk.keys("session"), "guichet.session", hashalg="sha256")
        return str(serializer.dumps((secret, int(clock.now().timestamp()))).decode())

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()

    @property
    def headers(self) -> Mapping[str, str]:
        """What is sent with each request."""
        return self._headers

    def _answer(self, method: str, path: str, body: str | None, expected: int, leads_to: str = "") -> bytes:
        self._connection.request(method, path, body, self._headers | ({"Content-Type": FORM} if body else {}))
        response = self._connection.getresponse()
        content = response.read()
        location = self.location = response.getheader("Location") or ""
        for cookie in response.headers.get_all("Set-Cookie", ()):
            name, _equals, value = cookie.partition(";")[0].removeprefix("__Host-").partition("=")
            if name == TYPED:
                self._kept[name] = value
        assert response.status == expected and location.endswith(leads_to), f"{path}: {response.status} {location}"  # noqa: PT018
        return content
