"""Which invoices the next night erases: decided ones past their term, and drafts that were announced.

A term begins when the invoice is handed over to the Central Compensation Office, refused or withdrawn.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from guichet.invoices.case_index import work_list
from guichet.invoices.models import Invoice
from guichet.invoices.office_time import counted_from
from guichet.office.retention.models import retention
from guichet.store.models import Portal
from guichet.store.retention_terms import DRAFTS, HANDED_OVER, REFUSED, WITHDRAWN, retention_terms

TERM_OF = {"handed_over": HANDED_OVER, "paid": HANDED_OVER, "refused": REFUSED, "withdrawn": WITHDRAWN}
"""State of a decided invoice → the term that it is stored for."""
NOTICE = timedelta(days=14)
"""Time between the mail about a draft and its erasure."""
MAX_READ = 5000
"""Cases of one state that one look reads, the first decided first."""


class DueInvoice(NamedTuple):
    """An invoice past its term."""

    term: str
    invoice: Invoice
    since: datetime
    """When the term was over."""


def past_term(portal: Portal, now: datetime) -> Iterator[DueInvoice]:
    """Decided invoices past their term; also those that are kept, or whose term is not confirmed."""
    terms = retention_terms(portal)
    for state, term in TERM_OF.items():
        limit = now - terms.time(term)
        for invoice_id, row in work_list(portal).backwards([(f"state:{state}",)], MAX_READ):
            # Those that left the office first come first, and no term begins before.
            if counted_from(row.stays, row.received) > limit:
                break
            invoice: Invoice = portal["issuers"][row.issuer_id].invoices[invoice_id]
            if clock_start(invoice) <= limit:
                yield DueInvoice(term, invoice, clock_start(invoice) + terms.time(term))


def erasable(portal: Portal, now: datetime, most: int) -> list[DueInvoice]:
    """The first ``most`` decided invoices that may be erased now."""
    terms, held = retention_terms(portal), retention(portal)
    found = (
        one
        for one in past_term(portal, now)
        if terms.applies(one.term)
        and held.hold_of(one.invoice.id) is None
        and erased_from(portal, one.invoice, now) <= now
    )
    return list(islice(found, most))


def to_offer(portal: Portal, now: datetime, most: int) -> list[Invoice]:
    """The first ``most`` invoices that are to be offered to the archive now; none where the office offers none."""
    if not retention_terms(portal).offer_days:
        return []
    terms, state = retention_terms(portal), retention(portal)
    found = (
        one.invoice
        for one in past_term(portal, now)
        if terms.applies(one.term) and state.hold_of(one.invoice.id) is None and one.invoice.id not in state.offered
    )
    return list(islice(found, most))


def erased_from(portal: Portal, invoice: Invoice, now: datetime) -> datetime:
    """When an invoice past its term is erased: at once, or at the end of its offer to the archive."""
    offer = timedelta(days=retention_terms(portal).offer_days)
    since: datetime = retention(portal).offered.get(invoice.id, now) if offer else now
    return since + offer


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


def forget_announcements(portal: Portal) -> None:
    """Drops announcements of drafts that were sent, deleted or saved again."""
    warned = retention(portal).warned_drafts
    for draft_id, (moment, issuer_id) in list(warned.items()):
        issuer = portal["issuers"].get(issuer_id)
        draft = issuer.invoices.get(draft_id) if issuer is not None else None
        if draft is None or draft.state != "draft" or draft.saved >= moment:
            del warned[draft_id]


def is_old_draft(portal: Portal, saved: datetime, now: datetime) -> bool:
    """Whether a draft saved then is to be announced: it is erased `NOTICE` later, at the end of its term."""
    return now - saved >= retention_terms(portal).time(DRAFTS) - NOTICE
