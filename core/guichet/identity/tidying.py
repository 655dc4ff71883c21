"""The daily work of this room: what has served its time goes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ZODB import DB

from guichet.identity import journal
from guichet.identity.sessions import ABSOLUTE
from guichet.messages.actions import tidy as tidy_outbox
from guichet.messages.undelivered import forget_undelivered
from guichet.store.database import writing
from guichet.store.models import Portal

EVERY = timedelta(days=1)
LINKS_KEPT = timedelta(days=30)
"""How long a used or expired link still explains itself to whoever opens it again."""
UNCONFIRMED_KEPT = timedelta(days=7)
FORMS_KEPT = timedelta(days=3)
"""How long what somebody was typing waits for them; it may speak of somebody's health."""
JOURNAL_KEPT = timedelta(days=365)
"""The security log, OPDo art. 4: at least a year."""


@dataclass
class Tidying:
    """Removes ended sessions, old links and messages, and registrations nobody confirmed."""

    db: DB
    _next: datetime | None = field(default=None, init=False)

    def run_due(self, now: datetime) -> int:
        """Tidies up once a day; a second worker that does it too finds nothing left."""
        if self._next is not None and now < self._next:
            return 0
        for part in PARTS:  # each in its own transaction: a visitor whom one of them meets loses nothing
            with writing(self.db) as portal:
                part(portal, now)
        self._next = now + EVERY
        return 0


def tidy(portal: Portal, now: datetime) -> None:
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
    accounts = portal["accounts"]
    for name in list(accounts):
        account = accounts[name]
        if account.state == "unconfirmed" and now - account.created > UNCONFIRMED_KEPT:
            holder = portal["holders"].get(account.home[1]) if account.home[:1] == ("holders",) else None
            if holder is not None and list(holder.members) == [name]:
                portal["holders"].remove(account.home[1])
            forget_undelivered(portal, account.email)
            accounts.remove(name)


def _forget_forms(portal: Portal, now: datetime) -> None:
    for account in portal["accounts"].values():
        if account.kept_form is not None and now - (account.kept_at or account.created) > FORMS_KEPT:
            account.kept_form = account.kept_at = None


def _shorten_journals(portal: Portal, now: datetime) -> None:
    for account in portal["accounts"].values():
        journal.tidy(account, now - JOURNAL_KEPT)


PARTS = (tidy_outbox, _forget_sessions, _forget_links, _forget_unconfirmed, _forget_forms, _shorten_journals)
