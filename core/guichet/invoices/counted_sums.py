"""Sums of what was counted towards maxima of a period: over the invoices of one sender, or of all.

A sender learns of their own invoices alone, also through an amount that is reduced; the office sees the sum of all.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from BTrees.OOBTree import OOBTree

from guichet.declaration import CountedBefore
from guichet.invoices.claim_index import NOT_CLAIMED
from guichet.invoices.frozen import FrozenCounted, FrozenRevision
from guichet.invoices.models import Invoice
from guichet.issuers.models import Issuer
from guichet.store.models import Portal, Resource, find, portal_of

COUNTED = "invoice_counted"
"""Name of the desk's :class:`CountedSums`."""


class CountedKey(NamedTuple):
    """One amount of one invoice. What is added up is one range of keys."""

    person: str
    """AVS number of the beneficiary, or the person that a form names."""
    maximum: str
    item: str
    period: str
    issuer_id: str
    invoice_id: str


class CountedSums(Resource):
    """What the invoices that were sent and neither refused nor withdrawn count."""

    def __init__(self) -> None:
        self._amounts = OOBTree()
        """`CountedKey` → amount in the unit of the maximum."""

    def replace(
        self, before: Iterable[FrozenRevision], after: FrozenRevision | None, issuer_id: str, invoice_id: str
    ) -> None:
        """Removes what the revisions ``before`` of an invoice count, and adds what ``after`` counts."""
        # What stays is not written: a decision changes nothing here.
        stays = {tuple(_key(after, one, issuer_id, invoice_id)): one.amount for one in after.counted} if after else {}
        for frozen in before:
            for one in frozen.counted:
                key = tuple(_key(frozen, one, issuer_id, invoice_id))
                if key not in stays:
                    self._amounts.pop(key, None)
        for key, amount in stays.items():
            if self._amounts.get(key) != amount:
                self._amounts[key] = amount

    def of(self, person: str, maximum: str, item: str, period: str) -> Iterator[tuple[CountedKey, int]]:
        """Every amount of a maximum in a period; a month has those of its days as well."""
        start = (person, maximum, item)
        for key, amount in self._amounts.items(min=(*start, period)):
            if key[:3] != start or not key[3].startswith(period):
                return
            yield CountedKey(*key), amount


def counted_sums(portal: Portal) -> CountedSums:
    """The sums of the desk."""
    found: CountedSums = portal[COUNTED]
    return found


def count(invoice: Invoice) -> None:
    """Updates the sums after a transition of ``invoice``; does nothing for a draft."""
    sums, issuer_id = counted_sums(portal_of(invoice)), find(invoice, Issuer).id
    counted = invoice.revisions and invoice.state not in NOT_CLAIMED
    before = (revision.frozen for revision in invoice.revisions[-2:])
    sums.replace(before, invoice.latest.frozen if counted else None, issuer_id, invoice.id)


def uncount(invoice: Invoice) -> None:
    """Takes an invoice that is erased out of the sums."""
    sums, issuer_id = counted_sums(portal_of(invoice)), find(invoice, Issuer).id
    sums.replace((revision.frozen for revision in invoice.revisions), None, issuer_id, invoice.id)


def counted_before(invoice: Invoice) -> CountedBefore:
    """What the other invoices of the same sender count, of any form; for the beneficiary unless a person is named."""
    issuer: Issuer = find(invoice, Issuer)
    avs = issuer.beneficiaries[invoice.beneficiary_id].avs

    def before(maximum: str, period: str, *, item: str = "", person: str = "") -> int:
        found = counted_sums(portal_of(invoice)).of(person or avs, maximum, item, period)
        own = (amount for key, amount in found if key.issuer_id == issuer.id and key.invoice_id != invoice.id)
        return sum(own)

    return before


def others(invoice: Invoice, one: FrozenCounted) -> Iterator[tuple[CountedKey, int]]:
    """The amounts of other invoices, of all senders, under the same maximum and in the same period."""
    person = one.person or invoice.latest.frozen.header.avs
    found = counted_sums(portal_of(invoice)).of(person, one.maximum, one.item, one.period)
    return ((key, amount) for key, amount in found if key.invoice_id != invoice.id)


def _key(frozen: FrozenRevision, one: FrozenCounted, issuer_id: str, invoice_id: str) -> CountedKey:
    return CountedKey(one.person or frozen.header.avs, one.maximum, one.item, one.period, issuer_id, invoice_id)
