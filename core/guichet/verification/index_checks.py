"""Compares the lists of a desk with what they list: every sent invoice is in them as it is, and nothing else is."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

from ZODB import DB

from guichet.invoices.case_index import work_list
from guichet.invoices.lists import HISTORY, InvoiceHistory, history_of
from guichet.invoices.models import Invoice, References
from guichet.issuers.models import Issuer
from guichet.store import batches
from guichet.store.batches import BATCH_SIZE, Cursor, Objects
from guichet.store.database import read_transaction
from guichet.store.facet_index import FacetIndex
from guichet.store.index_consistency import ListCheck, Pass, Step, ids_behind
from guichet.store.models import Portal, find, portal_of
from guichet.store.person_index import person_index
from guichet.store.sorted_index import SortedIndex
from guichet.users.models import User

REFERENCES = 2000
"""References that one transaction looks at."""
PERSONS = 500
"""Entries of the index of persons that one transaction looks at, each with its issuer."""
NAMED = "="
"""Before a fault that is a sentence by itself."""
Faults = Iterable[str]
Progress = Callable[[str, int], object]
Items = Callable[[Portal, Cursor], Iterator[tuple[Cursor, Any]]]
"""The lists behind a cursor, each with its own."""


def index_faults(db: DB, progress: Progress = lambda _name, _number: None) -> Iterator[str]:
    """What disagrees, in words for an operator. ``progress`` is called with the name of a check and a number."""
    for pattern, check in CHECKS.items():
        yield from _over(db, pattern, check, progress)
    for pattern, list_of, further, words in LISTS:
        for place, fault in _lists(db, Objects(pattern).behind, list_of, further, partial(progress, pattern)):
            named = fault.startswith(NAMED)
            yield fault[len(NAMED) :] if named else f"the {words} {place[0]} disagrees with itself about {fault}"
    with read_transaction(db) as portal:
        names = [name for name in portal if isinstance(portal[name], SortedIndex | FacetIndex)]
    for name in names:
        for _place, fault in _lists(db, partial(_one, name), _itself, (), partial(progress, name)):
            yield f"the list {name} disagrees with itself about {fault}"
    yield from _references(db, progress)
    yield from _persons(db, progress)


def _over(db: DB, pattern: str, check: Callable[[Any], Faults], progress: Progress) -> Iterator[str]:
    cursor: Cursor | None = ()
    number = 0
    while cursor is not None:
        with read_transaction(db) as portal:
            found, cursor = Objects(pattern).part(portal, cursor, BATCH_SIZE)
            for _place, item in found:
                yield from check(item)
        number += len(found)
        progress(pattern, number)


def _lists(
    db: DB, items: Items, list_of: Callable[[Any], Any], further: Sequence[Pass], progress: Callable[[int], object]
) -> Iterator[tuple[Cursor, str]]:
    """Checks one list after the other; a transaction has many small ones, or a part of a large one."""
    cursor: Cursor = ()
    under_way: tuple[Cursor, ListCheck] | None = None
    number, more = 0, True
    while more:
        more, end = False, time.monotonic() + batches.MAX_SECONDS
        with read_transaction(db) as portal:
            for place, item in items(portal, cursor):
                index = list_of(item)
                if under_way is None or under_way[0] != place:
                    under_way = place, ListCheck(isinstance(index, FacetIndex), further)
                yield from ((place, fault) for fault in under_way[1].go_on(index, item, end))
                more = True
                if not under_way[1].finished:
                    break
                cursor, number = place, number + 1
                if time.monotonic() > end:
                    break
            else:
                more = False
        progress(number)


def _one(name: str, portal: Portal, cursor: Cursor) -> Iterator[tuple[Cursor, Any]]:
    if not cursor:
        yield (name,), portal[name]


def _itself(index: Any) -> Any:
    return index


def _references(db: DB, progress: Progress) -> Iterator[str]:
    after, number, read = "", 0, True
    while read:
        read = False
        with read_transaction(db) as portal:
            references: References = portal["references"]
            for reference, invoice_id in islice(references.items(after), REFERENCES):
                after, number, read = reference, number + 1, True
                if invoice_id and work_list(portal).place(invoice_id) is None:
                    yield f"the list references disagrees with itself about {reference}"
        progress("references", number)


def _persons(db: DB, progress: Progress) -> Iterator[str]:
    after: tuple[str, str] | None = None
    number, read = 0, True
    while read:
        read = False
        with read_transaction(db) as portal:
            for avs, issuer_id in islice(person_index(portal).behind(after), PERSONS):
                after, number, read = (avs, issuer_id), number + 1, True
                issuer = portal["issuers"].get(issuer_id)
                if issuer is None or issuer.beneficiaries.id_with_avs(avs) is None:
                    # Without the number: a report goes to the operator.
                    yield f"issuer {issuer_id} is found by an AVS number that none of its people has"
        progress("persons", number)


def _invoice_faults(invoice: Invoice) -> Iterator[str]:
    portal, row = portal_of(invoice), history_of(find(invoice, Issuer)).row(invoice.id)
    stands = (invoice.state, invoice.reference, invoice.beneficiary_id)
    if row is None or (row.state, row.reference, row.beneficiary_id) != stands:
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


def _no_invoice(history: InvoiceHistory, after: Any, _counted: Counter[str]) -> Iterator[Step]:
    issuer_id = str(history.__name__)
    issuer = portal_of(history)["issuers"].get(issuer_id)
    for invoice_id in ids_behind(history, after):
        known = issuer is not None and invoice_id in issuer.invoices
        yield invoice_id, None if known else f"{NAMED}sender {issuer_id} has {invoice_id}, which is no invoice of it"


def _no_beneficiary(issuer: Issuer, after: Any, _counted: Counter[str]) -> Iterator[Step]:
    for beneficiary_id in ids_behind(issuer.beneficiaries.directory, after):
        row, person = issuer.beneficiaries.directory.row(beneficiary_id), issuer.beneficiaries.get(beneficiary_id)
        known = person is not None and row is not None and (row.name, row.avs) == (person.name, person.avs)
        fault = f"{NAMED}{beneficiary_id} is not in the list of beneficiaries of {issuer.id} as it is"
        yield beneficiary_id, None if known else fault


def _unknown_number(issuer: Issuer, after: Any, _counted: Counter[str]) -> Iterator[Step]:
    people, persons = issuer.beneficiaries, person_index(portal_of(issuer))
    for name in people.keys(after):
        if name != after:
            avs = people[name].avs
            known = people.id_with_avs(avs) is not None and (avs, issuer.id) in persons
            yield name, None if known else f"{NAMED}{name} of issuer {issuer.id} is not found by the AVS number"


def _unused_number(issuer: Issuer, after: Any, _counted: Counter[str]) -> Iterator[Step]:
    for avs in issuer.beneficiaries.numbers(after):
        person = issuer.beneficiaries.get(issuer.beneficiaries.id_with_avs(avs) or "")
        fault = f"{NAMED}issuer {issuer.id} has an AVS number that none of its people has"
        yield avs, None if person is not None and person.avs == avs else fault


def _user_faults(user: User) -> Iterator[str]:
    if user.state == "active" and portal_of(user)["users"].with_email(user.email) is not user:
        yield f"user {user.id} is not found by the address"


CHECKS: dict[str, Callable[[Any], Faults]] = {
    "issuers/*/invoices/*": _invoice_faults,
    "users/*": _user_faults,
}
"""Which objects are compared, see `guichet.store.batches.Objects`, and with what."""

PEOPLE = (_no_beneficiary, _unknown_number, _unused_number)
LISTS: Sequence[tuple[str, Callable[[Any], Any], Sequence[Pass], str]] = (
    (f"{HISTORY}/*", _itself, (_no_invoice,), "list of sender"),
    ("issuers/*", lambda issuer: issuer.beneficiaries.directory, PEOPLE, "list of beneficiaries of"),
)
"""Objects that have a list, the list, how it is compared with what it lists, and its name in words."""
