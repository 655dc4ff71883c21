"""What a check found."""

from dataclasses import dataclass
from typing import Literal, get_args

from translationstring import TranslationString

from guichet.declaration.fields import nearest

Level = Literal["error", "warning"]
LEVELS: tuple[str, ...] = get_args(Level)


@dataclass(frozen=True)
class Issue:
    """What a check found. An ``error`` stops the sending, a ``warning`` lets it pass.

    Raises ``ValueError`` or ``TypeError`` for anything that could not be shown, so that a slip is found when the
    desk starts and never on a page.
    """

    level: Level
    path: str
    """Path of the answer to mend, relative to the type's form: ``"lines.0.km"``; ``""`` for the form as a whole."""
    code: str
    """Stable name of the rule, e.g. ``"T3"``."""
    message: TranslationString
    for_office_only: bool = False

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise ValueError(f"Issue level {self.level!r}: write 'error' or 'warning'{nearest(self.level, LEVELS)}")
        if not isinstance(self.path, str) or not isinstance(self.code, str) or not self.code:
            raise TypeError(f"Issue {self.code!r} at {self.path!r}: path and code are texts; see record.field('name')")
        if not isinstance(self.message, TranslationString):
            raise TypeError(f"Issue {self.code!r}: wrap its message into _(), so that it can be translated")


def error(path: str, code: str, message: TranslationString) -> Issue:
    """What has to be mended before the sending."""
    return Issue("error", path, code, message)


def warning(path: str, code: str, message: TranslationString) -> Issue:
    """A caution that lets the invoice pass."""
    return Issue("warning", path, code, message)
