"""Daily tasks about accounts: announces and closes unused ones, and erases those closed for their whole term."""

from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from guichet.action_context import system_at
from guichet.desk import Desk
from guichet.invoices.erasure import ErasedItem
from guichet.issuers.company.company_actions import is_last_manager
from guichet.issuers.company.membership import leave_on_closing
from guichet.issuers.models import Company
from guichet.office.retention import mails
from guichet.office.retention.erasure_actions import forget_sender, write_minute
from guichet.office.retention.models import retention
from guichet.store.batches import Cursor
from guichet.store.daily_tasks import DailyTask, DailyWalk
from guichet.store.models import Portal, portal_of
from guichet.store.retention_terms import CLOSED, UNUSED, retention_terms
from guichet.users.account_erasure import erase_account, is_erased
from guichet.users.credentials import close_user
from guichet.users.models import User

NOTICE = timedelta(days=60)
"""Time between the mail about an unused account and its end."""
MAX_CHANGED = 20
"""Accounts that one transaction closes or erases."""
MAX_READ = 200
"""Closed accounts that one transaction looks at; most of them are still within their term."""
MAX_ROWS = 200
"""Rows of a sender's history that one transaction writes."""


def daily_tasks(desk: Desk) -> tuple[DailyTask, ...]:
    """The tasks of one desk, in their order."""
    return (
        DailyTask("accounts_announced", partial(note_account, desk), over="users/*"),
        DailyWalk("unused_accounts", partial(close_unused, desk)),
        DailyWalk("closed_accounts", partial(erase_closed, desk)),
    )


def note_account(desk: Desk, user: User, now: datetime) -> None:
    """Writes to the person of an account that is soon closed, and notes since when a closed one is.

    The office's own accounts are ended by the office. The last manager of a company is left alone: without one the
    company could do nothing more.
    """
    portal = portal_of(user)
    state = retention(portal)
    if user.at_office or is_erased(user):
        return
    if user.state == "closed" and user.id not in state.closed_accounts:
        state.closed_accounts[user.id] = now
    if user.state != "active" or user.id in state.warned_accounts or not _is_unused(user, now, NOTICE):
        return
    if not _manages_alone(portal, user):
        state.warned_accounts[user.id] = now
        system_at(portal, desk, now).mail(user, mails.ACCOUNT_ANNOUNCED, day=(now + NOTICE).date())


def close_unused(desk: Desk, portal: Portal, now: datetime, cursor: Cursor) -> Cursor | None:
    """Closes announced accounts without a sign-in since; the cursor is the id of a user."""
    warned, ctx = retention(portal).warned_accounts, system_at(portal, desk, now)
    behind = list(islice(warned.items(*cursor, excludemin=bool(cursor)), MAX_CHANGED))
    for user_id, moment in behind:
        user = portal["users"].get(user_id)
        # Of two managers who were both announced the second may be the last by now.
        if user is None or user.state != "active" or _last_use(user) > moment or _manages_alone(portal, user):
            del warned[user_id]
        elif now - moment >= NOTICE:
            leave_on_closing(ctx, user)
            close_user(ctx, user)
            del warned[user_id]
    return (behind[-1][0],) if len(behind) == MAX_CHANGED else None


def erase_closed(desk: Desk, portal: Portal, now: datetime, cursor: Cursor) -> Cursor | None:
    """Erases accounts that have been closed for their term.

    The cursor is the id of a user, and a place in the history of the issuer while the name of a user who has sent much
    is taken out of it.
    """
    closed, ctx = retention(portal).closed_accounts, system_at(portal, desk, now)
    limit, erased = now - retention_terms(portal).time(CLOSED), list[ErasedItem]()
    first, *place = cursor or ("",)
    behind = list(islice(closed.items(first or None, excludemin=bool(first) and not place), MAX_READ))
    following: Cursor | None = (behind[-1][0],) if len(behind) == MAX_READ else None
    for user_id, moment in behind:
        user = portal["users"].get(user_id) if moment <= limit else None
        if user is not None:
            rest = forget_sender(portal, user, tuple(place) if user_id == first else (), MAX_ROWS)
            if rest is not None:
                following = (user_id, *rest)
                break
            erase_account(ctx, user)
        if moment <= limit:
            erased.append(ErasedItem("account", user_id))
            del closed[user_id]
        if len(erased) == MAX_CHANGED:
            following = (user_id,)
            break
    write_minute(ctx, CLOSED, erased)
    return following


def _manages_alone(portal: Portal, user: User) -> bool:
    issuer = portal["issuers"].get(user.issuer_id)
    return isinstance(issuer, Company) and is_last_manager(issuer, user)


def _is_unused(user: User, now: datetime, notice: timedelta) -> bool:
    return now - _last_use(user) >= retention_terms(portal_of(user)).time(UNUSED) - notice


def _last_use(user: User) -> datetime:
    return user.last_sign_in or user.created
