"""Work on every object of a kind in batches, each in its own transaction, small enough to run beside requests."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from transaction.interfaces import TransientError
from ZODB import DB

from guichet.store.database import read_transaction, write_transaction
from guichet.store.models import Portal
from guichet.store.plugin_folders import PluginFolders

BATCH_SIZE = 100
"""Objects per transaction. A conflict repeats one batch, and PostgreSQL keeps no snapshot open for long."""
MAX_SECONDS = 0.3
"""Time after which a batch takes no further object: some cost a thousand times what others do. What its transaction
has changed is stored after that, in about the same time; no transaction is to last longer than a second."""
COUNTED = 5_000
"""Objects that one transaction counts, in less than a second."""
MAX_ATTEMPTS = 5
"""Attempts of a transaction that conflicts with other writers, as for requests (``web.transactions.ATTEMPTS``)."""
PATTERN = re.compile(r"[a-z_]+(/([a-z_]+|\*))*/\*")
T = TypeVar("T")
Cursor = tuple[str, ...]
"""Keys of the object done last, one for each ``*`` of the pattern; empty before the first."""


@dataclass(frozen=True)
class Objects:
    """The objects at the paths that a pattern matches, e.g. ``users/*`` or ``issuers/*/invoices/*``, sorted by key.

    Each ``*`` stands for all keys of a folder or BTree. Raises ``ValueError`` for any other pattern.
    """

    pattern: str

    def __post_init__(self) -> None:
        if not PATTERN.fullmatch(self.pattern):
            raise ValueError(f"{self.pattern!r} matches no objects: write for instance 'issuers/*/invoices/*'")

    def behind(self, portal: Portal, cursor: Cursor) -> Iterator[tuple[Cursor, Any]]:
        """Every object behind the cursor, each with its own cursor. Only objects that are reached are loaded."""
        return _matches(portal, self.pattern.split("/"), cursor)


def _matches(container: Any, steps: list[str], after: Cursor) -> Iterator[tuple[Cursor, Any]]:
    if not steps:
        yield (), container
        return
    step, *rest = steps
    if step != "*":
        # A plugin that has stored nothing at a desk has no folder there; any other missing name is a mistake.
        if isinstance(container, PluginFolders) and step not in container:
            return
        yield from _matches(container[step], rest, after)
        return
    first, *deeper = after or (None,)
    # From the cursor's key on and not behind it: below that key there may be more objects, and the object itself may be
    # gone, since a change may remove it.
    for key in container.keys(min=first):
        if key == first and not deeper:
            continue  # done already
        for cursor, item in _matches(container[key], rest, tuple(deeper) if key == first else ()):
            yield (key, *cursor), item


def change_batch(
    portal: Portal, objects: Objects, change: Callable[[Any], object], cursor: Cursor, size: int = BATCH_SIZE
) -> tuple[int, Cursor | None]:
    """Changes the next objects, at most ``size`` and for about :data:`MAX_SECONDS`.

    Returns their number and the cursor of the last, ``None`` after all are done. ``change`` may remove its object from
    the tree.
    """
    # A list before the first change: a BTree must not lose keys while it is iterated over.
    batch = list(islice(objects.behind(portal, cursor), size))
    is_over = time_is_over()
    for number, (place, item) in enumerate(batch, 1):
        change(item)
        if number < len(batch) and is_over():
            return number, place
    return len(batch), batch[-1][0] if len(batch) == size else None


def time_is_over() -> Callable[[], bool]:
    """A question for a transaction that begins now: whether :data:`MAX_SECONDS` are over."""
    end = time.monotonic() + MAX_SECONDS
    return lambda: time.monotonic() > end


def count(db: DB, objects: Objects, cursor: Cursor = ()) -> int:
    """Number of the objects behind the cursor, read in short transactions: a snapshot is never open for long."""
    counted, at = 0, cursor
    while True:
        with read_transaction(db) as portal:
            cursors = [found for found, _item in islice(objects.behind(portal, at), COUNTED)]
        counted += len(cursors)
        if len(cursors) < COUNTED:
            return counted
        at = cursors[-1]


def with_retries(db: DB, work: Callable[[Portal], T]) -> T:
    """Runs ``work`` in a write transaction of its own, again after a conflict with another writer.

    Raises the conflict after :data:`MAX_ATTEMPTS`.
    """
    # The last attempt is below the loop: its conflict is raised.
    for _attempt in range(MAX_ATTEMPTS - 1):
        try:
            with write_transaction(db) as portal:
                return work(portal)
        except TransientError:
            continue
    with write_transaction(db) as portal:
        return work(portal)
