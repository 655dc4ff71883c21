"""Counters that change together, in one record."""

from persistent import Persistent


class Counters(Persistent):
    """Whole numbers under names, for some dozens of names that have no line break.

    A transaction writes one record for all that it changes. Two transactions at once add up, as with a ``Length`` of
    BTrees, which is for names without end: there each has a record of its own.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __getstate__(self) -> str:
        # One text, since each object of a record takes its time to store; and no dict, which another could change.
        return "\n".join(f"{name}\n{number}" for name, number in self._numbers.items() if number)

    def __setstate__(self, state: str) -> None:
        self._numbers = _numbers(state)

    def __getitem__(self, name: str) -> int:
        return self._numbers.get(name, 0)

    def names(self, prefix: str = "") -> list[str]:
        """Names that begin with ``prefix`` and whose number is not 0."""
        return sorted(name for name, number in self._numbers.items() if number and name.startswith(prefix))

    def change(self, name: str, by: int) -> None:
        """Adds to a number, which begins at 0."""
        self._numbers[name] = self[name] + by
        self._p_changed = True

    def _p_resolveConflict(self, old: str, saved: str, new: str) -> str:
        """Called by ZODB with the states before, of the other transaction, and of this one."""
        before, other, own = _numbers(old), _numbers(saved), _numbers(new)
        merged = Counters()
        for name in sorted(before | other | own):
            merged.change(name, other.get(name, 0) + own.get(name, 0) - before.get(name, 0))
        return merged.__getstate__()


def _numbers(state: str) -> dict[str, int]:
    lines = state.split("\n") if state else []
    return dict(zip(lines[::2], map(int, lines[1::2]), strict=True))
