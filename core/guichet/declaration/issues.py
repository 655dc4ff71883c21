"""`Check`, what a form, an office or the core looks for, and `Issue`, what it finds."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from translationstring import TranslationString

from guichet.declaration.fields import nearest

Level = Literal["error", "warning"]
LEVELS: tuple[str, ...] = get_args(Level)


class Check(NamedTuple):
    """A check that a form, an office or the core makes.

    The review lists it with what is in order when it found nothing at the sending; what it finds is an `Issue` with its
    code and a message of its own.
    """

    code: str
    """As in its issues, e.g. ``"T6"``."""
    title: TranslationString
    """What holds where nothing is found, in a few words, also for an invoice that it does not concern."""
    source: TranslationString | None = None
    """The law or the directive that it rests on, and whether that is confirmed; None where none is known."""


@dataclass(frozen=True)
class Issue:
    """A finding of a check: an ``error`` prevents sending, a ``warning`` does not.

    Raises ``ValueError`` or ``TypeError`` for an issue that cannot be shown, so that the samples at start find the slip
    before a page does.
    """

    level: Level
    path: str
    """Path of the answer to mend, relative to the type's form: ``"lines.0.km"``; ``""`` for the form as a whole."""
    code: str
    """Stable name of the rule, e.g. ``"T3"``."""
    message: TranslationString
    for_office_only: bool = False
    """Not shown to the sender."""

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise ValueError(f"Issue level {self.level!r}: write 'error' or 'warning'{nearest(self.level, LEVELS)}")
        if not isinstance(self.path, str) or not isinstance(self.code, str) or not self.code:
            raise TypeError(f"Issue {self.code!r} at {self.path!r}: path and code are texts; see record.field('name')")
        if not isinstance(self.message, TranslationString):
            raise TypeError(f"Issue {self.code!r}: wrap its message into _(), so that it can be translated")


def error(path: str, code: str, message: TranslationString) -> Issue:
    """An issue that must be mended before sending."""
    return Issue("error", path, code, message)


def warning(path: str, code: str, message: TranslationString) -> Issue:
    """An issue that does not prevent sending."""
    return Issue("warning", path, code, message)
