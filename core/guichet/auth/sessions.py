"""Sessions: a record on the server, an unguessable id and the time of last activity in the cookie.

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

IDLE = timedelta(minutes=30)  # NIST SP 800-63B, AAL2
ATTEMPT = timedelta(minutes=30)
"""How long an unfinished attempt to sign in stays open."""
_RENEW_AFTER = timedelta(minutes=1)
SURELY_IDLE = IDLE - _RENEW_AFTER
"""So long a session lasts at least from any request on: the time in its cookie may be that old already."""
_ID_BYTES = 32


@dataclass(frozen=True)
class Ticket:
    """What the cookie says."""

    secret: str
    last_activity: datetime


def open_session(request: Request, user_id: str, stage: Stage, next_path: str = "") -> Session:
    """A new record in place of the present one, and the cookie for it: each stage has its own id."""
    close_session(request)
    secret = secrets.token_urlsafe(_ID_BYTES)
    session = Session(user_id, stage, clock.now(), next_path)
    session.device = device(request.user_agent or "")
    request.root["sessions"].add(_key(secret), session)
    _send(request, Ticket(secret, clock.now()))
    if stage == "full":
        end_oldest_sessions(request.root, user_id)
    return session


def renew_session(request: Request, session: Session, *, confirmed: bool = True) -> Session:
    """The same session under a new id, after somebody has shown again who they are (ASVS 5.0, 7.2.4).

    ``confirmed``: by password and code, so that they are not asked for them again for a while.
    """
    renewed = open_session(request, session.user_id, "full")
    renewed.opened = session.opened
    renewed.confirmed = clock.now() if confirmed else session.confirmed
    renewed.totp_nonce = session.totp_nonce
    return renewed


def close_session(request: Request) -> None:
    """Ends the session of this browser on the server; the cookie is worthless from then on."""
    ticket = read_ticket(request)
    sessions = request.root["sessions"]
    if ticket is not None and _key(ticket.secret) in sessions:
        sessions.remove(_key(ticket.secret))


def current(request: Request, *stages: Stage) -> tuple[Session, User] | None:
    """The living session of this browser and its account, if it is at one of the stages."""
    found = known(request)
    if found is None:
        return None
    session, user, ticket = found
    now = clock.now()
    limit = max_lifetime(user) if session.stage == "full" else ATTEMPT
    if session.stage not in stages or now - ticket.last_activity > IDLE or now - session.opened > limit:
        return None
    if now - ticket.last_activity > _RENEW_AFTER:
        _send(request, Ticket(ticket.secret, now))
    return session, user


def ends(session: Session, user: User) -> datetime:
    """When the session will be over at the earliest if nothing more is asked for."""
    return min(clock.now() + SURELY_IDLE, session.opened + max_lifetime(user))


def known(request: Request) -> tuple[Session, User, Ticket] | None:
    """The record a cookie belongs to, also when its time is over; grants nothing by itself."""
    ticket = read_ticket(request)
    portal: Portal = request.root
    session = portal["sessions"].get(_key(ticket.secret)) if ticket else None
    user = portal["users"].get(session.user_id) if session else None
    return (session, user, ticket) if session and user and ticket else None


def read_ticket(request: Request) -> Ticket | None:
    """The cookie's content; ``None`` when there is none or somebody has altered it."""
    cookie = request.cookies.get(request.desk.cookie("session")["name"], "")
    if not cookie:
        return None
    try:
        secret, seconds = _serializer(request).loads(cookie.encode())
        return Ticket(secret, datetime.fromtimestamp(seconds, UTC))
    except (ValueError, TypeError):
        return None


def _send(request: Request, ticket: Ticket) -> None:
    value = _serializer(request).dumps((ticket.secret, int(ticket.last_activity.timestamp()))).decode()

    def set_cookie(request: Request, response: Response) -> None:
        response.set_cookie(value=value, **request.desk.cookie("session"))

    request.add_response_callback(set_cookie)


def _serializer(request: Request) -> SignedSerializer:
    return SignedSerializer(request.desk.keys("session"), "guichet.session", hashalg="sha256")


def _key(secret: str) -> str:
    # Stored hashed: whoever reads a backup cannot use the sessions in it.
    return hashlib.sha256(secret.encode()).hexdigest()
