"""Daily tasks: deletes registrations refused long ago, and unlists accepted ones that are in use."""

from datetime import datetime, timedelta
from functools import partial

from guichet.action_context import system
from guichet.desk import Desk
from guichet.issuers.company_confirmation import drop
from guichet.office.registrations.decided_registrations import (
    ACCEPTED,
    REFUSED,
    DecidedCompany,
    decided_registrations,
)
from guichet.store.jobs import DailyTask
from guichet.store.models import Portal
from guichet.store.sorted_index import LAST, newest_first

REFUSED_RETENTION = timedelta(days=90)
"""Time that a refused registration is stored: the office recognizes a company that registers again."""
MAX_REMOVED = 100
"""Registrations removed in one transaction: a long one would conflict with requests and be lost as a whole."""


def daily_tasks(desk: Desk) -> tuple[DailyTask, ...]:
    """The tasks for one desk."""
    return (
        DailyTask("refused_registrations", partial(remove_refused, desk)),
        DailyTask("activated_registrations", unlist_activated),
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


def unlist_activated(portal: Portal, _now: datetime) -> int:
    """Unlists accepted registrations whose user has activated the access; returns how many."""
    decided, users = decided_registrations(portal), portal["users"]

    def has_activated(user_id: str, _row: DecidedCompany) -> bool:
        return users[user_id].state != ACCEPTED  # type: ignore[no-any-return]

    page = decided.filtered((ACCEPTED,), has_activated, size=MAX_REMOVED)
    # A page may be empty and unfinished: the filter reads a limited number of rows at a time.
    while page.unfinished and not page.rows:
        page = decided.filtered((ACCEPTED,), has_activated, page.next, size=MAX_REMOVED)
    for user_id, _row in page.rows:
        decided.remove(user_id)
    return len(page.rows)
