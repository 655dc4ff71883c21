"""The session cookie: an unguessable id of the record on the server, and the time of last activity.

Nothing is written on a page view: the idle limit is checked against the time in the cookie, which is authenticated;
the absolute limit and revocation are checked against the record, which is read from the object cache.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pyramid.request import Request
from pyramid.response import Response
from webob.cookies import SignedSerializer

from guichet import clock
from guichet.store.models import Portal
from guichet.users.device_names import device
from guichet.users.models import Session, Stage, User
from guichet.users.session_records import end_oldest_sessions, max_lifetime
from guichet.web import security_log

IDLE = timedelta(minutes=30)  # NIST SP 800-63B, AAL2: at most 30 minutes without activity
ATTEMPT_LIFETIME = timedelta(minutes=30)
"""Life of an unfinished sign-in or registration, and of a challenge in an open session."""
_RENEW_AFTER = timedelta(minutes=1)
SURELY_IDLE = IDLE - _RENEW_AFTER
"""Shortest time a session lasts after a request: the time in its cookie is renewed once a minute only."""
_ID_BYTES = 32  # ASVS 5.0, 7.2.3 asks for 128 bits at least


@dataclass(frozen=True)
class SessionCookie:
    """Content of the session cookie; nothing about the person (ASVS 5.0, 7.2.2)."""

    secret: str
    last_activity: datetime


def open_session(request: Request, user_id: str, stage: Stage, next_path: str = "") -> Session:
    """Replaces the present session by a new record and cookie: each stage has its own id (ASVS 5.0, 7.2.4)."""
    close_session(request)
    secret = secrets.token_urlsafe(_ID_BYTES)
    session = Session(user_id, stage, clock.now(), next_path)
    session.device = device(request.user_agent or "")
    request.root["sessions"].add(_key(secret), session)
    _send(request, SessionCookie(secret, clock.now()))
    if stage == "full":
        session.ended_oldest = end_oldest_sessions(request.root, user_id)
    return session


def renew_session(request: Request, session: Session, *, confirmed: bool = True) -> Session:
    """The same session under a new id, after the identity was proven again (ASVS 5.0, 7.2.4).

    ``confirmed``: by password and code, so that ``reauth=True`` does not ask again for a while.
    """
    renewed = open_session(request, session.user_id, "full")
    renewed.opened = session.opened  # the absolute limit counts from the sign-in
    renewed.confirmed = clock.now() if confirmed else session.confirmed
    renewed.totp_nonce = session.totp_nonce
    return renewed


def close_session(request: Request) -> None:
    """Ends the session of this browser on the server, so that its cookie names no record any more."""
    cookie = read_cookie(request)
    sessions = request.root["sessions"]
    if cookie is not None and _key(cookie.secret) in sessions:
        sessions.remove(_key(cookie.secret))


def current(request: Request, *stages: Stage) -> tuple[Session, User] | None:
    """The session of this browser and its user; None when it has expired or is at another stage."""
    found = stored_session(request)
    if found is None:
        return None
    session, user, cookie = found
    now = clock.now()
    limit = max_lifetime(user) if session.stage == "full" else ATTEMPT_LIFETIME
    if session.stage not in stages or now - cookie.last_activity > IDLE or now - session.opened > limit:
        return None
    if now - cookie.last_activity > _RENEW_AFTER:
        _send(request, SessionCookie(cookie.secret, now))
    return session, user


def ends(session: Session, user: User) -> datetime:
    """The earliest end of the session if no further request comes."""
    return min(clock.now() + SURELY_IDLE, session.opened + max_lifetime(user))


def stored_session(request: Request) -> tuple[Session, User, SessionCookie] | None:
    """Record, user and content of the cookie, also of an expired session; grants nothing by itself."""
    cookie = read_cookie(request)
    portal: Portal = request.root
    session = portal["sessions"].get(_key(cookie.secret)) if cookie else None
    user = portal["users"].get(session.user_id) if session else None
    return (session, user, cookie) if session and user and cookie else None


def read_cookie(request: Request) -> SessionCookie | None:
    """The content of the cookie; None without one, or when its signature is wrong."""
    cookie = request.cookies.get(request.desk.cookie_name("session"), "")
    if not cookie:
        return None
    try:
        secret, seconds = _serializer(request).loads(cookie.encode())
        return SessionCookie(secret, datetime.fromtimestamp(seconds, UTC))
    except (ValueError, TypeError):
        security_log.record(request, "cookie_refused")
        return None


def _send(request: Request, cookie: SessionCookie) -> None:
    value = _serializer(request).dumps((cookie.secret, int(cookie.last_activity.timestamp()))).decode()

    def set_cookie(request: Request, response: Response) -> None:
        response.set_cookie(value=value, overwrite=True, **request.desk.cookie("session"))

    request.add_response_callback(set_cookie)


def _serializer(request: Request) -> SignedSerializer:
    found: SignedSerializer | None = getattr(request.registry, "session_serializer", None)
    if found is None:
        found = SignedSerializer(request.desk.keys("session"), "guichet.session", hashalg="sha256")
        # WebOb gives ``hmac`` a function, for which it does the rounds in Python; by name OpenSSL does them.
        found.digestmod = "sha256"
        # Made once for the application of a desk: each page of a signed-in person asks for it.
        request.registry.session_serializer = found
    return found


def _key(secret: str) -> str:
    # Stored hashed: the sessions in a stolen backup cannot be used.
    return hashlib.sha256(secret.encode()).hexdigest()
