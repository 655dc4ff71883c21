"""Walks over the places that several sorted sets share, by leaps (leapfrog join, Veldhuizen 2014)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import cycle, islice
from typing import Any

from BTrees.LLBTree import multiunion

MAX_CURSORS = 12
"""Alternatives of a filter that are walked side by side; more are united first."""
Seek = Callable[[int], int]
"""The first place of a set from a number on, or the last one down from it; ``ValueError`` where there is none."""
Sets = Sequence[Sequence[Any]]
"""A place fits if it is in one set of each group."""


class Walk(Iterable[int]):
    """The places that all groups of sets have, from ``place`` on, ascending or ``backwards``; for one iteration.

    ``steps`` is the most seeks that it makes.
    """

    stopped: int | None = None
    """Where the walk ended for want of steps; it continues behind this place."""

    def __init__(self, groups: Sets, place: int, backwards: bool, steps: int) -> None:
        self._seeks = [_any_of(group, backwards) for group in groups]
        self._place = place
        self._step = -1 if backwards else 1
        self._steps = steps

    def __iter__(self) -> Iterator[int]:
        place, agreed, wanted = self._place, 0, len(self._seeks)
        try:
            for seek in islice(cycle(self._seeks), self._steps):
                found = seek(place)
                agreed = agreed + 1 if found == place else 1
                place = found
                if agreed == wanted:
                    yield place
                    place, agreed = place + self._step, 0
        except ValueError:
            return
        self.stopped = place - self._step


class WalkAmongMoved(Walk):
    """The same where ``moved`` items stand at other places than the keys under which the sets have them."""

    def __init__(self, groups: Sets, place: int, backwards: bool, steps: int, moved: Mapping[int, int]) -> None:
        super().__init__(groups, place, backwards, steps)
        self._keys = frozenset(moved.values())
        self._moved = [
            at
            for at, key in moved.items()
            if (at <= place if backwards else at >= place) and all(any(key in one for one in group) for group in groups)
        ]
        """Places of those that fit, the nearest one last."""
        if not backwards:
            self._moved.reverse()

    def __iter__(self) -> Iterator[int]:
        for place in super().__iter__():
            if place not in self._keys:
                # Asked first, since it makes a generator, and after a few places of a long walk there is none left.
                if self._moved:
                    yield from self._before(place)
                yield place
        # Behind the place where a walk has stopped, others may follow that are nearer than those that have moved.
        yield from self._before(self.stopped)

    def _before(self, place: int | None) -> Iterator[int]:
        while self._moved and (place is None or (place - self._moved[-1]) * self._step >= 0):
            yield self._moved.pop()


def _any_of(sets: Sequence[Any], backwards: bool) -> Seek:
    """Seeks in the union of sets; in a single one by the method of the tree itself, which takes a third of the time."""
    if len(sets) > MAX_CURSORS:
        sets = [multiunion(sets)]
    seeks: list[Seek] = [one.maxKey if backwards else one.minKey for one in sets]
    return seeks[0] if len(seeks) == 1 else _nearest_of(seeks, max if backwards else min)


def _nearest_of(seeks: Sequence[Seek], nearest: Callable[[Iterable[int]], int]) -> Seek:
    def found(place: int) -> Iterator[int]:
        for seek in seeks:
            with suppress(ValueError):
                yield seek(place)

    # Of nothing, `nearest` raises ``ValueError`` itself.
    return lambda place: nearest(found(place))
