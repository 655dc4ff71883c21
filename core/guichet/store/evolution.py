"""Changes to stored data, identified by name.

A new desk starts with all of them marked as done, an older one runs those that it lacks. They run on the command
line, ``guichet evolve``, and never at the start of a web process, which does not start while steps are pending.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from BTrees.OOBTree import OOBTree
from ZODB import DB

from guichet.store.batches import BATCH_SIZE, Cursor, Objects, change_batch, count, with_retries
from guichet.store.database import read_transaction
from guichet.store.models import Portal, Resource


@dataclass(frozen=True)
class EvolutionStep:
    """One change, e.g. ``EvolutionStep("canton_ju.2027_03_regions", add_region, over="issuers/*/beneficiaries/*")``.

    ``change`` is called with each object that ``over`` matches, see :class:`guichet.store.batches.Objects`, in batches
    with a transaction each; without ``over`` once, with the portal. Raises ``ValueError`` for an impossible ``over``.
    """

    name: str
    change: Callable[[Any], object]
    over: str = ""
    after: tuple[str, ...] = ()
    """Names of steps that have to be done before; each is a step of the same desk."""
    batch_size: int = BATCH_SIZE
    """Objects per transaction; fewer where one change writes much."""

    def __post_init__(self) -> None:
        if self.over:
            Objects(self.over)


@dataclass(frozen=True)
class Progress:
    """How far a step has come. The cursor is stored with each batch, so that a step continues there after a crash."""

    name: str
    changed: int
    """Objects changed since the step began, in all its runs; 0 for a step without ``over``."""
    finished: bool
    total: int = 0
    """Objects that the step changes in all, as counted when this run began; 0 for a step without ``over``."""


@dataclass(frozen=True)
class Plan:
    """What a step that is pending would do."""

    name: str
    changed: int
    """Objects that an earlier run has changed."""
    left: int | None
    """Objects that are still to be changed. None for a step without ``over``, and for one whose objects are not there
    yet, since a step before it makes their folder."""
    seconds: float | None
    """Estimate, from a first batch that was changed and dropped. None where there is none: nothing is counted, or the
    first batch fails, e.g. since it needs what a step before it stores."""


class Evolution(Resource):
    """The steps that this desk has done or begun."""

    def __init__(self) -> None:
        self.done = OOBTree()
        """Name → moment in UTC."""
        self.under_way = OOBTree()
        """Name → cursor of the last batch and number of objects changed."""


def baseline(portal: Portal, steps: Iterable[EvolutionStep], moment: datetime) -> None:
    """Marks every step as done, for a new desk: its objects are of the present classes."""
    for step in steps:
        _evolution(portal).done[step.name] = moment


def pending(db: DB, steps: Iterable[EvolutionStep]) -> list[EvolutionStep]:
    """The steps a desk still lacks, in an order that respects ``after``.

    Raises ``ValueError`` for steps that wait for each other, or for one that does not exist.
    """
    with read_transaction(db) as portal:
        done = set(_evolution(portal).done)
    return _ordered([step for step in steps if step.name not in done], done)


def plan(db: DB, steps: Iterable[EvolutionStep]) -> Iterator[Plan]:
    """What :func:`evolve` would do, step by step; nothing is stored."""
    for step in pending(db, list(steps)):
        cursor, changed = _begun(db, step)
        left = _left(db, step, cursor)
        yield Plan(step.name, changed, left, _estimate(db, step, cursor, left) if left else None)


def _left(db: DB, step: EvolutionStep, cursor: Cursor) -> int | None:
    try:
        return count(db, Objects(step.over), cursor) if step.over else None
    except KeyError:  # a folder that a step before it makes
        return None


def _estimate(db: DB, step: EvolutionStep, cursor: Cursor, left: int) -> float | None:
    started = time.perf_counter()
    try:
        with read_transaction(db) as portal:
            changed, _last = change_batch(portal, Objects(step.over), step.change, cursor, step.batch_size)
            # Writes the changed objects to a temporary file, which is most of what a commit does.
            portal._p_jar.transaction_manager.savepoint()
    except Exception:  # the change is a plugin's; what it meets here is no news until it is really run
        return None
    # None are changed by a batch that has met nothing but empty folders.
    return (time.perf_counter() - started) / changed * left if changed else None


def _begun(db: DB, step: EvolutionStep) -> tuple[Cursor, int]:
    """Where an earlier run of a step has come to."""
    with read_transaction(db) as portal:
        found: tuple[Cursor, int] = _evolution(portal).under_way.get(step.name, ((), 0))
    return found


def evolve(
    db: DB,
    steps: Iterable[EvolutionStep],
    moment: datetime,
    report: Callable[[Progress], object] = lambda _: None,
    stop: threading.Event | None = None,
) -> list[str]:
    """Runs what is pending and returns the names of the steps that are done; ``report`` is called after each batch.

    Stops at the first error, which aborts its own batch, and behind the batch that is under way once ``stop`` is set;
    the next run goes on there. Several processes may run it at once: they conflict on the cursor, so that each batch is
    committed by one of them.
    """
    names: list[str] = []
    for step in pending(db, list(steps)):
        cursor, changed = _begun(db, step)
        total = changed + (_left(db, step, cursor) or 0)
        progress = None
        while progress is None or not progress.finished:
            if stop and stop.is_set():
                return names
            progress = with_retries(db, partial(_next_batch, step=step, moment=moment))
            report(replace(progress, total=total))
        names.append(step.name)
    return names


def _next_batch(portal: Portal, step: EvolutionStep, moment: datetime) -> Progress:
    """Changes the objects behind those of the last batch, and notes it in the same transaction."""
    evolution = _evolution(portal)
    cursor, before = evolution.under_way.get(step.name, ((), 0))
    if step.name in evolution.done:  # by another process in the meantime
        return Progress(step.name, 0, finished=True)
    changed, last = 0, None
    if step.over:
        changed, last = change_batch(portal, Objects(step.over), step.change, cursor, step.batch_size)
    else:
        step.change(portal)
    if last is None:
        evolution.under_way.pop(step.name, None)
        evolution.done[step.name] = moment
    else:
        evolution.under_way[step.name] = (last, before + changed)
    return Progress(step.name, before + changed, finished=last is None)


def _evolution(portal: Portal) -> Evolution:
    found: Evolution = portal["evolution"]
    return found


def _ordered(steps: list[EvolutionStep], done: set[str]) -> list[EvolutionStep]:
    ordered: list[EvolutionStep] = []
    known = set(done)
    missing = {name for step in steps for name in step.after} - known - {step.name for step in steps}
    if missing:
        waiting = ", ".join(step.name for step in steps if missing.intersection(step.after))
        raise ValueError(f"evolution steps wait for {', '.join(sorted(missing))}, which no plugin has: {waiting}")
    while steps:
        ready = [step for step in steps if known.issuperset(step.after)]
        if not ready:
            raise ValueError(f"evolution steps wait for each other: {', '.join(step.name for step in steps)}")
        ordered += ready
        known.update(step.name for step in ready)
        steps = [step for step in steps if step not in ready]
    return ordered
