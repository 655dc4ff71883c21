"""One line of « Contrôles automatiques »."""

from collections.abc import Sequence
from dataclasses import dataclass

from translationstring import TranslationString

from guichet.invoices.frozen import TextRow


@dataclass(frozen=True)
class Finding:
    """One line of « Contrôles automatiques »."""

    in_order: bool
    message: TranslationString | str
    row_label: str = ""
    """Label of the row with the issue, « Trajet 2 »; empty for an issue without a row."""
    explanation: TranslationString | str | None = None
    """Shown in brackets after the message."""
    code: str = ""
    """Of the check, e.g. ``"G7"``; empty for one that only informs."""
    path: str = ""
    """Of the whole form; empty where the finding has none or blocks nothing."""
    blocks: bool = False
    """Whether it prevents an acceptance, until an officer with the right overrides it or completes the amount."""
    other_reference: str = ""
    """Reference of another invoice that the message names, by its placeholder ``${reference}``."""

    @property
    def subject(self) -> tuple[str, str, str]:
        """As `guichet.invoices.overrides.OverriddenCheck.subject`."""
        return self.code, self.path, self.other_reference


def label_of(path: str, rows: Sequence[TextRow]) -> str:
    """Label of the row that contains a path: « Trajet 2 » for ``details.lines.1.km``; empty without one."""
    row = row_of(path, rows)
    return row.label if row else ""


def row_of(path: str, rows: Sequence[TextRow]) -> TextRow | None:
    """The row that contains a path."""
    # With dots at the end, so that ``lines.1`` does not match ``lines.10``.
    return next((row for row in rows if f"{path}.".startswith(f"{row.path}.")), None)
