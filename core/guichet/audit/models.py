"""The stored chain of the audit log: full blocks, and the open block that every writer appends to."""

from collections.abc import Iterator
from typing import Any

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent
from ZODB.POSException import ConflictError

from guichet.audit.chain import GENESIS, Head, Link, chained
from guichet.store.models import Resource

BLOCK_SIZE = 24
"""Entries of a block. Each commit writes the open block, about 2.5 kB on average; a larger one would cost more, and
with a smaller one two writers would meet more often at its end, where one of them runs again."""


class Block(Persistent):
    """Consecutive entries of the chain."""

    def __init__(self, first: int, previous: bytes, links: tuple[Link, ...] = ()) -> None:
        self.first = first
        """Number of the entries before this block."""
        self.previous = previous
        """Hash of the last of them."""
        self.links = links

    @property
    def head(self) -> Head:
        """The end of the chain, if this is its last block."""
        return Head(self.first + len(self.links), self.links[-1][1] if self.links else self.previous)


class OpenBlock(Block):
    """The last block, which takes the entries of two transactions at once: the second is chained behind the first."""

    def append(self, text: str) -> None:
        """Adds an entry in canonical form."""
        self.links = (*self.links, *chained(self.head.hash, (text,)))

    def begin(self, first: int, previous: bytes) -> None:
        """Continues as the empty block behind the entry with that number and hash."""
        self.first, self.previous, self.links = first, previous, ()

    def _p_resolveConflict(self, old: dict[str, Any], saved: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
        """ZODB's conflict resolution, called with three states: what this transaction added goes behind ``saved``.

        Raises ``ConflictError``, so that the request runs again, when this transaction has also closed a block: that
        block would lack what the other one has added meanwhile.
        """
        if new["first"] != old["first"]:
            raise ConflictError
        added = tuple(text for text, _hash in new["links"][len(old["links"]) :])
        last = saved["links"][-1][1] if saved["links"] else saved["previous"]
        return saved | {"links": (*saved["links"], *chained(last, added))}


class AuditLog(Resource):
    """The audit log of a desk, as a chain: append-only for the code, and any other change is found.

    A chain has one end, so that all writers of a desk write one object; the open block resolves their conflicts
    (docs/decisions/0010-audit-chain.md has the measurements).
    """

    def __init__(self) -> None:
        self.blocks = LOBTree()
        """Number of the entries before → :class:`Block`."""
        self.open = OpenBlock(0, GENESIS)
        self.sent_heads = OOBTree()
        """Day in ISO 8601 → the head that was sent outside on that day, in writing."""
        self.signatures = OOBTree()
        """Day in ISO 8601 → ``(head in writing, signature in Base64)``, see `guichet.audit.signed_heads`."""

    def append(self, text: str) -> None:
        """Adds an entry in canonical form at the end."""
        if len(self.open.links) >= BLOCK_SIZE:
            head = self.open.head
            self.blocks[self.open.first] = Block(self.open.first, self.open.previous, self.open.links)
            self.open.begin(head.length, head.hash)
        self.open.append(text)

    @property
    def head(self) -> Head:
        """The end of the chain."""
        return self.open.head

    def links(self) -> Iterator[Link]:
        """All entries as they are stored, the oldest first."""
        for block in self.blocks.values():
            yield from block.links
            # A log of years would otherwise fill the memory of the process that reads it (60 MB per 100,000 entries).
            block._p_deactivate()
        yield from self.open.links

    def latest_links(self) -> Iterator[Link]:
        """All entries as they are stored, the latest first."""
        yield from reversed(self.open.links)
        first = self.open.first
        while first:
            first = self.blocks.maxKey(first - 1)
            yield from reversed(self.blocks[first].links)
