"""Messages about a sent invoice between its sender and the office, outside a correction; they stay with the invoice."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from persistent import Persistent


class CaseMessage(NamedTuple):
    """What one side has written to the other."""

    moment: datetime
    author: str
    """Id of the user."""
    from_office: bool
    text: str
    language: str
    """Language that it is written in, e.g. ``"de"``; empty when it is not known."""


class Written(Protocol):
    """A text of a person."""

    @property
    def moment(self) -> datetime:
        """When it was sent."""

    @property
    def author(self) -> str:
        """Id of the user."""

    @property
    def text(self) -> str:
        """As it was typed."""


REPEATED = timedelta(minutes=10)
"""Time in which the same text of one person is the same message; later, it is asked once more."""


def is_repeated(last: Written, now: Written) -> bool:
    """Whether a text was sent already, by the same person a moment ago."""
    return (last.author, last.text) == (now.author, now.text) and now.moment - last.moment < REPEATED


class Conversation(Persistent):
    """The messages about one invoice, and since when one of its sender waits for the office."""

    waiting_since: datetime | None = None
    """Moment of the first message that the office has neither answered nor filed; None without one."""
    # A tuple of plain tuples: a named one would write its class path into every record.
    _messages: tuple[tuple[datetime, str, bool, str, str], ...] = ()

    def __iter__(self) -> Iterator[CaseMessage]:
        """All messages, the first one first."""
        return (CaseMessage(*message) for message in self._messages)

    def __len__(self) -> int:
        return len(self._messages)

    def add(self, message: CaseMessage) -> None:
        """Adds a message: one of the sender waits for the office, one of the office answers all that wait."""
        moment, author, from_office, text, language = message
        self._messages = (*self._messages, (moment, author, from_office, text, language))
        self.waiting_since = None if from_office else self.waiting_since or moment

    def repeats(self, message: CaseMessage) -> bool:
        """Whether the last message is the same: its button was pressed twice, or sent again on a slow line."""
        last = CaseMessage(*self._messages[-1]) if self._messages else None
        return last is not None and is_repeated(last, message)

    def file(self) -> None:
        """Notes that what waits needs no answer."""
        self.waiting_since = None

    @property
    def last_sender(self) -> str:
        """Id of the user who has written to the office last; empty without one."""
        return next((one.author for one in reversed(list(self)) if not one.from_office), "")
