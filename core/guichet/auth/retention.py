"""The daily work of this room: what has served its time goes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ZODB import DB

from guichet.auth.sessions import ABSOLUTE
from guichet.messages.enqueue import apply_retention as apply_outbox_retention
from guichet.messages.undelivered import forget_undelivered
from guichet.store.database import write_transaction
from guichet.store.models import Portal
from guichet.users import journal

EVERY = timedelta(days=1)
LINKS_KEPT = timedelta(days=30)
"""How long a used or expired link still explains itself to whoever opens it again."""
UNCONFIRMED_KEPT = timedelta(days=7)
FORMS_KEPT = timedelta(days=3)
"""How long what somebody was typing waits for them; it may speak of somebody's health."""
JOURNAL_KEPT = timedelta(days=365)
"""The security log, OPDo art. 4: at least a year."""


@dataclass
class RetentionJob:
    """Removes ended sessions, old links and messages, and registrations nobody confirmed."""

    db: DB
    _next: datetime | None = field(default=None, init=False)

    def run_due(self, now: datetime) -> int:
        """Tidies up once a day; a second worker that does it too finds nothing left."""
        if self._next is not None and now < self._next:
            return 0
        for part in PARTS:  # each in its own transaction: a visitor whom one of them meets loses nothing
            with write_transaction(self.db) as portal:
                part(portal, now)
        self._next = now + EVERY
        return 0


def apply_retention(portal: Portal, now: datetime) -> None:
    """One round."""
    for part in PARTS:
        part(portal, now)


def _forget_sessions(portal: Portal, now: datetime) -> None:
    sessions = portal["sessions"]
    for name in [name for name in sessions if now - sessions[name].opened > ABSOLUTE]:
        sessions.remove(name)


def _forget_links(portal: Portal, now: datetime) -> None:
    links = portal["links"]
    for name in [name for name in links if now - links[name].expires > LINKS_KEPT]:
        links.remove(name)


def _forget_unconfirmed(portal: Portal, now: datetime) -> None:
    users = portal["users"]
    for name in list(users):
        user = users[name]
        if user.state == "unconfirmed" and now - user.created > UNCONFIRMED_KEPT:
            issuer = portal["issuers"].get(user.home[1]) if user.home[:1] == ("issuers",) else None
            if issuer is not None and list(issuer.members) == [name]:
                portal["issuers"].remove(user.home[1])
            forget_undelivered(portal, user.email)
            users.remove(name)


def _forget_forms(portal: Portal, now: datetime) -> None:
    for user in portal["users"].values():
        if user.saved_form is not None and now - (user.saved_form_at or user.created) > FORMS_KEPT:
            user.saved_form = user.saved_form_at = None


def _shorten_journals(portal: Portal, now: datetime) -> None:
    for user in portal["users"].values():
        journal.apply_retention(user, now - JOURNAL_KEPT)


PARTS = (apply_outbox_retention, _forget_sessions, _forget_links, _forget_unconfirmed, _forget_forms, _shorten_journals)
