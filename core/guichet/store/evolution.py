"""Changes to stored data, by name: a new desk starts with all of them done, an old one runs what it lacks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from BTrees.OOBTree import OOBTree
from ZODB import DB

from guichet.store.database import read_transaction, write_transaction
from guichet.store.models import Portal, Resource


@dataclass(frozen=True)
class EvolutionStep:
    """One change, e.g. ``EvolutionStep("core.2026_12_split_names", split_names)``; each runs in its own transaction."""

    name: str
    change: Callable[[Portal], None]
    after: tuple[str, ...] = ()
    """Names of steps that have to be done before."""


class Evolution(Resource):
    """The desk's record of the steps done."""

    def __init__(self) -> None:
        self.done = OOBTree()
        """Name → moment in UTC."""


def baseline(portal: Portal, steps: Iterable[EvolutionStep], moment: datetime) -> None:
    """Marks every step as done, for a desk that is made with today's classes."""
    for step in steps:
        _done(portal)[step.name] = moment


def pending(db: DB, steps: Iterable[EvolutionStep]) -> list[EvolutionStep]:
    """The steps a desk still lacks, in an order that respects ``after``. Raises ``ValueError`` on a circle."""
    with read_transaction(db) as portal:
        done = set(_done(portal))
    return _ordered([step for step in steps if step.name not in done], done)


def evolve(db: DB, steps: Iterable[EvolutionStep], moment: datetime) -> list[str]:
    """Runs what is pending and returns the names. Stops at the first step that fails, which leaves no trace."""
    names = []
    for step in pending(db, list(steps)):
        with write_transaction(db) as portal:
            step.change(portal)
            _done(portal)[step.name] = moment
        names.append(step.name)
    return names


def _done(portal: Portal) -> OOBTree:
    return portal["evolution"].done


def _ordered(steps: list[EvolutionStep], done: set[str]) -> list[EvolutionStep]:
    ordered: list[EvolutionStep] = []
    known = set(done)
    while steps:
        ready = [step for step in steps if known.issuperset(step.after)]
        if not ready:
            raise ValueError(f"evolution steps wait for each other: {', '.join(step.name for step in steps)}")
        ordered += ready
        known.update(step.name for step in ready)
        steps = [step for step in steps if step not in ready]
    return ordered
