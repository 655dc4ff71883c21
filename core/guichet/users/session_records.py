"""Records of sessions: those of a user, their absolute limit, their number, and ending them.

A session belongs to its user. The cookie that names it, and opening one, are in :mod:`guichet.auth.sessions`.
"""

from datetime import datetime, timedelta

from guichet import clock
from guichet.store.models import Portal
from guichet.users.models import Session, User

ABSOLUTE = timedelta(hours=12)
ABSOLUTE_AT_OFFICE = timedelta(hours=10)
MAX_COUNT = 5
"""Sessions that a user may have open at once; one more ends the oldest (ASVS 5.0, 7.1.2)."""
MAX_AT_OFFICE = 3


def full_sessions(portal: Portal, user_id: str) -> list[Session]:
    """The sessions in which a user is signed in, newest first, without those past their absolute limit."""
    limit = max_lifetime(portal["users"][user_id])
    found = [one for one in portal["sessions"].of(user_id) if one.stage == "full"]
    return sorted((one for one in found if clock.now() - one.opened <= limit), key=lambda one: one.opened, reverse=True)


def end_sessions(portal: Portal, user_id: str, keep: Session | None = None) -> None:
    """Ends all sessions of a user, at every stage, except the one to ``keep``."""
    for session in list(portal["sessions"].of(user_id)):
        if session is not keep:
            portal["sessions"].remove(session.id)


def trusted_now(portal: Portal, user: User, now: datetime) -> list[tuple[str, datetime]]:
    """The browsers in which a user needs no code: what is stored of each, and until when.

    Those from before all of the desk were signed out are over.
    """
    epoch: str = portal["sessions"].trust_epoch
    return [(stored, ends) for stored, ends in user.trusted if stored.startswith(epoch) and now < ends]


def max_lifetime(user: User) -> timedelta:
    """Absolute limit of a session, from the moment it was opened (NIST SP 800-63B, AAL2: at most 12 hours)."""
    return ABSOLUTE_AT_OFFICE if user.at_office else ABSOLUTE


def end_oldest_sessions(portal: Portal, user_id: str) -> bool:
    """Ends the oldest sessions of a user who has more than are allowed at once; returns whether there were any."""
    most = MAX_AT_OFFICE if portal["users"][user_id].at_office else MAX_COUNT
    surplus = full_sessions(portal, user_id)[most:]
    for session in surplus:
        portal["sessions"].remove(session.id)
    return bool(surplus)
