"""Sums of what was counted towards maxima of a period: over the invoices of one sender, or of all.

A sender learns of their own invoices alone, also through an amount that is reduced; the office sees the sum of all.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from BTrees.OOBTree import OOBTree

from guichet.declaration import CountedBefore
from guichet.declaration.counted import CHF, counts_at
from guichet.invoices.claim_index import NOT_CLAIMED
from guichet.invoices.frozen import FrozenCounted, FrozenRevision
from guichet.invoices.models import Invoice, Revision
from guichet.issuers.models import Issuer
from guichet.store.evolution import EvolutionStep
from guichet.store.models import Portal, Resource, find, portal_of
from guichet.values.name_folding import name_key

COUNTED = "invoice_counted"
"""Name of the desk's :class:`CountedSums`."""


class CountedKey(NamedTuple):
    """One amount of one invoice. What is added up is one range of keys."""

    person: str
    """AVS number of the beneficiary, or the person that a form names, as `name_key` folds it; so is ``item``."""
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

    def replace(self, before: Iterable[CountedKey], after: Mapping[CountedKey, int]) -> None:
        """Removes the keys that an invoice counted under ``before``, and adds the amounts that it counts now."""
        # What stays is not written: most decisions change nothing here.
        for key in before:
            if key not in after:
                self._amounts.pop(tuple(key), None)
        for key, amount in after.items():
            if self._amounts.get(tuple(key)) != amount:
                self._amounts[tuple(key)] = amount
                # Else both of two changes at once would be stored, each compared with the maximum without the other.
                self.touch()

    def of(self, person: str, maximum: str, item: str, period: str) -> Iterator[tuple[CountedKey, int]]:
        """Every amount of a maximum in a period; a month has those of its days as well. Names in any spelling."""
        start = (name_key(person), maximum, name_key(item))
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
    counts = invoice.revisions and invoice.state not in NOT_CLAIMED
    counted = [one for one in counted_amounts(invoice) if one.amount] if counts else ()
    now = {_key(invoice, invoice.latest.frozen, one): one.amount for one in counted}
    counted_sums(portal_of(invoice)).replace(_keys(invoice, invoice.revisions[-2:]), now)


def uncount(invoice: Invoice) -> None:
    """Takes an invoice that is erased out of the sums."""
    counted_sums(portal_of(invoice)).replace(_keys(invoice, invoice.revisions), {})


def counted_amounts(invoice: Invoice) -> tuple[FrozenCounted, ...]:
    """What the latest revision counts, one for each maximum and period; once accepted, with what the office completed.

    A completed amount counts where its answer does, and first where nothing is counted yet: of the years of one line,
    it is the one without a rate that was completed.
    """
    counted = list(invoice.latest.frozen.counted)
    override = invoice.accepted_override
    for completion in override.completions if override else ():
        here = [at for at, one in enumerate(counted) if one.unit == CHF and counts_at(one.path, completion.path)]
        at = next((at for at in here if not counted[at].amount), here[0] if here else None)
        if at is not None:
            counted[at] = replace(counted[at], amount=counted[at].amount + completion.amount)
    found: dict[tuple[str, ...], FrozenCounted] = {}
    for one in counted:
        before = found.get(one.key)
        found[one.key] = replace(before, amount=before.amount + one.amount) if before else one
    return tuple(found.values())


def counted_before(invoice: Invoice) -> CountedBefore:
    """What the other invoices of the same sender count, of any form; for the beneficiary unless a person is named."""

    def before(maximum: str, period: str, *, item: str = "", person: str = "") -> int:
        return sum(amount for _key, amount in own_amounts(invoice, maximum, period, item, person))

    return before


def own_amounts(
    invoice: Invoice, maximum: str, period: str, item: str, person: str
) -> Iterator[tuple[CountedKey, int]]:
    """The amounts of the sender's other invoices; empty ``person`` stands for the beneficiary."""
    issuer: Issuer = find(invoice, Issuer)
    person = person or issuer.beneficiaries[invoice.beneficiary_id].avs
    found = counted_sums(portal_of(invoice)).of(person, maximum, item, period)
    return ((key, amount) for key, amount in found if key.issuer_id == issuer.id and key.invoice_id != invoice.id)


def others(invoice: Invoice, one: FrozenCounted) -> Iterator[tuple[CountedKey, int]]:
    """The amounts of other invoices, of all senders, under the same maximum and in the same period."""
    person = one.person or invoice.latest.frozen.header.avs
    found = counted_sums(portal_of(invoice)).of(person, one.maximum, one.item, one.period)
    return ((key, amount) for key, amount in found if key.invoice_id != invoice.id)


def _keys(invoice: Invoice, revisions: Iterable[Revision]) -> Iterator[CountedKey]:
    """The keys under which revisions of an invoice may be counted."""
    return (_key(invoice, each.frozen, one) for each in revisions for one in each.frozen.counted)


def _key(invoice: Invoice, frozen: FrozenRevision, one: FrozenCounted) -> CountedKey:
    person, maximum, item, period = one.key
    return CountedKey(person or frozen.header.avs, maximum, item, period, find(invoice, Issuer).id, invoice.id)


def _fold_names(invoice: Invoice) -> None:
    issuer_id = find(invoice, Issuer).id
    before = [
        CountedKey(one.person or each.frozen.header.avs, one.maximum, one.item, one.period, issuer_id, invoice.id)
        for each in invoice.revisions
        for one in each.frozen.counted
    ]
    counted_sums(portal_of(invoice)).replace(before, {})
    count(invoice)


COUNTED_NAMES = EvolutionStep("core.2026_11_counted_names", _fold_names, over="issuers/*/invoices/*")
"""Until then the spelling of a name distinguished persons and things that have a maximum. Web processes and workers
stop for this step: the version before would add such keys."""
