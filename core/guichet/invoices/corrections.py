"""Corrections that the office has asked for: what it marked, why, and what the sender answered.

One `Correction` per revision that was sent back, kept for good: several in a row are the history of the case.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from persistent import Persistent

from guichet.invoices.frozen import Texts

DOCUMENTS = "documents"
"""Path of the mark « a document is missing »; that of one document is ``documents.`` and its id."""
MAX_REPLY = 500
"""Characters of the sender's answer to one mark."""
Pairs = tuple[tuple[str, str], ...]
"""Texts by language as they are stored."""


class Mark(NamedTuple):
    """One field, line, list or document that the office marked."""

    path: str
    """Of a row, a list or a document of the revision, see `guichet.office.cases.markable`."""
    labels: Texts
    """As frozen in the revision, which the officer saw."""
    reasons: Texts
    """Why, by language; words of the officer's own in one language alone."""
    reply: str = ""
    """Of the sender; empty where the change itself is the answer."""
    changed: bool = False
    """Whether the sender has changed it; known once the correction is sent."""
    reason_id: str = ""
    """Of the office's list, from which the reason was chosen; empty for words of the officer alone."""

    def label(self, language: str) -> str:
        """The label in a language, or in another one that it has."""
        return in_language(self.labels, language)[1]

    def reason(self, language: str) -> tuple[str, str]:
        """Language and text of the reason, in ``language`` where it has one; two empty texts without a reason."""
        return in_language(self.reasons, language)


class Correction(Persistent):
    """One request for correction, of the revision ``revision_number``."""

    replies = "{}"
    """JSON: the sender's answers by path of the mark."""
    changed: tuple[str, ...] = ()
    """Paths of the marks that the sender has changed, once the correction is sent."""
    deadline: date | None = None
    """The last day that the office leaves the sender; None where it states none."""
    lines = "{}"
    """JSON: path of a list → numbers of its lines, as sent, that are left; only of lists that have lost lines."""

    def __init__(
        self, revision_number: int, marks: Iterable[Mark], sent: Mapping[str, Any], deadline: date | None = None
    ) -> None:
        self.revision_number = revision_number
        self.deadline = deadline
        self._marks = tuple(
            (mark.path, tuple(mark.labels.items()), tuple(mark.reasons.items()), mark.reason_id) for mark in marks
        )
        self.sent = json.dumps(sent, ensure_ascii=False)
        """JSON: the raw answers as sent, which stay wherever nothing is marked. Empty once the correction is sent."""

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks in the order of the form, with the sender's answers."""
        replies = json.loads(self.replies)
        found: tuple[tuple[str, Pairs, Pairs, str], ...] = self._marks
        return tuple(
            Mark(path, dict(labels), dict(reasons), replies.get(path, ""), path in self.changed, reason_id)
            for path, labels, reasons, reason_id in found
        )

    def save_replies(self, replies: Mapping[str, str]) -> None:
        """Stores the sender's answers to marks; texts under other paths are left out."""
        paths = {mark.path for mark in self.marks}
        stored = {path: text for path, text in replies.items() if path in paths and text}
        text = json.dumps(stored, ensure_ascii=False)
        # Autosave posts answers that have not changed, too.
        if text != self.replies:
            self.replies = text

    @property
    def sent_answers(self) -> dict[str, Any]:
        """See `sent`."""
        found: dict[str, Any] = json.loads(self.sent)
        return found

    @property
    def kept_lines(self) -> dict[str, list[int]]:
        """See `lines`."""
        found: dict[str, list[int]] = json.loads(self.lines)
        return found

    def remove_line(self, path: str, position: int, count: int) -> None:
        """Notes that the line at ``position`` of the ``count`` lines of a list is gone."""
        kept = self.kept_lines
        numbers = kept.get(path, list(range(count)))
        self.lines = json.dumps(kept | {path: numbers[:position] + numbers[position + 1 :]})

    def close(self, changed: Iterable[str]) -> None:
        """Notes what was changed, and drops the answers, once they are sent: the frozen revision has them."""
        self.changed, self.sent = tuple(changed), ""


def in_language(texts: Texts, language: str) -> tuple[str, str]:
    """Language and text: in ``language``, or in the first language there is; two empty texts without any."""
    if language in texts:
        return language, texts[language]
    return next(iter(texts.items()), ("", ""))
