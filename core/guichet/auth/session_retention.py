"""The daily task of this room: sessions are deleted when they can no longer be used."""

from datetime import datetime

from guichet.auth.sessions import ABSOLUTE
from guichet.store.jobs import DailyTask
from guichet.users.models import Session


def remove_if_expired(session: Session, now: datetime) -> None:
    """Deletes a session past its absolute limit."""
    if now - session.opened > ABSOLUTE:
        session.__parent__.remove(session.id)


DAILY = (DailyTask("expired_sessions", remove_if_expired, over="sessions/*"),)
