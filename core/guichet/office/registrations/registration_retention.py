"""Daily tasks: deletes registrations refused long ago, and unlists accepted ones that are in use."""

from datetime import datetime, timedelta
from functools import partial

from guichet.action_context import system
from guichet.desk import Desk
from guichet.issuers.company_confirmation import drop
from guichet.office.registrations.decided_registrations import (
    ACCEPTED,
    REFUSED,
    decided_registrations,
)
from guichet.store.batches import Cursor, time_is_over
from guichet.store.daily_tasks import DailyTask, DailyWalk
from guichet.store.models import Portal
from guichet.store.sorted_index import LAST, newest_first

REFUSED_RETENTION = timedelta(days=90)
"""Time that a refused registration is stored: the office recognizes a company that registers again."""
MAX_REMOVED = 100
"""Registrations removed in one transaction: a long one would conflict with requests and be lost as a whole."""
MAX_READ = 200
"""Accepted registrations that one transaction looks at, each with its user."""


def daily_tasks(desk: Desk) -> tuple[DailyTask, ...]:
    """The tasks for one desk."""
    return (
        DailyTask("refused_registrations", partial(remove_refused, desk)),
        DailyWalk("activated_registrations", unlist_activated),
    )


def remove_refused(desk: Desk, portal: Portal, now: datetime) -> int:
    """Deletes registrations refused before `REFUSED_RETENTION`, with company and user; returns how many."""
    decided, ctx = decided_registrations(portal), system(portal, desk)
    # Newest first: rows that sort behind the limit are older.
    old = decided.between(REFUSED, newest_first(now - REFUSED_RETENTION) + LAST, size=MAX_REMOVED)
    for user_id, _row in old:
        decided.remove(user_id)
        drop(ctx, portal["users"][user_id])
    return len(old)


def unlist_activated(portal: Portal, _now: datetime, cursor: Cursor) -> Cursor | None:
    """Unlists accepted registrations whose user has activated the access; the cursor is a place in their list."""
    decided, users = decided_registrations(portal), portal["users"]
    rows = decided.behind(ACCEPTED, (cursor[0], cursor[1]) if cursor else (), MAX_READ)
    is_over = time_is_over()
    for place, _row in rows:
        if users[place[1]].state != ACCEPTED:
            decided.remove(place[1])
        if is_over():
            return place
    return rows[-1][0] if len(rows) == MAX_READ else None
