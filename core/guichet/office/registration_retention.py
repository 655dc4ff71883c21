"""The daily tasks of this room: how long decided registrations are stored and listed."""

from datetime import datetime, timedelta
from functools import partial

from guichet.action_context import system
from guichet.desk import Desk
from guichet.issuers.registration_received import drop
from guichet.office.lists import ACCEPTED, REFUSED
from guichet.office.rows import DECIDED, DecidedCompanies, DecidedCompany
from guichet.store.jobs import DailyTask
from guichet.store.models import Portal
from guichet.store.sorted_index import LAST, newest_first

REFUSED_KEPT = timedelta(days=90)
"""How long the office finds a refused registration, so that it knows a company that applies again."""
MAX_REMOVED = 100
"""Registrations one transaction removes."""


def daily_tasks(desk: Desk) -> tuple[DailyTask, ...]:
    """The tasks for one desk."""
    return (
        DailyTask("refused_registrations", partial(remove_refused, desk)),
        DailyTask("activated_registrations", unlist_activated),
    )


def remove_refused(desk: Desk, portal: Portal, now: datetime) -> int:
    """Deletes registrations refused more than :data:`REFUSED_KEPT` ago, with company and user; returns how many."""
    decided, ctx = _decided(portal), system(portal, desk)
    # Newest first: rows that sort behind the limit are older.
    old = decided.between(REFUSED, newest_first(now - REFUSED_KEPT) + LAST, size=MAX_REMOVED)
    for user_id, _row in old:
        decided.remove(user_id)
        drop(ctx, portal["users"][user_id])
    return len(old)


def unlist_activated(portal: Portal, _now: datetime) -> int:
    """Takes accepted registrations whose user has come off the list; returns how many."""
    decided, users = _decided(portal), portal["users"]

    def has_come(user_id: str, _row: DecidedCompany) -> bool:
        return users[user_id].state != ACCEPTED  # type: ignore[no-any-return]

    page = decided.filtered((ACCEPTED,), has_come, size=MAX_REMOVED)
    while page.unfinished and not page.rows:
        page = decided.filtered((ACCEPTED,), has_come, page.next, size=MAX_REMOVED)
    for user_id, _row in page.rows:
        decided.remove(user_id)
    return len(page.rows)


def _decided(portal: Portal) -> DecidedCompanies:
    found: DecidedCompanies = portal[DECIDED]
    return found
