"""Which invoices the next night erases: decided ones past their term, and drafts that were announced.

A term begins when the invoice is handed over to the Central Compensation Office, refused or withdrawn.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from guichet.invoices.case_index import CaseRow, work_list
from guichet.invoices.models import Invoice
from guichet.invoices.office_time import counted_from
from guichet.office.retention.models import retention
from guichet.store.archive_offers import archive_offers
from guichet.store.batches import Cursor, time_is_over
from guichet.store.facet_index import LAST_PLACE
from guichet.store.models import Portal
from guichet.store.retention_terms import DRAFTS, HANDED_OVER, REFUSED, WITHDRAWN, retention_terms

TERM_OF = {"handed_over": HANDED_OVER, "paid": HANDED_OVER, "refused": REFUSED, "withdrawn": WITHDRAWN}
"""State of a decided invoice → the term that it is stored for."""
ALL_TERMS = tuple(dict.fromkeys(TERM_OF.values()))
NOTICE = timedelta(days=14)
"""Time between the mail about a draft and its erasure."""
MAX_READ = 5000
"""Cases of one state that one look reads, the first decided first."""
MAX_LOOKED_AT = 200
"""Cases that one transaction of the nightly job looks at."""


class DueInvoice(NamedTuple):
    """An invoice past its term."""

    term: str
    invoice: Invoice
    since: datetime
    """When the term was over."""


def past_term(portal: Portal, now: datetime, terms: Collection[str] = ALL_TERMS) -> Iterator[DueInvoice]:
    """Decided invoices past these terms; also those that are kept, or whose term is not confirmed."""
    for state, invoice_id, row in _cases(portal, now, terms):
        due = _due(portal, now, state, invoice_id, row)
        if due is not None:
            yield due


def erasable(portal: Portal, now: datetime, cursor: Cursor, most: int) -> tuple[list[DueInvoice], Cursor | None]:
    """The next decided invoices behind a cursor that may be erased now, at most ``most``; and the cursor of the next.

    The cursor is the state and place of a case. None: there are no others.
    """
    held = retention(portal)

    def wanted(invoice_id: str) -> bool:
        return held.hold_of(invoice_id) is None and erased_from(portal, invoice_id, now) <= now

    return _next_due(portal, now, cursor, most, wanted)


def to_offer(portal: Portal, now: datetime, cursor: Cursor, most: int) -> tuple[list[DueInvoice], Cursor | None]:
    """As `erasable`: those that are to be offered to the archive now; none where the office offers none."""
    state, offers = retention(portal), archive_offers(portal)

    def wanted(invoice_id: str) -> bool:
        return state.hold_of(invoice_id) is None and offers.place(invoice_id) is None

    return _next_due(portal, now, cursor, most, wanted) if retention_terms(portal).offer_days else ([], None)


def _next_due(
    portal: Portal, now: datetime, cursor: Cursor, most: int, wanted: Callable[[str], bool]
) -> tuple[list[DueInvoice], Cursor | None]:
    """Looks at `MAX_LOOKED_AT` cases; an invoice is loaded only if it is ``wanted`` by its id."""
    terms, cases = retention_terms(portal), work_list(portal)
    found: list[DueInvoice] = []
    is_over = time_is_over()
    confirmed = [term for term in ALL_TERMS if terms.applies(term)]
    for number, (state, invoice_id, row) in enumerate(_cases(portal, now, confirmed, cursor), 1):
        due = _due(portal, now, state, invoice_id, row) if wanted(invoice_id) else None
        if due is not None:
            found.append(due)
        if number == MAX_LOOKED_AT or len(found) == most or is_over():
            return found, (state, str(cases.place(invoice_id)))
    return found, None


def _cases(
    portal: Portal, now: datetime, wanted: Collection[str], cursor: Cursor = ()
) -> Iterator[tuple[str, str, CaseRow]]:
    """State, id and row of each case that was decided before a term, behind the cursor; loads no invoice."""
    terms, states = retention_terms(portal), list(TERM_OF)
    begin, before = (states.index(cursor[0]), int(cursor[1])) if cursor else (0, LAST_PLACE)
    for state in states[begin:]:
        limit = now - terms.time(TERM_OF[state])
        rows = work_list(portal).backwards([(f"state:{state}",)], MAX_READ, before)
        before = LAST_PLACE
        for invoice_id, row in rows if TERM_OF[state] in wanted else ():
            # Those that left the office first come first, and no term begins before.
            if counted_from(row.stays, row.received) > limit:
                break
            yield state, invoice_id, row


def _due(portal: Portal, now: datetime, state: str, invoice_id: str, row: CaseRow) -> DueInvoice | None:
    term = TERM_OF[state]
    invoice: Invoice = portal["issuers"][row.issuer_id].invoices[invoice_id]
    over = clock_start(invoice) + retention_terms(portal).time(term)
    return DueInvoice(term, invoice, over) if over <= now else None


def erased_from(portal: Portal, invoice_id: str, now: datetime) -> datetime:
    """When an invoice past its term is erased: at once, or at the end of its offer to the archive."""
    offer = timedelta(days=retention_terms(portal).offer_days)
    row = archive_offers(portal).row(invoice_id) if offer else None
    return (row.since if row is not None else now) + offer


def clock_start(invoice: Invoice) -> datetime:
    """When the term of a decided invoice began."""
    return invoice.retention_start or invoice.events[-1].moment


def announced_drafts(portal: Portal, now: datetime, most: int) -> list[Invoice]:
    """The first ``most`` drafts whose sender was written to `NOTICE` ago and has not saved them since."""
    limit = now - NOTICE
    old = (
        (moment, portal["issuers"].get(issuer_id), draft_id)
        for draft_id, (moment, issuer_id) in retention(portal).warned_drafts.items()
        if moment <= limit
    )
    found = ((moment, issuer.invoices.get(draft_id)) for moment, issuer, draft_id in old if issuer is not None)
    drafts = (one for moment, one in found if one is not None and one.state == "draft" and one.saved < moment)
    return list(islice(drafts, most))


def next_announced(portal: Portal, now: datetime, cursor: Cursor, most: int) -> tuple[list[Invoice], Cursor | None]:
    """Of the next ``most`` announced drafts, those that are to be erased; drops the announcements that no longer count.

    These are of drafts that were sent, deleted or saved again. The cursor is the id of a draft.
    """
    warned, due = retention(portal).warned_drafts, []
    behind = list(islice(warned.items(*cursor, excludemin=bool(cursor)), most))
    for draft_id, (moment, issuer_id) in behind:
        issuer = portal["issuers"].get(issuer_id)
        draft = issuer.invoices.get(draft_id) if issuer is not None else None
        if draft is None or draft.state != "draft" or draft.saved >= moment:
            del warned[draft_id]
        elif moment <= now - NOTICE:
            due.append(draft)
    return due, (behind[-1][0],) if len(behind) == most else None


def is_old_draft(portal: Portal, saved: datetime, now: datetime) -> bool:
    """Whether a draft saved then is to be announced: it is erased `NOTICE` later, at the end of its term."""
    return now - saved >= retention_terms(portal).time(DRAFTS) - NOTICE
