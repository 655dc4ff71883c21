"""Index of the people on the lists of all issuers: an erasure finds a person by AVS number without asking each issuer.

`guichet.issuers.models.Beneficiaries` and `Issuer.delete` write it, in the transaction of what it indexes.
"""

from collections.abc import Iterator
from typing import Any

from BTrees.OOBTree import OOTreeSet

from guichet.store.evolution import EvolutionStep
from guichet.store.models import Portal, Resource, portal_of
from guichet.store.sorted_index import LAST

PERSONS = "persons_by_avs"
"""Name of the desk's :class:`PersonIndex`."""


class PersonIndex(Resource):
    """``(AVS number, issuer id)`` of each person on a list or taken off one, sorted.

    Numbers differ from the first digits on, so that two issuers seldom write the same record, and those that do merge.
    """

    def __init__(self) -> None:
        self._keys = OOTreeSet()

    def add(self, avs: str, issuer_id: str) -> None:
        """Notes that an issuer has a person; does nothing where it is noted."""
        self._keys.insert((avs, issuer_id))

    def discard(self, avs: str, issuer_id: str) -> None:
        """Removes an entry, of which nothing stays; does nothing where there is none."""
        if (avs, issuer_id) in self._keys:
            self._keys.remove((avs, issuer_id))

    def issuers_with(self, avs: str) -> list[str]:
        """Ids of the issuers that have a person."""
        return [issuer_id for _avs, issuer_id in self._keys.keys(min=(avs,), max=(avs, LAST))]

    def __contains__(self, key: tuple[str, str]) -> bool:
        return key in self._keys

    def behind(self, key: tuple[str, str] | None) -> Iterator[tuple[str, str]]:
        """The entries behind one of them."""
        return iter(self._keys.keys(key, excludemin=key is not None))


def person_index(portal: Portal) -> PersonIndex:
    """The index of a desk."""
    found: PersonIndex = portal[PERSONS]
    return found


def _add_index(portal: Portal) -> None:
    if PERSONS not in portal:
        portal.add(PERSONS, PersonIndex())


def _index_person(beneficiary: Any) -> None:
    person_index(portal_of(beneficiary)).add(beneficiary.avs, beneficiary.__parent__.__parent__.id)


ADD_INDEX = EvolutionStep("core.2026_11_person_index", _add_index)
INDEX_PERSONS = EvolutionStep(
    "core.2026_11_persons_indexed", _index_person, over="issuers/*/beneficiaries/*", after=(ADD_INDEX.name,)
)
"""Lets the people of a desk be found that were stored before there was the index. The version before writes none of its
entries: web processes and workers stop for this step."""
