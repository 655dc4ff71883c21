"""The office's lists of reasons, e.g. for refusing a registration."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from guichet.store.models import Folder, Resource
from guichet.values.name_folding import normalize_for_search


class ReasonText(NamedTuple):
    """The texts of a reason in one language."""

    language: str
    title: str
    """Shown to the office, to choose it by."""
    text: str
    """Sent to the company or to the sender."""


def in_language(texts: Sequence[tuple[str, str, str]], language: str) -> ReasonText:
    """The text in a language; without one, the first. ``texts`` are language, title and text, as stored."""
    return ReasonText(*next((text for text in texts if text[0] == language), texts[0]))


class Reason(Resource):
    """One reason in each language of the desk."""

    form_ids: tuple[str, ...] | None = None
    """Ids of the forms that it is offered for; empty for all. None where it was stored before they could be chosen, see
    `guichet.office.reasons.offered_reasons`."""

    def __init__(self, texts: Iterable[ReasonText], form_ids: tuple[str, ...] = ()) -> None:
        self.replace_texts(texts)
        self.form_ids = form_ids

    def replace_texts(self, texts: Iterable[ReasonText]) -> None:
        """Stores new texts, the desk's first language first."""
        # Plain tuples: named ones would write their class path into every record.
        self.texts = tuple((text.language, text.title, text.text) for text in texts)
        """Language, title and text of each."""

    def in_language(self, language: str) -> ReasonText:
        """The text in that language; without one, in the desk's first."""
        return in_language(self.texts, language)


REGISTRATIONS, CORRECTIONS = "reasons", "correction-reasons"
"""Names of the lists in the desk's tree."""


class Reasons(Folder):
    """One list, which the office edits."""

    answered: tuple[str, ...] = ()
    """Keys of the forms' reasons that the office has taken or left, see `guichet.office.reasons.proposed_reasons`."""

    def answer(self, key: str) -> None:
        """Notes that a reason of a form is not to be proposed again."""
        self.answered = (*self.answered, key)

    def by_title(self, language: str) -> list[tuple[str, ReasonText]]:
        """Id and text of each in a language, by title."""
        found = [(name, self[name].in_language(language)) for name in self]
        return sorted(found, key=lambda pair: (normalize_for_search(pair[1].title), pair[0]))
