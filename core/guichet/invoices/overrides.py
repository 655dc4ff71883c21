"""What an officer with the right adds to an acceptance: amounts that no rate gives, and checks that are passed over.

What the sender has asked for stays in the revision. Asked, completed and accepted amounts are apart everywhere.
"""

from collections.abc import Iterable
from typing import NamedTuple

from persistent import Persistent

from guichet.invoices.frozen import Texts


class Completion(NamedTuple):
    """An amount that the office has completed, since no rate was known for the day."""

    path: str
    """Of the whole form, that of the issue G11."""
    labels: Texts
    """Of the row, as frozen in the revision."""
    messages: Texts
    """Of the issue, as the sender saw it."""
    amount: int
    """In Rappen."""


class OverriddenCheck(NamedTuple):
    """A blocking check that did not hold up the acceptance, as the officer saw it."""

    code: str
    path: str
    other_reference: str
    """Of the invoice that is compared with; empty without one."""
    text: str
    language: str

    @property
    def subject(self) -> tuple[str, str, str]:
        """What the check is about, in whatever words and with whatever sums."""
        return self.code, self.path, self.other_reference


class Override(Persistent):
    """Completed amounts and overridden checks of one approval or acceptance. Never changed."""

    def __init__(
        self,
        *,
        event_number: int,
        reason: str = "",
        explanation: str = "",
        language: str = "",
        completions: Iterable[Completion] = (),
        checks: Iterable[OverriddenCheck] = (),
    ) -> None:
        self.event_number = event_number
        """Number, from 0, of the event of the invoice that it belongs to."""
        self.reason = reason
        """Why the checks were overridden. For the office; empty where none was."""
        self.explanation = explanation
        """How the amounts were found, for the sender; empty where none was completed."""
        self.language = language
        """Of both texts; empty when it is not known."""
        self._completions = tuple(
            (one.path, tuple(one.labels.items()), tuple(one.messages.items()), one.amount) for one in completions
        )
        self._checks = tuple(tuple(one) for one in checks)

    @property
    def completions(self) -> tuple[Completion, ...]:
        """The completed amounts in the order of the form."""
        found = self._completions
        return tuple(Completion(path, dict(labels), dict(texts), amount) for path, labels, texts, amount in found)

    @property
    def checks(self) -> tuple[OverriddenCheck, ...]:
        """The overridden checks."""
        return tuple(OverriddenCheck(*one) for one in self._checks)

    @property
    def completed(self) -> int:
        """Sum of the completed amounts, in Rappen."""
        return sum(amount for *_texts, amount in self._completions)
