"""Daily tasks about accounts: announces and closes unused ones, and erases those closed for their whole term."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from guichet.action_context import ActionContext, system
from guichet.desk import Desk
from guichet.invoices.erasure import ErasedItem
from guichet.issuers.company.company_actions import is_last_manager
from guichet.issuers.company.membership import leave_on_closing
from guichet.issuers.models import Company
from guichet.office.retention import mails
from guichet.office.retention.minute_actions import forget_sender, write_minute
from guichet.office.retention.models import retention
from guichet.store.jobs import DailyTask
from guichet.store.models import Portal, portal_of
from guichet.store.retention_terms import CLOSED, UNUSED, retention_terms
from guichet.users.account_erasure import erase_account, is_erased
from guichet.users.credentials import close_user
from guichet.users.models import User

NOTICE = timedelta(days=60)
"""Time between the mail about an unused account and its end."""
MAX_CHANGED = 20
"""Accounts that one transaction closes or erases."""


def daily_tasks(desk: Desk) -> tuple[DailyTask, ...]:
    """The tasks of one desk, in their order."""
    return (
        DailyTask("accounts_announced", partial(note_account, desk), over="users/*"),
        DailyTask("unused_accounts", partial(close_unused, desk)),
        DailyTask("closed_accounts", partial(erase_closed, desk)),
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
    issuer = portal["issuers"].get(user.issuer_id)
    if not isinstance(issuer, Company) or not is_last_manager(issuer, user):
        state.warned_accounts[user.id] = now
        _context(desk, portal, now).mail(user, mails.ACCOUNT_ANNOUNCED, day=(now + NOTICE).date())


def close_unused(desk: Desk, portal: Portal, now: datetime) -> int:
    """Closes announced accounts without a sign-in since; returns how many."""
    warned, ctx, closed = retention(portal).warned_accounts, _context(desk, portal, now), 0
    for user_id, moment in list(warned.items()):
        user = portal["users"].get(user_id)
        if user is None or user.state != "active" or _last_use(user) > moment:
            del warned[user_id]
        elif now - moment >= NOTICE and closed < MAX_CHANGED:
            leave_on_closing(ctx, user)
            close_user(ctx, user)
            del warned[user_id]
            closed += 1
    return closed


def erase_closed(desk: Desk, portal: Portal, now: datetime) -> int:
    """Erases accounts that have been closed for their term; returns how many."""
    closed, ctx = retention(portal).closed_accounts, _context(desk, portal, now)
    limit = now - retention_terms(portal).time(CLOSED)
    due = [user_id for user_id, moment in closed.items() if moment <= limit][:MAX_CHANGED]
    for user_id in due:
        user = portal["users"].get(user_id)
        if user is not None:
            forget_sender(portal, user)
            erase_account(ctx, user)
        del closed[user_id]
    write_minute(ctx, CLOSED, [ErasedItem("account", user_id) for user_id in due])
    return len(due)


def _is_unused(user: User, now: datetime, notice: timedelta) -> bool:
    return now - _last_use(user) >= retention_terms(portal_of(user)).time(UNUSED) - notice


def _last_use(user: User) -> datetime:
    return user.last_sign_in or user.created


def _context(desk: Desk, portal: Portal, now: datetime) -> ActionContext:
    return replace(system(portal, desk), now=now)
