"""The daily work of this room: registrations that were refused long ago go, with all that is known of them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ZODB import DB

from guichet.action_context import ActionContext, system
from guichet.desk import Desk
from guichet.issuers.registration_received import drop
from guichet.office.lists import ACCEPTED, REFUSED
from guichet.office.rows import DECIDED, DecidedCompanies
from guichet.store.database import write_transaction
from guichet.store.sorted_index import LAST, newest_first

EVERY = timedelta(days=1)
MAX_REMOVED = 1000
"""Registrations one round removes."""
REFUSED_KEPT = timedelta(days=90)
"""How long the office finds a refused registration, so that it knows a company that applies again."""


@dataclass
class RegistrationRetention:
    """The job."""

    desk: Desk
    _next: datetime | None = field(default=None, init=False)

    @property
    def db(self) -> DB:
        """The desk's database."""
        return self.desk.db

    def run_due(self, now: datetime) -> int:
        """Tidies up once a day; a second worker that does it too finds nothing left."""
        if self._next is None or now >= self._next:
            with write_transaction(self.db) as portal:
                apply_retention(system(portal, self.desk))
            self._next = now + EVERY
        return 0


def apply_retention(ctx: ActionContext) -> None:
    """One round: what has served its time, and who has come since."""
    decided: DecidedCompanies = ctx.portal[DECIDED]
    users = ctx.portal["users"]
    # Newest first: whatever sorts behind the limit is older.
    for user_id, _row in decided.between(REFUSED, newest_first(ctx.now - REFUSED_KEPT) + LAST, size=MAX_REMOVED):
        decided.remove(user_id)
        drop(ctx, users[user_id])
    activated = decided.filtered((ACCEPTED,), lambda user_id, _row: users[user_id].state != ACCEPTED, size=MAX_REMOVED)
    for user_id, _row in activated.rows:
        decided.remove(user_id)
