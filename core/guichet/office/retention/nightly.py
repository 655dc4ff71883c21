"""Daily tasks: announces old drafts, erases what is past its term, and writes the minutes of it.

Each transaction reads and erases a bounded number of objects and has a minute of its own; what is repeated finds
nothing more to do (`guichet.store.daily_tasks.DailyWalk`).
"""

from datetime import datetime
from functools import partial
from itertools import islice

from guichet.action_context import system_at
from guichet.desk import Desk
from guichet.invoices.lists import InvoiceHistory
from guichet.invoices.search_terms import sweep_terms
from guichet.office.retention import mails
from guichet.office.retention.due_invoices import (
    NOTICE,
    erasable,
    is_old_draft,
    next_announced,
    to_offer,
)
from guichet.office.retention.erasure_actions import MAX_ERASED, erase_invoices, erase_left_records, write_minute
from guichet.office.retention.models import LEFT, retention
from guichet.store.archive_offers import archive_offers
from guichet.store.batches import BATCH_SIZE, Cursor, time_is_over
from guichet.store.daily_tasks import DailyTask, DailyWalk
from guichet.store.models import Portal, portal_of
from guichet.store.retention_terms import DRAFTS, retention_terms
from guichet.store.sorted_index import LAST, newest_first

MAX_OFFERED = 200
"""Invoices that one transaction offers to the archive."""
MAX_PEOPLE = 200
"""People of one issuer whose records one transaction looks at."""
MAX_ANNOUNCED = 100
"""Drafts of one issuer that one transaction announces; no issuer has more, see `invoice_actions.MAX_DRAFTS`."""


def daily_tasks(desk: Desk) -> tuple[DailyTask, ...]:
    """The tasks of one desk, in their order."""
    return (
        DailyTask("old_drafts_announced", partial(announce_drafts, desk), over="invoice_history/*"),
        DailyWalk("old_drafts", partial(erase_drafts, desk)),
        DailyWalk("invoices_offered", partial(offer_past_term, desk)),
        DailyWalk("invoices_past_term", partial(erase_past_term, desk)),
        DailyWalk("records_left", partial(erase_left, desk)),
        # Last: what they have erased is no longer found by any name.
        DailyWalk("search_terms", sweep_terms),
    )


def announce_drafts(desk: Desk, history: InvoiceHistory, now: datetime) -> None:
    """Writes to the senders of drafts that are erased in `NOTICE` unless they are saved again."""
    portal = portal_of(history)
    ctx, warned = system_at(portal, desk, now), retention(portal).warned_drafts
    issuer = portal["issuers"].get(history.__name__)
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


def erase_drafts(desk: Desk, portal: Portal, now: datetime, cursor: Cursor) -> Cursor | None:
    """Erases the announced drafts behind a cursor."""
    drafts, following = next_announced(portal, now, cursor, MAX_ERASED)
    if drafts:
        erase_invoices(system_at(portal, desk, now), drafts, DRAFTS)
    return following


def offer_past_term(desk: Desk, portal: Portal, now: datetime, cursor: Cursor) -> Cursor | None:
    """Offers invoices past their term to the archive, where the office does so."""
    ctx = system_at(portal, desk, now)
    due, following = to_offer(portal, now, cursor, MAX_OFFERED)
    for one in due:
        archive_offers(portal).add(one.invoice.id, now)
        ctx.record("invoice.archive_offered", one.invoice.id)
    return following


def erase_past_term(desk: Desk, portal: Portal, now: datetime, cursor: Cursor) -> Cursor | None:
    """Erases decided invoices past their term."""
    due, following = erasable(portal, now, cursor, MAX_ERASED)
    for term in dict.fromkeys(one.term for one in due):
        erase_invoices(system_at(portal, desk, now), [one.invoice for one in due if one.term == term], term)
    return following


def erase_left(desk: Desk, portal: Portal, now: datetime, cursor: Cursor) -> Cursor | None:
    """Erases beneficiaries off the list of an issuer, and issuers themselves, once nothing names them any more.

    The cursor is the id of an issuer, and of a beneficiary where the issuer has more of them than one transaction
    looks at.
    """
    ctx, issuers = system_at(portal, desk, now), portal["issuers"]
    first, after = (*cursor, "")[:2] if cursor else ("", "")
    names = [name for name in islice(issuers.keys(first or None), BATCH_SIZE + 1) if after or name != first]
    is_over = time_is_over()
    for name in names:
        erased, last = erase_left_records(ctx, issuers[name], after if name == first else "", MAX_PEOPLE)
        write_minute(ctx, LEFT, erased)
        if last is not None:
            return (name, last)
        if is_over():
            return (name,)
    return (names[-1],) if len(names) >= BATCH_SIZE else None
