"""Invoices already sent, as their revisions froze them. Read-only; answers are data, not records of a form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class ServiceDay:
    """The day, or the days from first to last, on which one benefit was provided."""

    path: str
    """Where the first day was answered."""
    first: date
    last: date
    last_path: str = ""
    """Where the last day was answered; empty when it is the same place."""

    @property
    def path_of_last(self) -> str:
        """Where to mend the last day."""
        return self.last_path or self.path


class FrozenAnswers(Mapping[str, Any]):
    """Typed answers of an earlier revision, of any version of its form, read-only.

    A name that is absent gives None and no ``KeyError``: the form of that version may not have had the question.
    """

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self._answers = answers

    def __getitem__(self, name: str) -> Any:
        return _frozen(self._answers.get(name))

    def __contains__(self, name: object) -> bool:
        # Mapping.__contains__ asks for the item, which never raises here.
        return name in self._answers

    def lines(self, name: str) -> "tuple[FrozenAnswers, ...]":
        """The lines of a list; none where the earlier form had no such list."""
        found = self[name]
        return tuple(line for line in found if isinstance(line, FrozenAnswers)) if isinstance(found, tuple) else ()

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return FrozenAnswers(value)
    return tuple(_frozen(item) for item in value) if isinstance(value, list | tuple) else value


@dataclass(frozen=True)
class EarlierInvoice:
    """An invoice that the same sender has already sent, as its revision froze it."""

    reference: str
    decision_number: str
    service_days: tuple[ServiceDay, ...]
    answers: FrozenAnswers = field(default_factory=lambda: FrozenAnswers({}))
    amounts: Mapping[str, int] = field(default_factory=dict)
    """Rappen by path of the line or answer."""
