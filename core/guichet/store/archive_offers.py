"""Index of the invoices that are offered to the archive: how many, and since when, cost the same for any number."""

from datetime import datetime
from typing import Any, NamedTuple

from BTrees.OOBTree import OOBTree

from guichet.store.evolution import EvolutionStep
from guichet.store.models import Portal, portal_of
from guichet.store.sorted_index import SortedIndex, oldest_first

OFFERS = "archive_offers"
"""Name of the desk's :class:`ArchiveOffers`."""
OFFERED = "offered"


class ArchiveOffer(NamedTuple):
    """An invoice past its term that is offered to the archive before it is erased."""

    since: datetime


class ArchiveOffers(SortedIndex[ArchiveOffer]):
    """Offers by invoice id, the oldest first. Facet: ``offered``."""

    row_type = ArchiveOffer

    def add(self, invoice_id: str, since: datetime) -> None:
        """Notes that an invoice is offered."""
        self.put(invoice_id, (OFFERED,), oldest_first(since), ArchiveOffer(since))

    @property
    def first(self) -> datetime | None:
        """Since when the oldest of them is offered; None where there is none."""
        return next((row.since for _id, row in self.between(OFFERED, "", size=1)), None)


def archive_offers(portal: Portal) -> ArchiveOffers:
    """The index of a desk."""
    found: ArchiveOffers = portal[OFFERS]
    return found


def _add_index(portal: Portal) -> None:
    if OFFERS not in portal:
        portal.add(OFFERS, ArchiveOffers())


def _index_offer(invoice: Any) -> None:
    portal = portal_of(invoice)
    # Where the version before kept them.
    before: OOBTree = getattr(portal["erasure"], "offered", OOBTree())
    since = before.pop(invoice.id, None)
    if since is not None:
        archive_offers(portal).add(invoice.id, since)


ADD_OFFERS = EvolutionStep("core.2026_11_archive_offers", _add_index)
INDEX_OFFERS = EvolutionStep(
    "core.2026_11_archive_offers_indexed", _index_offer, over="issuers/*/invoices/*", after=(ADD_OFFERS.name,)
)
"""Moves the offers of a desk that was stored before there was the index. Web processes and workers stop for this step:
the version before would offer and erase without it."""
