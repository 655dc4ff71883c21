"""The daily tasks of this room: how long sessions, links, unconfirmed registrations, forms and journals are stored."""

from datetime import datetime, timedelta

from guichet.messages.undelivered import forget_undelivered
from guichet.store.daily_tasks import DailyTask
from guichet.store.models import portal_of
from guichet.store.retention_terms import JOURNAL, retention_terms
from guichet.users import journal
from guichet.users.models import UNCONFIRMED, Link, Session, User
from guichet.users.session_records import ABSOLUTE

LINK_RETENTION = timedelta(days=30)
"""Time after its end during which a link is recognised, so that its page can give the reason."""
UNCONFIRMED_RETENTION = timedelta(days=7)
"""Life of a registration whose phone or address was not proven, e.g. since the address has another account."""
FORM_RETENTION = timedelta(days=3)
"""Life of a saved form: short, since it may hold data on health."""


def remove_expired_session(session: Session, now: datetime) -> None:
    """Deletes a session past its absolute limit."""
    if now - session.opened > ABSOLUTE:
        session.__parent__.remove(session.id)


def remove_old_link(link: Link, now: datetime) -> None:
    """Deletes a link that expired more than :data:`LINK_RETENTION` ago."""
    if now - link.expires > LINK_RETENTION:
        link.__parent__.remove(link.id)


def apply_to_user(user: User, now: datetime) -> None:
    """Deletes an unconfirmed registration with its issuer, or a user's old form and old journal lines."""
    if user.state in UNCONFIRMED and now - user.created > UNCONFIRMED_RETENTION:
        _remove_unconfirmed(user)
        return
    if user.saved_form is not None and now - (user.saved_form_at or user.created) > FORM_RETENTION:
        user.saved_form = user.saved_form_at = None
    journal.apply_retention(user, now - retention_terms(portal_of(user)).time(JOURNAL))


def _remove_unconfirmed(user: User) -> None:
    portal = portal_of(user)
    issuer = portal["issuers"].get(user.issuer_id)
    if issuer is not None and list(issuer.members) == [user.id]:
        issuer.delete()
    forget_undelivered(portal, user.email)
    portal["users"].remove(user.id)


DAILY = (
    DailyTask("expired_sessions", remove_expired_session, over="sessions/*"),
    DailyTask("old_links", remove_old_link, over="links/*"),
    DailyTask("users", apply_to_user, over="users/*"),
)
