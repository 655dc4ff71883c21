"""Walks over the places that several sorted sets share, by leaps (leapfrog join, Veldhuizen 2014)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from BTrees.LLBTree import multiunion

MAX_CURSORS = 12
"""Alternatives of a filter that are walked side by side; more are united first."""
Seek = Callable[[int], int]
"""The first place of a set from a number on, or the last one down from it; ``ValueError`` where there is none."""
Sets = Sequence[Sequence[Any]]
"""A place fits if it is in one set of each group."""


class Walk(Iterator[int]):
    """The places that all groups of sets have, from ``place`` on, ascending or ``backwards``, by at most so many
    ``steps``.
    """

    stopped: int | None = None
    """Where the walk ended for want of steps; it continues behind this place."""

    def __init__(self, groups: Sets, place: int, backwards: bool, steps: int) -> None:
        self._seeks = [_any_of(group, backwards) for group in groups]
        self._place = place
        self._step = -1 if backwards else 1
        self._left = steps

    def __next__(self) -> int:
        place, agreed, turn, seeks = self._place, 0, 0, self._seeks
        while agreed < len(seeks):
            if not self._left:
                self.stopped = place - self._step
                raise StopIteration
            self._left -= 1
            try:
                found = seeks[turn](place)
            except ValueError:
                raise StopIteration from None
            agreed = agreed + 1 if found == place else 1
            place, turn = found, (turn + 1) % len(seeks)
        self._place = place + self._step
        return place


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
        self._ahead: int | None = None
        """The next place of an item that has not moved, once it is known."""
        self._ended = False

    def __next__(self) -> int:
        if self._ahead is None and not self._ended:
            self._ahead = self._leap()
            self._ended = self._ahead is None
        # Behind the place where a walk has stopped, a place may follow that is nearer than those that have moved.
        limit = self._ahead if self._ahead is not None else self.stopped
        if self._moved and (limit is None or (limit - self._moved[-1]) * self._step >= 0):
            return self._moved.pop()
        if self._ahead is None:
            raise StopIteration
        place, self._ahead = self._ahead, None
        return place

    def _leap(self) -> int | None:
        with suppress(StopIteration):
            while (place := super().__next__()) in self._keys:
                pass
            return place
        return None


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
