"""Verification of a chain: finds entries that were changed, removed or moved, and an end that was cut off."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from guichet.audit.chain import GENESIS, Head, Link, link_hash

ELSEWHERE = "its hash is not that of the head written down"


@dataclass(frozen=True)
class ChainFault:
    """A place where the chain is broken."""

    number: int
    """Of the first entry that does not fit, counted from 1; 0 for a head before all entries."""
    reason: str

    def __str__(self) -> str:
        return f"entry {self.number}: {self.reason}"


@dataclass(frozen=True)
class Verdict:
    """The end of a chain that was read, and what was found on the way."""

    head: Head
    faults: tuple[ChainFault, ...]


def verify(links: Iterable[Link], heads: Sequence[Head] = ()) -> Verdict:
    """Computes each hash again, and looks for each of the heads that were written down outside.

    Without such a head a chain that is whole in itself passes: entries cut off at its end, and a chain whose hashes
    were computed again from some entry on, are found by a head alone.
    """
    previous, length = GENESIS, 0
    faults = [ChainFault(0, ELSEWHERE) for head in heads if head.length == 0 and head.hash != GENESIS]
    # By length: a desk has a head for each day of its years, and a million entries.
    wanted: dict[int, list[bytes]] = {}
    for head in heads:
        wanted.setdefault(head.length, []).append(head.hash)
    for text, stored in links:
        length += 1
        if link_hash(previous, text) != stored:
            faults.append(ChainFault(length, "it was changed, or entries before it were changed, removed or moved"))
        # From the stored hash on: one entry that was changed is one fault, not one for each that follows.
        previous = stored
        if any(expected != stored for expected in wanted.get(length, ())):
            faults.append(ChainFault(length, ELSEWHERE))
    faults += _missing(heads, length)
    return Verdict(Head(length, previous), tuple(faults))


def _missing(heads: Sequence[Head], length: int) -> Iterator[ChainFault]:
    for head in heads:
        if head.length > length:
            yield ChainFault(
                length + 1, f"it is missing, and so is every entry up to {head.length}: the end was cut off"
            )
