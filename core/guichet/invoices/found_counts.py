"""Number of findings that the work list shows for each case, counted at a transition: a list evaluates nothing."""

from itertools import chain, islice

from guichet.desk import Desk
from guichet.invoices.case_index import work_list
from guichet.invoices.counted_sums import counted_amounts, others
from guichet.invoices.finding import Finding
from guichet.invoices.lists import index
from guichet.invoices.models import ACCEPTED, Invoice
from guichet.invoices.other_claims import same_account
from guichet.invoices.revision_findings import findings
from guichet.store.models import portal_of

OPEN = "submitted"
CHANGES_OTHERS = (OPEN, "refused", "withdrawn")
"""States whose beginning adds a finding to other cases, or takes one away."""
MAX_OTHERS = 10
"""Other cases that are counted again with one invoice; the review of each compares with all."""


def count_findings(desk: Desk, invoice: Invoice) -> None:
    """Counts the findings of an invoice after a transition, and those of the open cases that it is compared with.

    The row of the invoice itself is brought up to date by the caller.
    """
    once = invoice.type_id in desk.plugins.paid_once
    beside = _with_account(invoice)
    if not invoice.revisions or not (once or beside or invoice.state in CHANGES_OTHERS):
        return
    found = _findings(desk, invoice)
    if invoice.state == OPEN:
        _store(invoice, found)
    for other in {one.id: one for one in (*_others(invoice, found), *beside)}.values():
        if _store(other, _findings(desk, other)):
            index(other)


def _findings(desk: Desk, invoice: Invoice) -> list[Finding]:
    localize = desk.localizer(desk.tenant.languages[0])
    return findings(invoice, desk.tenant.office_code, localize, desk.plugins.paid_once)


def _store(invoice: Invoice, found: list[Finding]) -> bool:
    """Stores the counts; False where they are the same: an invoice of another sender would conflict for nothing."""
    counted = (sum(not one.in_order for one in found), sum(one.blocks for one in found))
    if counted == invoice.found:
        return False
    invoice.found = counted
    return True


def _with_account(invoice: Invoice) -> list[Invoice]:
    """The open cases to the same account, which the office accepts now, or accepts no longer."""
    step = invoice.events[-1].transition if invoice.events else ""
    if step not in ("accept", "undo"):
        return []
    same = same_account(invoice)
    if step == "undo" or not any(one.state in ACCEPTED for one in same):
        return [one for one in same if one.state == OPEN and (step == "undo" or one.found[0])][:MAX_OTHERS]
    return []


def _others(invoice: Invoice, found: list[Finding]) -> list[Invoice]:
    """The open cases that the findings name, or that count towards the same maxima, without the invoice itself."""
    portal = portal_of(invoice)
    named = (portal["references"].invoice_id(one.other_reference) for one in found if one.other_reference)
    counted = (key.invoice_id for one in counted_amounts(invoice) for key, _amount in others(invoice, one))
    rows = ((one, work_list(portal).row(one)) for one in dict.fromkeys(chain(named, counted)) if one)
    listed = ((one, row.issuer_id) for one, row in rows if row is not None and row.state == OPEN)
    return [portal["issuers"][issuer_id].invoices[one] for one, issuer_id in islice(listed, MAX_OTHERS)]
