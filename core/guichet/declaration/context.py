"""Facts around an invoice that checks compare it with. Read-only; earlier answers are data, not records of a form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from guichet.declaration.amounts import Amounts


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


@dataclass(frozen=True)
class Decision:
    """What a decision or communication grants, as it was recorded; None and empty for what was not recorded."""

    number: str
    valid_from: date | None = None
    valid_to: date | None = None
    """Last day, inclusive."""
    degree: str = ""
    """Of helplessness: ``"slight"``, ``"medium"``, ``"severe"``."""
    monthly_amount: int | None = None
    """In Rappen."""
    yearly_amount: int | None = None
    """In Rappen."""
    night_level: str = ""
    """Of assistance: ``"1"`` to ``"4"``."""
    nights: int | None = None
    """Nights of assistance a month."""
    special_hours: str = ""
    """``"yes"`` or ``"no"``: hours of assistance with a special qualification."""
    acute_phase: str = ""
    """``"yes"`` or ``"no"``: more assistance during an acute phase."""

    def covers(self, first: date, last: date) -> bool:
        """Whether the days lie within the recorded period; an end that was not recorded is open."""
        return (self.valid_from is None or self.valid_from <= first) and (
            self.valid_to is None or last <= self.valid_to
        )


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
    """An invoice already sent for the same beneficiary and type, as its revision froze it."""

    reference: str
    decision_number: str
    service_days: tuple[ServiceDay, ...]
    answers: FrozenAnswers = field(default_factory=lambda: FrozenAnswers({}))
    amounts: Mapping[str, int] = field(default_factory=dict)
    """Rappen by path of the line or answer."""


@dataclass(frozen=True)
class CheckContext:
    """The facts around an invoice on one day."""

    today: date
    filed_on: date
    """When it was first sent, or else today: a correction does not move the day that counts (LPGA art. 29 al. 3)."""
    office_code: str = ""
    birth_date: date | None = None
    """Of the beneficiary."""
    decision_number: str = ""
    decision: Decision | None = None
    """The decision of that number, if what it grants was recorded."""
    pays_company: bool = False
    """Whether the account to be credited is the company's that sends the invoice, and no insured person's."""
    earlier: Sequence[EarlierInvoice] = ()
    attached: frozenset[str] = frozenset()
    """The kinds of the documents attached so far."""
    amounts: Amounts = field(default_factory=Amounts)
    """The amounts of the answers; set by the evaluation before it calls a type's ``check``."""
