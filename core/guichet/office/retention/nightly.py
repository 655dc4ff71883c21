"""Daily tasks: announces old drafts, erases what is past its term, and writes the minutes of it.

Each transaction erases a bounded number of objects and has a minute of its own; a task that is repeated finds nothing
more to do (`guichet.store.jobs.DailyTask`).
"""

from dataclasses import replace
from datetime import datetime
from functools import partial

from guichet.action_context import ActionContext, system
from guichet.desk import Desk
from guichet.invoices.lists import InvoiceHistory
from guichet.issuers.models import Issuer
from guichet.office.retention import mails
from guichet.office.retention.due_invoices import (
    NOTICE,
    announced_drafts,
    erasable,
    forget_announcements,
    is_old_draft,
    to_offer,
)
from guichet.office.retention.minute_actions import erase_invoices, erase_left
from guichet.office.retention.models import LEFT, retention
from guichet.store.jobs import DailyTask
from guichet.store.models import Portal, portal_of
from guichet.store.retention_terms import DRAFTS, retention_terms
from guichet.store.sorted_index import LAST, newest_first

MAX_ERASED = 20
"""Invoices that one transaction erases: each has several documents, and a conflict repeats all of it."""
MAX_OFFERED = 200
"""Invoices that one transaction offers to the archive."""
MAX_ANNOUNCED = 100
"""Drafts of one issuer that one transaction announces; no issuer has more, see `invoice_actions.MAX_DRAFTS`."""


def daily_tasks(desk: Desk) -> tuple[DailyTask, ...]:
    """The tasks of one desk, in their order."""
    return (
        DailyTask("old_drafts_announced", partial(announce_drafts, desk), over="invoice_history/*"),
        DailyTask("old_drafts", partial(erase_drafts, desk)),
        DailyTask("invoices_offered", partial(offer_past_term, desk)),
        DailyTask("invoices_past_term", partial(erase_past_term, desk)),
        DailyTask("records_left", partial(erase_issuer_left, desk), over="issuers/*"),
    )


def announce_drafts(desk: Desk, history: InvoiceHistory, now: datetime) -> None:
    """Writes to the senders of drafts that are erased in `NOTICE` unless they are saved again."""
    portal = portal_of(history)
    ctx, warned, issuer = (
        _context(desk, portal, now),
        retention(portal).warned_drafts,
        portal["issuers"].get(history.__name__),
    )
    limit = newest_first(now - (retention_terms(portal).time(DRAFTS) - NOTICE))
    for draft_id, row in history.between("todo:draft", limit, LAST, size=MAX_ANNOUNCED):
        announced = warned.get(draft_id)
        if issuer is None or not is_old_draft(portal, row.moment, now) or (announced and announced[0] > row.moment):
            continue
        warned[draft_id] = (now, history.__name__)
        author = portal["users"].get(issuer.invoices[draft_id].saved_by)
        if author is not None and author.state == "active":
            day = (now + NOTICE).date()
            ctx.mail(
                author, mails.DRAFT_ANNOUNCED, day=day, saved=row.moment.date(), issuer=issuer.id, invoice=draft_id
            )


def erase_drafts(desk: Desk, portal: Portal, now: datetime) -> int:
    """Erases announced drafts; returns how many."""
    forget_announcements(portal)
    drafts = announced_drafts(portal, now, MAX_ERASED)
    if drafts:
        erase_invoices(_context(desk, portal, now), drafts, DRAFTS)
    return len(drafts)


def offer_past_term(desk: Desk, portal: Portal, now: datetime) -> int:
    """Offers invoices past their term to the archive, where the office does so; returns how many."""
    ctx, due = _context(desk, portal, now), to_offer(portal, now, MAX_OFFERED)
    for invoice in due:
        retention(portal).offered[invoice.id] = now
        ctx.record("invoice.archive_offered", invoice.id)
    return len(due)


def erase_past_term(desk: Desk, portal: Portal, now: datetime) -> int:
    """Erases decided invoices past their term; returns how many."""
    due = erasable(portal, now, MAX_ERASED)
    for term in dict.fromkeys(one.term for one in due):
        erase_invoices(_context(desk, portal, now), [one.invoice for one in due if one.term == term], term)
    return len(due)


def erase_issuer_left(desk: Desk, issuer: Issuer, now: datetime) -> None:
    """Erases beneficiaries off the list of an issuer, and the issuer itself, once nothing names them any more."""
    erase_left(_context(desk, portal_of(issuer), now), issuer, LEFT)


def _context(desk: Desk, portal: Portal, now: datetime) -> ActionContext:
    return replace(system(portal, desk), now=now)
