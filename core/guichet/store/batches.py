"""Work on every object of a kind in batches, each in its own transaction, small enough to run beside requests."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from transaction.interfaces import TransientError
from ZODB import DB

from guichet.store.database import read_transaction, write_transaction
from guichet.store.models import Portal
from guichet.store.plugin_folders import PluginFolders

BATCH_SIZE = 100
"""Objects per transaction. A conflict repeats one batch, and PostgreSQL keeps no snapshot open for long."""
MAX_SECONDS = 0.3
"""Time after which a batch looks for no further object, and after as long again changes none: some cost a thousand
times what others do. What its transaction has changed is stored after that, in about the same time; no transaction is
to last longer than a second."""
COUNTED = 5_000
"""Objects that one transaction counts at most."""
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
        return (found for found in _matches(portal, self.pattern.split("/"), cursor) if found[1] is not _PASSED)

    def part(self, portal: Portal, cursor: Cursor, size: int) -> "Part":
        """The next objects behind the cursor, at most ``size``; fewer, or none, after :data:`MAX_SECONDS`."""
        found: list[tuple[Cursor, Any]] = []
        last: Cursor | None = None
        is_over = time_is_over()
        for place, item in _matches(portal, self.pattern.split("/"), cursor):
            if last is not None and is_over():
                return Part(found, last)
            last = place
            if item is not _PASSED:
                found.append((place, item))
            if len(found) == size:
                return Part(found, last)
        return Part(found, None)


class Part(NamedTuple):
    """Objects that one transaction looks at, each with its cursor."""

    found: list[tuple[Cursor, Any]]
    next: Cursor | None
    """Where to go on, ``None`` after all. It may be the key of a folder, of which all objects were reached."""


_PASSED = object()
"""In place of an object: a folder ends here. Of thousands of folders each may be empty."""


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
        if "*" in rest:
            yield (key,), _PASSED


def change_batch(
    portal: Portal, objects: Objects, change: Callable[[Any], object], cursor: Cursor, size: int = BATCH_SIZE
) -> tuple[int, Cursor | None]:
    """Changes the next objects, at most ``size`` and for about :data:`MAX_SECONDS`.

    Returns their number, and the cursor of the next batch, ``None`` after all are done. ``change`` may remove its
    object from the tree.
    """
    # All before the first change: a BTree must not lose keys while it is iterated over.
    batch = objects.part(portal, cursor, size)
    is_over = time_is_over()
    for number, (place, item) in enumerate(batch.found, 1):
        change(item)
        if number < len(batch.found) and is_over():
            return number, place
    return len(batch.found), batch.next


def time_is_over() -> Callable[[], bool]:
    """A question for a transaction that begins now: whether :data:`MAX_SECONDS` are over."""
    end = time.monotonic() + MAX_SECONDS
    return lambda: time.monotonic() > end


def count(db: DB, objects: Objects, cursor: Cursor = ()) -> int:
    """Number of the objects behind the cursor, read in short transactions: a snapshot is never open for long."""
    counted = 0
    at: Cursor | None = cursor
    while at is not None:
        with read_transaction(db) as portal:
            found, at = objects.part(portal, at, COUNTED)
        counted += len(found)
    return counted


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
