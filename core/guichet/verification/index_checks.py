"""Compares the lists of a desk with what they list: every sent invoice is in them as it is, and nothing else is."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from ZODB import DB

from guichet.invoices.case_index import work_list
from guichet.invoices.lists import HISTORY, InvoiceHistory, history_of
from guichet.invoices.models import Invoice, References
from guichet.issuers.models import Issuer
from guichet.store.batches import BATCH_SIZE, Cursor, Objects
from guichet.store.database import read_transaction
from guichet.store.facet_index import FacetIndex
from guichet.store.index_consistency import facet_faults, ids_of, sorted_faults
from guichet.store.models import Portal, find, portal_of
from guichet.store.sorted_index import SortedIndex
from guichet.users.models import User

STEPS = 1000
"""Steps through a list after which memory is given back."""
Faults = Iterable[str]


def index_faults(db: DB, progress: Callable[[str, int], object] = lambda _name, _number: None) -> Iterator[str]:
    """What disagrees, in words for an operator. ``progress`` is called with the name of a check and a number."""
    for pattern, check in CHECKS.items():
        yield from _over(db, pattern, check, progress)
    with read_transaction(db) as portal:
        names = [name for name in portal if isinstance(portal[name], SortedIndex | FacetIndex | References)]
    for name in names:
        # One transaction for each list: in two, what moves in it would be missing.
        with read_transaction(db) as portal:
            yield from _whole(portal, name, portal[name])
        progress(name, 1)


def _over(
    db: DB, pattern: str, check: Callable[[Any], Faults], progress: Callable[[str, int], object]
) -> Iterator[str]:
    cursor: Cursor | None = ()
    number = 0
    while cursor is not None:
        with read_transaction(db) as portal:
            batch = list(islice(Objects(pattern).behind(portal, cursor), BATCH_SIZE))
            for _place, item in batch:
                yield from check(item)
        number += len(batch)
        progress(pattern, number)
        cursor = batch[-1][0] if len(batch) == BATCH_SIZE else None


def _whole(portal: Portal, name: str, listed: Any) -> Iterator[str]:
    steps: Iterator[str | None]
    if isinstance(listed, References):
        steps = (_reference_fault(portal, *one) for one in listed.items())
    else:
        steps = facet_faults(listed) if isinstance(listed, FacetIndex) else sorted_faults(listed)
    for number, fault in enumerate(steps):
        if fault is not None:
            yield f"the list {name} disagrees with itself about {fault}"
        if number % STEPS == 0:
            portal._p_jar.cacheGC()


def _reference_fault(portal: Portal, reference: str, invoice_id: str) -> str | None:
    return reference if invoice_id and work_list(portal).place(invoice_id) is None else None


def _invoice_faults(invoice: Invoice) -> Iterator[str]:
    portal, row = portal_of(invoice), history_of(find(invoice, Issuer)).row(invoice.id)
    if row is None or (row.state, row.reference) != (invoice.state, invoice.reference):
        yield f"invoice {invoice.id} is not in its sender's list as it is"
    case = work_list(portal).row(invoice.id)
    if invoice.state == "draft":
        if case is not None:
            yield f"invoice {invoice.id} is a draft, and in the work list"
        return
    stored = (invoice.reference, invoice.state, invoice.total, len(invoice.revisions))
    if case is None or (case.reference, case.state, case.total, case.revisions) != stored:
        yield f"invoice {invoice.id} is not in the work list as it is"
    if portal["references"].invoice_id(invoice.reference) != invoice.id:
        yield f"reference {invoice.reference} does not lead to its invoice"


def _history_faults(history: InvoiceHistory) -> Iterator[str]:
    portal, issuer_id = portal_of(history), str(history.__name__)
    for fault in sorted_faults(history):
        if fault is not None:
            yield f"the list of sender {issuer_id} disagrees with itself about {fault}"
    issuer = portal["issuers"].get(issuer_id)
    yield from (
        f"the list of sender {issuer_id} has {invoice_id}, which is no invoice of it"
        for invoice_id in ids_of(history)
        if issuer is None or invoice_id not in issuer.invoices
    )


def _directory_faults(issuer: Issuer) -> Iterator[str]:
    directory = issuer.beneficiaries.directory
    for fault in sorted_faults(directory):
        if fault is not None:
            yield f"the list of beneficiaries of {issuer.id} disagrees with itself about {fault}"
    for beneficiary_id in ids_of(directory):
        row, person = directory.row(beneficiary_id), issuer.beneficiaries.get(beneficiary_id)
        if person is None or row is None or (row.name, row.avs) != (person.name, person.avs):
            yield f"beneficiary {beneficiary_id} is not in the list of {issuer.id} as it is"


def _user_faults(user: User) -> Iterator[str]:
    if user.state == "active" and portal_of(user)["users"].with_email(user.email) is not user:
        yield f"user {user.id} is not found by the address"


CHECKS: dict[str, Callable[[Any], Faults]] = {
    "issuers/*/invoices/*": _invoice_faults,
    f"{HISTORY}/*": _history_faults,
    "issuers/*": _directory_faults,
    "users/*": _user_faults,
}
"""Which objects are compared, see `guichet.store.batches.Objects`, and with what."""
